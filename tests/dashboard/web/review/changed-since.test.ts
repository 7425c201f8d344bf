/** What a page that is open says has changed. */
import { expect, it } from 'vitest'
import { patchRows } from '../../../../src/core/review/patch-rows.ts'
import type { ChangedFile } from '../../../../src/core/review/review.ts'
import { linesOf, placesIn } from '../../../../src/dashboard/web/review/diff-rows.tsx'
import { changedSince } from '../../../../src/dashboard/web/review/review-state.ts'

const file = (path: string, more: Partial<ChangedFile> = {}): ChangedFile => ({
  ...{ path, change: 'changed', form: 'text', isUncommitted: true, isConflicted: false, version: '1', isViewed: false },
  ...more,
})

it('files that came, went or are others are news; those that were just ticked off are none', () => {
  const shown = [file('a'), file('b'), file('c', { isViewed: true })]
  const now = {
    files: [
      { path: 'a', version: '1' },
      { path: 'b', version: '2' },
      { path: 'd', version: '1' },
    ],
  }
  expect(changedSince({ of: 'all', files: shown }, now)).toEqual(['b', 'c', 'd'])
  expect(changedSince({ of: 'unviewed', files: shown }, now)).toEqual(['b', 'd'])
})

it('a line stands for its place after, and where it went for that before', () => {
  const { hunks } = patchRows('@@ -4,2 +4,2 @@\n same\n-old\n+new')
  const split = linesOf({ hunks }, true)
  expect(split.map(({ isChange }) => isChange)).toEqual([false, false, true])
  expect(split.flatMap((line) => placesIn(line, 'a.ts'))).toEqual([
    { path: 'a.ts', side: 'after', line: 4 },
    { path: 'a.ts', side: 'after', line: 4 },
    { path: 'a.ts', side: 'after', line: 5 },
    { path: 'a.ts', side: 'before', line: 5 },
  ])
  expect(linesOf({ hunks }, false)).toHaveLength(4)
})
