/** What is decided of terminals of ours without one. */
import { describe, expect, it } from 'vitest'
import { agentEnvironment, withTerminal } from '../../../src/core/terminals/environment.ts'
import { createGroundFinder } from '../../../src/core/terminals/ground.ts'
import { withoutReplies } from '../../../src/core/terminals/replies.ts'
import { exitInWords, isClean, isSessionId, isTaskId, sessionId } from '../../../src/core/terminals/session.ts'

describe('where nothing is half said', () => {
  /** The last place of rest after each byte. */
  const rests = (text: string | Buffer) => {
    const ground = createGroundFinder()
    return [...Buffer.from(text as string)].map((byte) => {
      ground.feed(Uint8Array.of(byte))
      return ground.ground
    })
  }
  it.each([
    ['plain text', 'ab\n', [1, 2, 3]],
    ['a character of several bytes', 'é请', [0, 2, 2, 2, 5]],
    ['a sequence', '\u001b[1;2Hx', [0, 0, 0, 0, 0, 6, 7]],
    ['a title ended by BEL', '\u001b]2;a\u0007', [0, 0, 0, 0, 0, 6]],
    ['a link ended by ST, which is a sequence', '\u001b]8;;\u001b\\', [0, 0, 0, 0, 0, 0, 7]],
    ['a device string, in which BEL ends nothing', '\u001bPq\u0007\u001b\\', [0, 0, 0, 0, 0, 6]],
    ['a set of characters', '\u001b(0q', [0, 0, 3, 4]],
    ['a sequence within which another begins', '\u001b[1\u001b[m', [0, 0, 0, 0, 0, 6]],
    ['a sequence that is taken back', '\u001b[1\u0018x', [0, 0, 0, 4, 5]],
    ['CSI as one character', '\u009b1m', [0, 0, 0, 4]],
    ['ST as one character', '\u009d2;t\u009c', [0, 0, 0, 0, 0, 0, 7]],
  ])('%s', (_, text, expected) => {
    expect(rests(text)).toEqual(expected)
  })

  it('is told the same of all bytes at once', () => {
    const ground = createGroundFinder()
    ground.feed(Buffer.from('ab\u001b[31'))
    expect([ground.ground, ground.offset]).toEqual([2, 6])
  })

  it('a character that breaks off, and bytes that are none, hold nobody up', () => {
    expect(rests(Buffer.from([0xe8, 0x41, 0xff, 0x80, 0x42]))).toEqual([0, 2, 3, 4, 5])
  })
})

describe('what a viewer’s terminal answers by itself', () => {
  const left = (text: string) => withoutReplies(Buffer.from(text, 'latin1')).toString('latin1')
  it.each(
    [
      '[?62;4c',
      '[>0;276;0c',
      '[0n',
      '[24;80R',
      '[?1;1R',
      '[?2026;2$y',
      '[?997;1n',
      '[?0u',
      ']11;rgb:14/16/1a\u0007',
      ']4;1;rgb:ff/00/00\u001b\\',
      'P1$r0m\u001b\\',
      'P>|xterm(1)\u001b\\',
    ].map((text) => `\u001b${text}`),
  )('%j is taken out', (reply) => {
    expect(left(`a${reply}b`)).toBe('ab')
  })
  it.each(
    ['[A', 'OA', '[1;2R', '[1;5C', '[<0;10;5M', '[200~pasted\u001b[201~', '[I', '[27;2;13~', '[13;2u', 'b', ''].map(
      (text) => `\u001b${text}`,
    ),
  )('%j is typed', (keys) => {
    expect(left(keys)).toBe(keys)
  })
  it('bytes that are no text stay as they are', () => {
    const bytes = Buffer.from([0xff, 0x1b, 0x5b, 0x30, 0x6e, 0xc3])
    expect([...withoutReplies(bytes)]).toEqual([0xff, 0xc3])
  })
})

describe('the environment of a program', () => {
  it('is its user’s, without what belongs to us, to another terminal or to the agent that asked', () => {
    const env = {
      ...{ PATH: '/bin', HOME: '/home/dev', LANG: 'de_DE.UTF-8', TERM: 'dumb', TMUX: 'x', STY: 'y', COLUMNS: '80' },
      ...{ TCE_DATA_DIR: '/d', TCE_SPAWN: 'old', NODE_OPTIONS: '--x', CLAUDE_CODE_SESSION_ID: 's', GONE: undefined },
    }
    const kept = agentEnvironment(env, ['CLAUDE_CODE_SESSION_ID'])
    expect(kept).toEqual({ PATH: '/bin', HOME: '/home/dev', LANG: 'de_DE.UTF-8', TERM: 'dumb' })
    expect(withTerminal(kept, { taskId: 'refunds', spawn: 'new' })).toMatchObject({
      ...{ TERM: 'xterm-256color', COLORTERM: 'truecolor', TCE_TASK_ID: 'refunds', TCE_SPAWN: 'new' },
    })
  })
})

describe('a session', () => {
  it('has a name that is safe as that of a folder', () => {
    expect(sessionId({ taskId: 'refund-limits', generation: 2 })).toBe('refund-limits.2')
    expect(['a', 'a-1', '0a'].map(isTaskId)).toEqual([true, true, true])
    expect(['', '-a', 'A', 'a.b', '../a', 'a'.repeat(65)].some(isTaskId)).toBe(false)
    expect(['a.1', 'a.12'].every(isSessionId)).toBe(true)
    expect(['a', 'a.0', 'a.01', 'a.1.log', '../a.1', 'a.1/x'].some(isSessionId)).toBe(false)
  })

  it('ended well only if that was seen, with 0, and by no signal', () => {
    const exit = { isObserved: true, code: 0, signal: 0, atMs: 1 } as const
    expect(isClean(exit)).toBe(true)
    expect(isClean({ ...exit, code: 1 })).toBe(false)
    expect(isClean({ ...exit, signal: 9 })).toBe(false)
    expect(isClean({ isObserved: false, noticedAtMs: 1 })).toBe(false)
    expect(exitInWords({ ...exit, signal: 9 })).toBe('ended by signal 9')
  })
})
