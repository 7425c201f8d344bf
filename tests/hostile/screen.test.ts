/** Every screen of `tce watch`, over a hostile fleet and a hostile session. */
import { expect, it } from 'vitest'
import { asciiGlyphs, paint, unicodeGlyphs } from '../../src/terminal/roles.ts'
import { agentTarget } from '../../src/terminal/target.ts'
import type { WatchModel } from '../../src/tui/model.ts'
import { startModel } from '../../src/tui/model.ts'
import { onKey } from '../../src/tui/update.ts'
import { frameFor } from '../../src/tui/view/layout.ts'
import { screenLines } from '../../src/tui/view/screen.ts'
import { agentOf, twentyAgents } from '../fixtures/fleet/twenty-agents.ts'
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
  const models: readonly WatchModel[] = [
    model,
    { ...model, pane: 'state' },
    { ...model, feed: { ...model.feed, filter: '' } },
    { ...model, screen: 'overview' },
    { ...model, screen: 'overview', typed: text },
    ...model.feed.events.map((event): WatchModel => ({ ...model, overlay: { kind: 'detail', event, top: 0 } })),
    { ...model, overlay: { kind: 'kill', phase: 'asking', target, askedAtMs: nowMs } },
    { ...model, overlay: { kind: 'kill', phase: 'killing', target, askedAtMs: nowMs } },
  ]
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

it('copies a command that the agent made, or nothing', () => {
  const frame = frameFor({ columns: 120, rows: 40 }, unicodeGlyphs)
  for (const resumeCommand of [undefined, agentOf(48213).resumeCommand]) {
    const fleet = { ...twentyAgents, processes: [{ ...agentOf(48213), sessionId, resumeCommand }] }
    const model: WatchModel = { ...startModel, fleet, sessionId, state: { ...state, resumeCommand: undefined } }
    const { effects } = onKey(model, { name: 'text', text: 'c' }, frame)
    expect(effects).toEqual(resumeCommand === undefined ? [] : [{ type: 'copy', text: resumeCommand }])
  }
})
