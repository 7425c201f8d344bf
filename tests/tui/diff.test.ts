/** The diff of `tce tui`: files, rows, remarks. */
import { describe, expect, it } from 'vitest'
import type { ChangedFile, DiffRow, FileDiff, ReviewComment, ReviewedChanges } from '../../src/core/review/review.ts'
import { lineText, unicodeGlyphs } from '../../src/terminal/roles.ts'
import { textWidth } from '../../src/terminal/text-width.ts'
import type { Key } from '../../src/tui/key.ts'
import { startModel, type WatchModel } from '../../src/tui/model.ts'
import { type DiffModel, diffRows, openDiff, placeOf } from '../../src/tui/tasks/diff/diff-model.ts'
import { onTaskNews } from '../../src/tui/tasks/tasks-news.ts'
import { onKey } from '../../src/tui/update.ts'
import { frameFor } from '../../src/tui/view/layout.ts'
import { screenLines } from '../../src/tui/view/screen.ts'
import { designTasks, nowMs } from '../fixtures/tasks/design-tasks.ts'
import { harmIn, hostile } from '../hostile/strings.ts'

const taskId = designTasks.tasks[0]?.id ?? ''
const changed = (path: string, more: Partial<ChangedFile> = {}): ChangedFile => ({
  ...{ path, change: 'changed', form: 'text', addedLines: 2, removedLines: 1, isUncommitted: false },
  ...{ isConflicted: false, version: 'v1', isViewed: false },
  ...more,
})
const files = [
  changed('src/keys/store.ts', { isUncommitted: true }),
  changed('src/keys/idempotency.ts', { change: 'added', addedLines: 64, removedLines: 0, isViewed: true }),
  changed('docs/logo.png', { form: 'image', addedLines: undefined, removedLines: undefined }),
]
const changes: ReviewedChanges = {
  ...{ taskId, of: 'all', base: { name: 'main', commit: 'e07b3c1' }, branch: 'tce/idempotency-keys', files },
  ...{
    addedLines: 66,
    removedLines: 1,
    commits: [],
    commitCount: 2,
    uncommitted: 1,
    viewed: 1,
    state: 's',
    lookedAt: '',
    tookMs: 3,
  },
}
const rows: readonly DiffRow[] = [
  { kind: 'same', text: 'const hit = find(key)', before: 88, after: 88 },
  { kind: 'del', text: 'if (hit) return hit.response', before: 89 },
  { kind: 'add', text: 'if (hit?.state === "done") return hit.response', after: 89 },
  { kind: 'add', text: '\tif (hit?.state === "running") throw new InFlight(key)', after: 90 },
]
const file: FileDiff = {
  ...{ path: 'src/keys/store.ts', version: 'v1' },
  hunks: [
    { head: 'export class KeyStore', before: { from: 88, lines: 2 }, after: { from: 88, lines: 3 }, rows },
    {
      head: '',
      before: { from: 200, lines: 1 },
      after: { from: 201, lines: 1 },
      rows: [{ kind: 'same', text: 'end', before: 200, after: 201 }],
    },
  ],
}
const comment: ReviewComment = {
  ...{
    id: 'c1',
    path: 'src/keys/store.ts',
    side: 'after',
    line: 90,
    quote: [],
    text: 'Why throw here?',
    createdAt: '',
    isStale: false,
  },
}
const withDiff = (change: Partial<DiffModel> = {}): WatchModel => ({
  ...startModel,
  screen: 'tasks',
  tasks: {
    ...startModel.tasks,
    ...{ list: designTasks, chosenId: taskId },
    overlay: { kind: 'diff', diff: { ...openDiff(taskId), changes, file, ...change } },
  },
})
const frame = frameFor({ columns: 120, rows: 16 }, unicodeGlyphs)
const draw = (model: WatchModel, columns = 120, height = 16): readonly string[] =>
  screenLines(model, nowMs, frameFor({ columns, rows: height }, unicodeGlyphs)).map((spans) =>
    lineText(spans).trimEnd(),
  )
function press(from: WatchModel, ...typed: readonly string[]) {
  return typed.reduce(
    ({ model, effects }, one) => {
      const key: Key = ['enter', 'escape', 'left', 'right'].includes(one)
        ? ({ name: one } as Key)
        : { name: 'text', text: one }
      const next = onKey(model, key, frame)
      return { model: next.model, effects: [...effects, ...next.effects] }
    },
    { model: from, effects: [] as ReturnType<typeof onKey>['effects'] },
  )
}

