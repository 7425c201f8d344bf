/** What becomes of a request while it is out, by what the registry shows. */
import { describe, expect, it } from 'vitest'
import type { SessionNow, Verdict, Watched } from '../../../src/core/waiting/approval-watch.ts'
import { nextWatched, verdictOf } from '../../../src/core/waiting/approval-watch.ts'

type Look = readonly [atMs: number, now: SessionNow['activity'] | 'missing', sinceMs?: number]

/** The verdict of the last look. */
function verdict(looks: readonly Look[], from: Watched = { sawDialog: false }): Verdict {
  let watched = from
  let last: Verdict = 'open'
  for (const [atMs, activity, activitySinceMs] of looks) {
    const now = activity === 'missing' ? undefined : { activity, activitySinceMs }
    watched = nextWatched(watched, now, atMs)
    last = verdictOf(watched, now, atMs)
  }
  return last
}

describe('a request that nobody answered here', () => {
  it('stays open while its dialog stands, and before it does', () => {
    expect(
      verdict([
        [0, 'busy'],
        [250, 'busy'],
        [5_000, 'busy'],
      ]),
    ).toBe('open')
    expect(
      verdict([
        [0, 'busy'],
        [250, 'waiting'],
        [60_000, 'waiting'],
      ]),
    ).toBe('open')
  })

  it('was answered in its terminal when the dialog is gone for good, not between two dialogs', () => {
    expect(
      verdict([
        [0, 'waiting'],
        [250, 'busy'],
        [500, 'busy'],
      ]),
    ).toBe('open')
    expect(
      verdict([
        [0, 'waiting'],
        [250, 'busy'],
        [850, 'busy'],
      ]),
    ).toBe('answered-there')
    expect(
      verdict([
        [0, 'waiting'],
        [250, 'idle'],
        [900, 'idle'],
      ]),
    ).toBe('answered-there')
    expect(
      verdict([
        [0, 'waiting'],
        [250, 'busy'],
        [500, 'waiting'],
        [900, 'waiting'],
      ]),
    ).toBe('open')
  })

  it('ends with its session, not with an entry that is rewritten at this moment', () => {
    expect(
      verdict([
        [0, 'waiting'],
        [250, 'missing'],
        [500, 'waiting'],
      ]),
    ).toBe('open')
    expect(
      verdict([
        [0, 'waiting'],
        [250, 'missing'],
        [850, 'missing'],
      ]),
    ).toBe('session-ended')
  })
})

describe('one that was answered here', () => {
  const answered = (sawDialog: boolean): Watched => ({ sawDialog, answeredAtMs: 1_000 })

  it('is confirmed when its dialog closes', () => {
    expect(verdict([[1_100, 'waiting', 500]], answered(true))).toBe('open')
    expect(
      verdict(
        [
          [1_100, 'waiting', 500],
          [1_200, 'busy'],
        ],
        answered(true),
      ),
    ).toBe('confirmed')
  })

  it('was answered in its terminal when the dialog closed before the answer was given', () => {
    expect(verdict([[1_100, 'busy', 990]], answered(true))).toBe('answered-there')
    expect(verdict([[1_100, 'busy', 1_010]], answered(true))).toBe('confirmed')
  })

  it('is confirmed by the next dialog, which stands there since later', () => {
    expect(verdict([[1_300, 'waiting', 1_250]], answered(true))).toBe('confirmed')
  })

  it('that was quicker than its dialog is confirmed when none came', () => {
    expect(verdict([[1_100, 'busy']], answered(false))).toBe('open')
    expect(
      verdict(
        [
          [1_100, 'busy'],
          [1_700, 'busy'],
        ],
        answered(false),
      ),
    ).toBe('confirmed')
    expect(
      verdict(
        [
          [1_100, 'busy'],
          [1_200, 'waiting', 1_000],
          [1_700, 'waiting', 1_000],
        ],
        answered(false),
      ),
    ).toBe('open')
  })
})
