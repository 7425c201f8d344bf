import { describe, expect, it } from 'vitest'
import type { MessageReport } from '../../../../src/core/inbox/inbox-report.ts'
import { stateInWords, threadsOf } from '../../../../src/dashboard/web/messages/threads.ts'

let minute = 0
const message = (
  from: string | undefined,
  to: string,
  text: string,
  more: Partial<MessageReport> = {},
): MessageReport => {
  minute += 1
  const at = `2026-11-20T14:${String(minute).padStart(2, '0')}:00.000Z`
  return {
    ...{
      id: `m${minute}`,
      from: { sessionId: from, name: from ?? 'user' },
      to: { sessionId: to, name: to, agent: 'claude' },
    },
    ...{ isToAll: false, text, state: 'read', at, expiresAt: at, ...more },
  }
}
const all = [
  message('web', 'api', 'Is it in the body?'),
  message('api', 'web', 'Yes.', { state: 'unread' }),
  ...['web', 'docs'].map((to) =>
    message('api', to, '0043 is taken', { isToAll: true, at: '2026-11-20T14:30:00.000Z' }),
  ),
  message(undefined, 'docs', 'Number the headings', { state: 'expired' }),
]
const titles = (...asked: Parameters<typeof threadsOf>) => threadsOf(...asked).map(({ title }) => title)

describe('messages between agents', () => {
  it('of two are one thread whoever writes; what goes to all is its writer’s, once', () => {
    const threads = threadsOf(all, 'all', '')
    expect(threads.map(({ title, messages }) => [title, messages.length])).toEqual([
      ['api → all', 1],
      ['user → docs', 1],
      ['api → web', 2],
    ])
    expect(threads[0]?.messages[0]?.recipients.map(({ to }) => to.name)).toEqual(['web', 'docs'])
  })

  it('are found by who has not read them, by what got lost, and by their words', () => {
    expect(titles(all, 'unread', '')).toEqual(['api → web'])
    expect(titles(all, 'lost', '')).toEqual(['user → docs'])
    expect(titles(all, 'all', 'TAKEN')).toEqual(['api → all'])
    expect(titles(all, 'all', '@docs: number')).toEqual(['user → docs'])
  })

  it('say what became of them, of several with how many', () => {
    const of = (...some: readonly Partial<MessageReport>[]) => {
      const recipients = some.map((more) => message('a', 'b', 'x', more))
      const [first = message('a', 'b', 'x')] = recipients
      return stateInWords({ ...first, recipients }, () => '14:21')
    }
    expect(of({ readAt: '2026-11-20T14:21:00.000Z' })).toBe('read 14:21')
    expect(of({ state: 'prompt', promptId: 'q4' })).toBe('as prompt q4')
    expect(of({ state: 'unread' }, { state: 'unread' }, { state: 'expired' })).toBe(
      '2 not read yet, 1 not read within a day',
    )
  })
})
