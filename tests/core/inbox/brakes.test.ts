import { describe, expect, it } from 'vitest'
import { type Draft, weigh } from '../../../src/core/inbox/brakes.ts'
import type { Message } from '../../../src/core/inbox/message.ts'
import { hours, minutes, seconds } from '../../../src/core/time/duration.ts'

const startMs = 1_000_000_000

/** Whatever is sent is read at once. */
function world() {
  const sent: Message[] = []
  let nowMs = startMs
  const put = (from: string | undefined, to: string, text: string, more: Partial<Message> = {}) => {
    const [name, id] = [from ?? 'user', `m${sent.length + 1}`]
    const base = { id, from: { sessionId: from, name }, to: { sessionId: to, name: to, agent: 'claude' } }
    const times = { createdAtMs: nowMs, expiresAtMs: nowMs + hours(24), readAtMs: nowMs + 1 }
    sent.push({ ...base, ...times, isToAll: false, text, hops: 0, depth: 0, ...more })
  }
  const say = (from: string, to: string, text = `word ${sent.length}`, isToAll = false) => {
    nowMs += 1_000
    const draft: Draft = { from, to, isToAll, text }
    const weighed = weigh(draft, sent, nowMs)
    if (weighed.kind === 'new') put(from, to, text, { hops: weighed.hops, depth: weighed.depth, isToAll })
    return weighed
  }
  return {
    sent,
    wait: (ms: number) => {
      nowMs += ms
    },
    person(to: string) {
      nowMs += 1_000
      put(undefined, to, 'Go on')
    },
    say,
    /** Each writes to the next when it was written to, until one may not. */
    talk(ring: readonly string[]) {
      for (let turn = 0; turn < 100; turn++) {
        const weighed = say(ring[turn % ring.length] ?? '', ring[(turn + 1) % ring.length] ?? '')
        if (weighed.kind !== 'new') return weighed
      }
      return undefined
    },
  }
}

describe('the brakes', () => {
  it('two that answer everything say eight words, and are told to leave it to a person', () => {
    const { sent, talk } = world()
    expect(talk(['a', 'b'])).toMatchObject({ kind: 'held-back', why: 'these two have answered each other 8 times' })
    expect(sent).toHaveLength(8)
  })

  it('what a person writes begins anew', () => {
    const { say, sent, person, talk } = world()
    talk(['a', 'b'])
    person('a')
    expect(say('a', 'b')).toEqual({ kind: 'new', hops: 1, depth: 1 })
    expect(sent).toHaveLength(10)
  })

  it('what goes round in a ring ends after four', () => {
    const { sent, talk } = world()
    expect(talk(['a', 'b', 'c'])).toMatchObject({ kind: 'held-back' })
    expect(sent).toHaveLength(4)
  })

  it('what came to all goes to all no further, and may be answered to who wrote it', () => {
    const { say } = world()
    say('a', 'b', 'Taken: 0043', true)
    expect(say('b', 'c', 'Noted', true)).toMatchObject({ kind: 'held-back', next: 'answer who wrote it, alone' })
    expect(say('b', 'a', 'Noted')).toMatchObject({ kind: 'new', depth: 2 })
  })

  it('the same words within a minute are one message; afterwards, or to another, they are a new one', () => {
    const { say, wait } = world()
    say('a', 'b', 'Done')
    expect(say('a', 'b', 'Done')).toMatchObject({ kind: 'same', as: { id: 'm1' } })
    expect(say('a', 'c', 'Done').kind).toBe('new')
    wait(seconds(60))
    expect(say('a', 'b', 'Done').kind).toBe('new')
  })

  it('from one to another go twenty in ten minutes, and then again', () => {
    const { say, sent, wait } = world()
    for (let n = 0; n < 30; n++) say('a', 'b')
    expect(sent).toHaveLength(20)
    wait(minutes(10))
    expect(say('a', 'b').kind).toBe('new')
  })

  it('an hour after it was read a message is not what is answered', () => {
    const { say, wait } = world()
    say('a', 'b')
    wait(hours(1))
    expect(say('b', 'a')).toEqual({ kind: 'new', hops: 1, depth: 1 })
  })
})