describe('the diff', () => {
  it('has the files beside the rows of the chosen one, with remarks under their row', () => {
    expect(draw(withDiff({ comments: [comment] }))).toEqual([
      ' payments-api idempotency-keys  3 files +66 −1 against main, 1 not committed                              1/3, 1 viewed',
      '──────────────────────────────────┬─────────────────────────────────────────────────────────────────────────────────────',
      '▸M • src/keys/store.ts      +2 −1 │ @@ 88 → 88 @@ export class KeyStore',
      ' A   …eys/idempotency.ts +64 −0 ✓ │   88    88  const hit = find(key)',
      ' M   docs/logo.png          image │   89       -if (hit) return hit.response',
      '                                  │         89 +if (hit?.state === "done") return hit.response',
      '                                  │         90 +    if (hit?.state === "running") throw new InFlight(key)',
      '                                  │      ▸ Why throw here?  not sent',
      '                                  │ @@ 200 → 201 @@',
      '                                  │  200   201  end',
      '                                  │',
      '                                  │',
      '                                  │',
      '                                  │',
      '──────────────────────────────────┴─────────────────────────────────────────────────────────────────────────────────────',
      ' ↑↓ file  ⏎ rows  S send 1 remark  v viewed  s split  q back',
    ])
  })

  it('stands side by side when it is split, what came beside what went', () => {
    const shown = draw(withDiff({ isSplit: true }))
    expect(shown[4]).toBe(
      ' M   docs/logo.png          image │   89 -if (hit) return hit.response       │   89 +if (hit?.state === "done") return…',
    )
    expect(diffRows({ file, isSplit: true })).toHaveLength(6)
    expect(diffRows({ file, isSplit: false }).map(placeOf)).toEqual([
      undefined,
      { side: 'after', line: 88 },
      { side: 'before', line: 89 },
      { side: 'after', line: 89 },
      { side: 'after', line: 90 },
      undefined,
      { side: 'after', line: 201 },
    ])
  })

  it('asks for the rows of the file that one comes to, and takes none that come too late', () => {
    const down = press(withDiff(), 'j')
    const path = 'src/keys/idempotency.ts'
    expect(down.effects).toEqual([{ type: 'task', effect: { do: 'diff-file', taskId, path } }])
    const late = onTaskNews(down.model.tasks, { type: 'diff', taskId, path: 'src/keys/store.ts', change: { file } })
    expect(late).toBe(down.model.tasks)
    const other = onTaskNews(down.model.tasks, { type: 'diff', taskId: 't0', change: { said: 'gone' } })
    expect(other).toBe(down.model.tasks)
  })

  it('takes a remark on the row where one is, on the whole file beside the files; n goes to the next change', () => {
    expect(press(withDiff(), 'enter', 'j', 'j', 'c', 'Why?\nReally', 'enter').effects).toEqual([
      {
        type: 'task',
        effect: {
          do: 'diff-comment',
          taskId,
          comment: { path: 'src/keys/store.ts', text: 'Why? Really', side: 'before', line: 89 },
        },
      },
    ])
    expect(press(withDiff(), 'c', 'x', 'enter').effects).toEqual([
      { type: 'task', effect: { do: 'diff-comment', taskId, comment: { path: 'src/keys/store.ts', text: 'x' } } },
    ])
    expect(press(withDiff(), 'c', 'x', 'escape').effects).toEqual([])
    const { overlay } = press(withDiff(), 'enter', 'n').model.tasks
    expect(overlay?.kind === 'diff' && overlay.diff.row).toBe(5)
    expect(press(withDiff(), 'enter', 'q', 'q').model.tasks.overlay).toBeUndefined()
  })

  it('fits any size, says where there is nothing to see, and shows no row that could steer a terminal', () => {
    for (const [, text] of hostile) {
      const evil: Partial<DiffModel> = {
        file: {
          ...file,
          hunks: [
            {
              ...file.hunks[0],
              head: text,
              before: { from: 1, lines: 1 },
              after: { from: 1, lines: 1 },
              rows: [{ kind: 'add', text, after: 1 }],
            },
          ],
        },
        changes: { ...changes, files: [changed(text)], base: { name: text } },
        comments: [{ ...comment, path: text, line: 1, text }],
      }
      for (const more of [
        {},
        { isSplit: true },
        { isInRows: true },
        { typed: text },
        { said: text },
        { changes: undefined },
      ])
        for (const [columns, height] of [
          [40, 8],
          [120, 30],
        ] as const) {
          const lines = draw(withDiff({ ...evil, ...more }), columns, height)
          expect(lines).toHaveLength(height)
          for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(columns)
          expect(harmIn(lines.join('\n'))).toBeUndefined()
        }
    }
    expect(draw(withDiff({ changes: { ...changes, files: [] } }))[2]).toContain('No changes.')
  })
})
