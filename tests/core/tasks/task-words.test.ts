/** How a task stands, in words. */
import { expect, it } from 'vitest'
import type { SeenTask } from '../../../src/core/tasks/task-board.ts'
import { spokenCard, standingInWords } from '../../../src/core/tasks/task-words.ts'
import { nowMs } from '../../fixtures/fleet/twenty-agents.ts'
import { aTask, minutesAgo } from '../../fixtures/tasks.ts'

const moment = { nowMs, clock: (ms: number) => new Date(ms).toISOString().slice(11, 16) }
const words = (more: Partial<SeenTask>) => {
  const { look, word, detail } = standingInWords(aTask('p', 'n', more), moment)
  return [look, word, detail].join(' | ')
}
const exit = (text: string) => ({
  run: { id: 't.1', startedAt: minutesAgo(9), exit: { at: minutesAgo(5), isClean: false, words: text } },
})

it.each<readonly [string, Partial<SeenTask>]>([
  ['later | when a place is free | ', { state: 'pending', reason: 'When a place is free: 6 run, and no more may.' }],
  ['later | not begun | ', { state: 'pending' }],
  [
    'waiting | waiting 3 min | Bash npm test',
    { activity: 'waiting', activitySince: minutesAgo(3), asks: 'Bash npm test' },
  ],
  ['busy | busy | try 3 of 3', { activity: 'busy', best: { group: 'a', number: 3, of: 3 } }],
  ['quiet | idle 4 min | ', { activity: 'idle', activitySince: minutesAgo(4) }],
  ['busy | being made | ', { run: undefined }],
  // Its agent runs, and nobody has seen it among the processes yet.
  ['quiet | runs | ', {}],
  ['done | finished 18 min ago | ', { state: 'in_review', since: minutesAgo(18) }],
  [
    'quiet | you stopped it | 5 min ago',
    { state: 'in_review', reason: 'You stopped it.', ...exit('ended by signal 15') },
  ],
  [
    'quiet | its agent ended with 7 | 5 min ago',
    { state: 'in_review', reason: 'Its agent ended with 7.', ...exit('ended with 7') },
  ],
  ['quiet | done 14:27 | ', { state: 'complete' }],
  [
    'quiet | merged 14:27 | into main',
    { state: 'complete', merged: { at: minutesAgo(5), into: 'main', commit: 'a1', how: 'merge' } },
  ],
  [
    'done | merged | by PR #88',
    { state: 'in_review', pr: { url: 'https://github.com/acme/shop/pull/88', number: 88, state: 'merged' } },
  ],
  [
    'quiet | merged | by its PR',
    { state: 'complete', pr: { url: 'https://github.com/acme/shop/pull/88', state: 'merged' } },
  ],
  ['busy | merging | ', { state: 'in_review', isMerging: true }],
  ['failed | failed 14:27 | No such base.', { state: 'failed', reason: 'No such base.' }],
])('%s', (expected, task) => {
  expect(words(task)).toBe(expected)
})

it('what others wrote can’t turn a line round', () => {
  expect(words({ activity: 'waiting', asks: 'Bash \u202Ecod\u0007' })).not.toMatch(/[\u202E\u0007]/)
  const card = { project: 'p', name: 'a\u202Eb', tasks: [aTask('p', 'n', { activity: 'busy' })] as const }
  expect(spokenCard(card, moment)).toBe('p, ab, busy')
})
