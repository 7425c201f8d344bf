/** When nothing is broken off for a prompt, and what is said then. */
import { describe, expect, it } from 'vitest'
import { chooseChannel } from '../../src/core/prompts/channel-choice.ts'
import { afterInterrupt, whyNoInterrupt } from '../../src/services/local/interrupt-rules.ts'
import { inTmux } from './real-prompts.ts'

const at = { activity: 'busy', choice: chooseChannel('idle', inTmux), before: [], isDraining: true } as const

describe('an interrupt', () => {
  it('is for what is at work in a terminal that is typed into; an idle one is just sent it', () => {
    expect(whyNoInterrupt({ ...at, stop: undefined })).toBeUndefined()
    expect(whyNoInterrupt({ ...at, activity: 'idle', stop: undefined })).toBeUndefined()
  })

  it('is by the server that carries it where there is one, and not where it asks', () => {
    const choice = chooseChannel('idle', { ...inTmux, host: 'its app-server' })
    expect(whyNoInterrupt({ ...at, choice, stop: undefined })).toBeUndefined()
    expect(afterInterrupt(choice)).toMatchObject({ starts: 'interrupt', by: 'host' })
    expect(afterInterrupt(at.choice)).toMatchObject({ by: 'esc' })
    const asking = whyNoInterrupt({ ...at, choice, stop: undefined, activity: 'waiting' })
    expect(asking?.message).toBe('Nothing was interrupted. It asks something, which that would answer.')
  })

  it('goes on although a turn before was broken off; not where one of its queue has to be looked at', () => {
    expect(whyNoInterrupt({ ...at, stop: { why: 'interrupted', atMs: 1 } })).toBeUndefined()
    const stop = { why: 'unknown', promptId: 'q1', atMs: 1 } as const
    expect(whyNoInterrupt({ ...at, stop })).toMatchObject({ kind: 'not-now', next: 'tce queue' })
  })

  it.each([
    ['it asks something', { activity: 'waiting' }, 'not-now', 'Esc would answer'],
    ['nobody would send what follows', { isDraining: false }, 'not-now', 'does not serve'],
    ['it would have to be set first', { before: ['/model opus'] }, 'not-now', 'when it is idle'],
    [
      'its terminal is another one',
      { choice: chooseChannel('idle', { ...inTmux, terminal: { kind: 'elsewhere', tty: 'pts/9' } }) },
      'unreachable',
      'only what it can type into',
    ],
  ] as const)('is refused where %s', (_, more, kind, words) => {
    const problem = whyNoInterrupt({ ...at, stop: undefined, ...more })
    expect(problem).toMatchObject({ kind, message: expect.stringContaining(words) })
    expect(problem?.message).toMatch(/^Nothing was interrupted\./)
  })
})
