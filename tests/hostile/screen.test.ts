/** Every screen of the terminal program, over a hostile fleet, a hostile session and hostile tasks; and what a hostile program shows in its pane. */
import { expect, it } from 'vitest'
import { createViewedScreen } from '../../src/runner/screen/viewed-screen.ts'
import { asciiGlyphs, paint, unicodeGlyphs } from '../../src/terminal/roles.ts'
import { agentTarget } from '../../src/terminal/target.ts'
import { textWidth } from '../../src/terminal/text-width.ts'
import type { WatchModel } from '../../src/tui/model.ts'
import { startModel } from '../../src/tui/model.ts'
import { emptyForm, noKnowledge } from '../../src/tui/tasks/form.ts'
import type { TasksModel } from '../../src/tui/tasks/tasks-model.ts'
import { onKey } from '../../src/tui/update.ts'
import { frameFor } from '../../src/tui/view/layout.ts'
import { screenLines } from '../../src/tui/view/screen.ts'
import { agentOf, twentyAgents } from '../fixtures/fleet/twenty-agents.ts'
import { designGit, designTasks } from '../fixtures/tasks/design-tasks.ts'
import { events, nowMs, sessionId, state } from '../fixtures/watch/payments-api.ts'
import { harmIn, hostile, marker, poisoned } from './strings.ts'

it.each(hostile)('no screen writes more than text: %s', (_, text) => {
  const model: WatchModel = {
    ...startModel,
    fleet: poisoned(twentyAgents, text),
    tabs: [sessionId, text],
    sessionId,
    state: poisoned(state, text),
    feed: { ...startModel.feed, events: poisoned(events, text), filter: text },
    notice: text,
  }
  const target = poisoned(agentTarget(agentOf(48213)), text)
  const models: WatchModel[] = [
    model,
    { ...model, pane: 'state' },
    { ...model, feed: { ...model.feed, filter: '' } },
    { ...model, screen: 'overview' },
    { ...model, screen: 'overview', typed: text },
    ...model.feed.events.map((event): WatchModel => ({ ...model, overlay: { kind: 'detail', event, top: 0 } })),
    { ...model, overlay: { kind: 'kill', phase: 'asking', target, askedAtMs: nowMs } },
    { ...model, overlay: { kind: 'kill', phase: 'killing', target, askedAtMs: nowMs } },
  ]
  const list = poisoned(designTasks, text)
  const [task] = list.tasks
  if (task === undefined) throw new Error('no task')
  const lying: readonly TasksModel['overlay'][] = [
    ...[
      undefined,
      { kind: 'keys' } as const,
      { kind: 'git' } as const,
      { kind: 'settings', at: 0, said: text } as const,
    ],
    ...[{ kind: 'message', lines: [text], isBad: true } as const, { kind: 'stop', task } as const],
    { kind: 'typing', for: 'deny', text },
    { kind: 'palette', text: '', at: 0 },
    { kind: 'links', links: [{ url: text, host: text, words: text, from: 'screen' }], at: 0 },
    { kind: 'prune', names: [text], left: 1, confirm: 'x' },
    { kind: 'form', form: { ...emptyForm({ ...noKnowledge, projects: [text], files: [text] }, text), problem: text } },
    {
      kind: 'destroy',
      removal: {
        task,
        confirm: 'x',
        isAllElsewhere: false,
        obstacles: [text],
        facts: { uncommitted: { count: 1, names: [text], addedLines: 1, removedLines: 0 } },
      },
    },
  ]
  for (const overlay of lying) {
    const tasks: TasksModel = {
      ...startModel.tasks,
      list,
      filter: '',
      overlay,
      git: { taskId: task.id, status: poisoned(designGit, text) },
      isOpen: true,
    }
    models.push({ ...model, notice: undefined, screen: 'tasks', tasks })
    // What else there is to see has nothing over it.
    if (overlay === undefined) models.push({ ...model, screen: 'tasks', tasks: { ...tasks, onlyId: task.id } })
  }
  let shown = 0
  for (const one of models) {
    for (const glyphs of [unicodeGlyphs, asciiGlyphs]) {
      const at = frameFor({ columns: 160, rows: 50 }, glyphs)
      const screen = screenLines(one, nowMs, at)
        .map((spans) => paint(spans, true))
        .join('\n')
      expect(harmIn(screen)).toBeUndefined()
      if (screen.includes(marker)) shown += 1
    }
  }
  expect(shown).toBeGreaterThan(20)
})

it.each(hostile)('a program of somebody else draws into its pane and nowhere else: %s', async (_, text) => {
  const screen = createViewedScreen(() => {})
  await screen.viewer.output(Buffer.from(`${text}\r\n${marker}${text}`), 0)
  const { rows } = screen.show({ columns: 40, rows: 10 }, 0)
  // Nothing but text and how it looks; and of each row as much as the pane has.
  for (const row of rows) {
    const plain = row.replaceAll(/\u001b\[[\d;:]*m/g, '')
    expect(harmIn(plain)).toBeUndefined()
    expect(textWidth(plain)).toBe(40)
  }
  screen.dispose()
})

it('copies a command that the agent made, or nothing', () => {
  const frame = frameFor({ columns: 120, rows: 40 }, unicodeGlyphs)
  for (const resumeCommand of [undefined, agentOf(48213).resumeCommand]) {
    const fleet = { ...twentyAgents, processes: [{ ...agentOf(48213), sessionId, resumeCommand }] }
    const model: WatchModel = { ...startModel, fleet, sessionId, state: { ...state, resumeCommand: undefined } }
    const { effects } = onKey(model, { name: 'text', text: 'c' }, frame)
    expect(effects).toEqual(resumeCommand === undefined ? [] : [{ type: 'copy', text: resumeCommand }])
  }
})
