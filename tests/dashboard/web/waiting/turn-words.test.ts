/** What a card says of a turn that ended, and what its button would do with "continue". */
import { describe, expect, it } from 'vitest'
import type { PromptReport } from '../../../../src/core/prompts/prompt-report.ts'
import { createCalendar } from '../../../../src/core/time/calendar.ts'
import type { SentOne } from '../../../../src/dashboard/web/compose/send-one.ts'
import { formatAtMoment } from '../../../../src/dashboard/web/parts/time.ts'
import { goOnButton, sentence } from '../../../../src/dashboard/web/waiting/turn-words.ts'
import type { Foreseen } from '../../../../src/services/prompts.ts'

const now: Foreseen = {
  ...{ starts: 'now', goes: 'now', how: 'typed into tmux pane %7 as you', as: 'you' },
  ...{ before: [], ahead: 0, isDraining: true },
}
const problem = { status: 409, code: 'unreachable', message: 'Nothing was sent. This terminal can’t be reached.' }
const agent = {} as SentOne['agent']

describe('“continue”', () => {
  it('goes by this press where it goes now; what would have to wait is looked at first', () => {
    expect(goOnButton({ foreseen: now }, undefined)).toEqual({
      words: 'Send “continue”',
      isDirect: true,
      isOff: false,
    })
    const later: readonly Partial<Foreseen>[] = [
      { starts: 'behind', ahead: 1 },
      { ahead: 1 },
      { starts: 'idle' },
      { starts: 'answered' },
      { starts: 'go-on' },
      { isDraining: false },
    ]
    for (const one of later) {
      const looked = { words: 'Send “continue”…', isDirect: false, isOff: false }
      expect(goOnButton({ foreseen: { ...now, ...one } }, undefined), JSON.stringify(one)).toEqual(looked)
    }
    expect(goOnButton({ problem }, undefined)).toMatchObject({ isDirect: false, isOff: false })
  })

  it('rests until the server said what would become of it, and while it is on its way', () => {
    expect(goOnButton(undefined, undefined)).toMatchObject({ isDirect: false, isOff: true })
    expect(goOnButton({ foreseen: now }, 'sending')).toMatchObject({ isOff: true })
  })

  it('is there no more once it was kept, and is looked at where it was refused', () => {
    expect(goOnButton({ foreseen: now }, { agent, prompt: { id: 'q1' } as PromptReport })).toBeUndefined()
    expect(goOnButton({ foreseen: now }, { agent, problem: 'no' })).toMatchObject({ isDirect: false, isOff: false })
  })
})

it('what is told as a phrase becomes a sentence, once', () => {
  expect(sentence('the same test failed 6 times')).toBe('The same test failed 6 times.')
  expect(sentence('Overloaded.')).toBe('Overloaded.')
})

it('a moment of today is said as “at”, another one by its day', () => {
  const calendar = createCalendar('UTC')
  const nowMs = Date.parse('2026-11-20T14:32:00Z')
  const at = (time: string) => formatAtMoment(Date.parse(time), nowMs, calendar)
  expect([at('2026-11-20T14:09:30Z'), at('2026-11-19T17:40:00Z')]).toEqual(['at 14:09', 'Thu 17:40'])
})
