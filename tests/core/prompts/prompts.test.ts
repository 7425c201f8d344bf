/** A prompt's life, its turn, its text, the way it goes: rules without a machine. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Situation } from '../../../src/core/prompts/channel-choice.ts'
import { chooseChannel, typingCaution } from '../../../src/core/prompts/channel-choice.ts'
import type { Prompt, PromptState } from '../../../src/core/prompts/prompt.ts'
import { promptStates } from '../../../src/core/prompts/prompt.ts'
import type { Moment } from '../../../src/core/prompts/prompt-queue.ts'
import { goFirst, nextDue, stopOf } from '../../../src/core/prompts/prompt-queue.ts'
import { saysOf } from '../../../src/core/prompts/prompt-sign.ts'
import { isInFlight, isTrouble, nextState, stepAfterCrash, stepsFrom } from '../../../src/core/prompts/prompt-states.ts'
import { cleanPrompt, piecesOf } from '../../../src/core/prompts/prompt-text.ts'
import { screenRows } from '../../../src/core/prompts/screen.ts'

const target = { pid: 1, start: '1', agent: 'claude', sessionId: 's1' }

function prompt(more: Partial<Prompt> = {}): Prompt {
  return {
    ...{ id: 'q1', target, text: 'hello', when: { kind: 'idle' }, isCommand: false },
    ...{ createdBy: { kind: 'own-user', name: 'cli' }, createdAtMs: 1_000, expiresAtMs: 1e9 },
    ...{ place: 1, state: 'queued', stateSinceMs: 1_000 },
    ...more,
  }
}

describe('the states of a prompt', () => {
  it('lead back to the queue from nothing that may have left our hands', () => {
    const backTo = new Set<PromptState>()
    for (const state of promptStates)
      for (const step of stepsFrom(state)) if (nextState(state, step) === 'queued') backTo.add(state)
    expect([...backTo].sort()).toEqual(['claimed', 'expired', 'failed', 'held', 'orphaned'])
  })

  it('reach “failed” only where not a byte left, which is known while it is sent and never after', () => {
    const from = promptStates.filter((state) => stepsFrom(state).some((step) => nextState(state, step) === 'failed'))
    expect(from).toEqual(['queued', 'claimed', 'sending'])
  })

  it('come through any order of steps to at most one sending between two queuings', () => {
    const steps = fc.array(fc.constantFrom(...promptStates.flatMap(stepsFrom)), { maxLength: 30 })
    fc.assert(
      fc.property(steps, (some) => {
        let state: PromptState = 'queued'
        let left = 0
        for (const step of some) {
          const next = nextState(state, step)
          if (next === undefined) continue
          if (next === 'sent' || next === 'in-box' || next === 'unknown') left += state === 'sending' ? 1 : 0
          state = next
        }
        expect(left).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('after a crash: what was only claimed waits again, what was being sent is not known', () => {
    for (const state of promptStates) {
      const step = stepAfterCrash[state]
      if (step !== undefined)
        expect([state, nextState(state, step)]).toEqual(state === 'claimed' ? [state, 'queued'] : [state, 'unknown'])
    }
  })
})

describe('whose turn it is', () => {
  const due = (prompts: readonly Prompt[], moment: Moment = 'idle', nowMs = 5_000) =>
    nextDue(prompts, moment, nowMs, (id) => prompts.find((one) => one.id === id)?.state)?.id

  it('goes by place, and nobody goes while one is on its way', () => {
    const [a, b] = [prompt({ id: 'q1', place: 2 }), prompt({ id: 'q2', place: 1 })]
    expect(due([a, b])).toBe('q2')
    for (const state of promptStates.filter(isInFlight)) expect(due([a, { ...b, state }])).toBeUndefined()
    expect(due([a, { ...b, state: 'held' }])).toBe('q1')
  })

  it('lets those go first that do not wait for their time or for another', () => {
    const later = prompt({ id: 'q1', when: { kind: 'at', atMs: 9_000 } })
    const behind = prompt({ id: 'q2', place: 2, when: { kind: 'after', promptId: 'q1' } })
    const last = prompt({ id: 'q3', place: 3 })
    expect(due([later, behind, last])).toBe('q3')
    expect(due([later, behind, last], 'idle', 9_000)).toBe('q1')
    expect(due([{ ...later, state: 'delivered' }, behind])).toBeUndefined()
    expect(due([{ ...later, state: 'answered' }, behind])).toBe('q2')
    expect(due([{ ...later, state: 'failed' }, behind])).toBeUndefined()
    expect(due([behind])).toBe('q2')
  })

  it('depends on what the session is at', () => {
    const kinds = ['now', 'idle', 'turn-end'] as const
    const goes = (moment: Moment) => kinds.filter((kind) => due([prompt({ when: { kind } })], moment) !== undefined)
    expect(goes('busy')).toEqual(['now'])
    expect(goes('idle')).toEqual(['now', 'idle', 'turn-end'])
    expect(goes('turn-ends')).toEqual(['idle', 'turn-end'])
  })
})

describe('before a new one', () => {
  const first = (prompts: readonly Prompt[], moment: Moment = 'idle') =>
    goFirst(prompts, moment, 5_000, (id) => prompts.find((one) => one.id === id)?.state).map(({ id }) => id)

  it('go those that are ready and what is on its way, and none that is held, waits for its time, or for another', () => {
    const ready = prompt({ id: 'q1' })
    const others = [
      prompt({ id: 'q2', state: 'held' }),
      prompt({ id: 'q3', when: { kind: 'at', atMs: 9_000 } }),
      prompt({ id: 'q4', when: { kind: 'after', promptId: 'q1' } }),
      prompt({ id: 'q5', state: 'sent' }),
      prompt({ id: 'q6', state: 'answered' }),
    ]
    expect(first([ready, ...others])).toEqual(['q1', 'q5'])
    expect(first(others.slice(0, 2))).toEqual([])
  })

  it('go while it works only those that are meant for it', () => {
    const [now, idle] = [prompt({ id: 'q1', when: { kind: 'now' } }), prompt({ id: 'q2' })]
    expect(first([now, idle], 'busy')).toEqual(['q1'])
  })
})

describe('a queue stands still', () => {
  it.each(promptStates.filter(isTrouble))('after one that is %s, until somebody has looked', (state) => {
    expect(stopOf([prompt({ state }), prompt({ id: 'q2' })], undefined, undefined)).toMatchObject({
      why: state,
      promptId: 'q1',
    })
  })

  it('after a turn that broke off, for what was queued before; what was sent after it goes', () => {
    const broken = { how: 'api-error', atMs: 2_000 } as const
    expect(stopOf([prompt()], broken, undefined)).toEqual({ why: 'api-error', atMs: 2_000 })
    expect(stopOf([prompt({ createdAtMs: 2_500 })], broken, undefined)).toBeUndefined()
    expect(stopOf([prompt()], broken, 2_000)).toBeUndefined()
    expect(stopOf([prompt({ state: 'delivered' })], broken, undefined)).toBeUndefined()
  })
})

describe('the way a prompt goes', () => {
  const pane = { kind: 'typed', channel: 'tmux', place: 'tmux pane %7' } as const
  const situation: Situation = {
    ...{ terminal: pane, isScreenKnown: true },
    ...{ hasHooks: true, takesAtTurnEnd: true, mayTypeWithoutHooks: false, isAtWork: false },
  }
  const elsewhere = { kind: 'elsewhere', tty: 'pts/9' } as const

  it('is typed in tmux where hooks keep dialogs back, or where its user allowed it, who is told of the risk', () => {
    expect(chooseChannel('idle', situation)).toEqual({
      ...{ channel: 'tmux', as: 'you', how: 'typed into tmux pane %7 as you', caution: undefined },
    })
    expect(chooseChannel('idle', { ...situation, hasHooks: false })).toMatchObject({
      why: expect.stringContaining('a dialog that opens in the same instant would take the Enter'),
      next: expect.stringContaining('tce hooks install'),
    })
    const allowed = { ...situation, hasHooks: false, mayTypeWithoutHooks: true }
    expect(chooseChannel('idle', allowed)).toMatchObject({ channel: 'tmux', caution: typingCaution })
  })

  it('is typed where screens may be old only with hooks, whatever was allowed', () => {
    const terminal = { ...pane, channel: 'zellij', place: 'pane 3 of zellij', needsHooks: 'It may be old.' } as const
    expect(chooseChannel('idle', { ...situation, terminal })).toMatchObject({ channel: 'zellij', as: 'you' })
    expect(chooseChannel('idle', { ...situation, terminal, hasHooks: false, mayTypeWithoutHooks: true })).toEqual({
      ...{ why: 'Without hooks typing into pane 3 of zellij is off: it may be old.', next: 'tce hooks install' },
    })
  })

  it('is handed over by a hook where it is wanted so, or where nothing can be typed', () => {
    expect(chooseChannel('turn-end', situation)).toMatchObject({ channel: 'stop-hook', as: 'hook-feedback' })
    expect(chooseChannel('idle', { ...situation, terminal: elsewhere })).toMatchObject({ channel: 'stop-hook' })
    expect(chooseChannel('now', { ...situation, terminal: elsewhere })).toMatchObject({
      why: expect.stringContaining('pts/9'),
    })
  })

  it('is a message where its user allowed that, nothing better leads there, and no turn is about to end', () => {
    const there = { ...situation, terminal: elsewhere, inbox: 'open' } as const
    expect(chooseChannel('idle', there)).toMatchObject({ channel: 'inbox', as: 'message' })
    expect(chooseChannel('now', { ...there, isAtWork: true })).toMatchObject({ channel: 'inbox' })
    expect(chooseChannel('idle', { ...there, isAtWork: true })).toMatchObject({ channel: 'stop-hook' })
    expect(chooseChannel('turn-end', there)).toMatchObject({ channel: 'stop-hook' })
    expect(chooseChannel('turn-end', { ...there, hasHooks: false })).toMatchObject({ channel: 'inbox' })
    expect(chooseChannel('idle', { ...there, terminal: pane })).toMatchObject({ channel: 'tmux' })
  })

  it('is no message where that is not allowed, or would open a dialog: what would help is said', () => {
    const there = { ...situation, terminal: elsewhere, hasHooks: false } as const
    expect(chooseChannel('idle', { ...there, inbox: 'off' })).toMatchObject({
      next: expect.stringContaining('message_sessions = true'),
    })
    expect(chooseChannel('idle', { ...there, inbox: 'held' })).toMatchObject({
      why: expect.stringContaining('would open a dialog'),
    })
  })

  it('is none, with the reason and what helps, where nothing leads there', () => {
    const closed = { kind: 'elsewhere', tty: 'pts/9', why: 'which is in GNU screen: nobody sees a dialog' } as const
    expect(chooseChannel('now', { ...situation, terminal: closed, hasHooks: false })).toEqual({
      why: 'TCE can’t type into pts/9, which is in GNU screen: nobody sees a dialog.',
      next: expect.stringContaining('or copy the text and go to its terminal (tce jump)'),
    })
    const off = { kind: 'none', why: 'It is off.', next: '[prompts] windows_console = true in config.toml' } as const
    expect(chooseChannel('now', { ...situation, terminal: off })).toEqual({
      ...{ why: 'It is off.', next: `send it for the end of a turn: --when turn-end, or ${off.next}` },
    })
    const unopened = { kind: 'none', why: 'TCE can’t open a terminal of its own here.' } as const
    expect(chooseChannel('now', { ...situation, terminal: unopened })).toEqual({
      ...{ why: unopened.why, next: 'send it for the end of a turn: --when turn-end' },
    })
    for (const terminal of [elsewhere, unopened, { kind: 'none' } as const]) {
      const none = chooseChannel('idle', { ...situation, terminal, hasHooks: false })
      expect(none).toMatchObject({
        why: expect.stringMatching(/\.$/),
        next: expect.stringContaining('tce hooks install'),
      })
    }
    expect(chooseChannel('idle', { ...situation, isScreenKnown: false, takesAtTurnEnd: false })).not.toHaveProperty(
      'channel',
    )
  })
})

describe('the text of a prompt', () => {
  it('loses what a terminal would take for keys: sequences, the end of a paste, controls', () => {
    expect(cleanPrompt('a\u001b[201~b\u001b]0;x\u0007c\rd\r\ne\u0003f\tg\u0000  \n')).toEqual({
      ok: true,
      value: 'abc\nd\nef\tg',
    })
    expect(cleanPrompt('\u009b201~x\u001b')).toEqual({ ok: true, value: 'x' })
  })

  it('has to be there, and no more than 64 KiB', () => {
    expect(cleanPrompt(' \n\u001b[A').ok).toBe(false)
    expect(cleanPrompt('x'.repeat(65_536)).ok).toBe(true)
    expect(cleanPrompt('ü'.repeat(32_769)).ok).toBe(false)
  })

  it('goes in pieces that together are all of it, none too long or of too many lines', () => {
    const most = { characters: 20, lines: 3 }
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '\n', '漢', '👍', ' '), maxLength: 200 }), (text) => {
        const pieces = piecesOf(text, most)
        expect(pieces.join('')).toBe(text)
        for (const piece of pieces) {
          expect(piece.length).toBeLessThanOrEqual(most.characters)
          expect(piece.split('\n').length).toBeLessThanOrEqual(most.lines)
          expect(piece.isWellFormed()).toBe(true)
        }
      }),
    )
  })
})

describe('what records say of a prompt', () => {
  const attempt = { channel: 'tmux', through: 'tmux pane %7', startedAtMs: 0 } as const
  const typed = prompt({ text: 'one\n  two', attempt })

  it('is proof where the same words stand there, however blanks were set', () => {
    expect(saysOf(typed, { kind: 'taken', text: 'one\ntwo\n', by: 'keys' })).toBe('delivered')
    expect(saysOf(typed, { kind: 'taken', text: 'one two three', by: 'keys' })).toBeUndefined()
    expect(saysOf(typed, { kind: 'taken', text: 'one two', by: 'hook' })).toBeUndefined()
    expect(saysOf({ ...typed, attempt: undefined }, { kind: 'taken', text: 'one two', by: 'keys' })).toBeUndefined()
  })

  it('of one that a hook handed over carries its id', () => {
    const handed = prompt({ attempt: { ...attempt, channel: 'stop-hook' } })
    expect(saysOf(handed, { kind: 'taken', text: 'hello\n\n(TCE q1)', by: 'hook' })).toBe('delivered')
    expect(saysOf(handed, { kind: 'taken', text: 'hello\n\n(TCE q2)', by: 'hook' })).toBeUndefined()
    const message = { ...handed, attempt: { channel: 'inbox', through: '', startedAtMs: 1, messageId: 'm1' } } as const
    const taken = { kind: 'taken', text: 'hello', by: 'message' } as const
    expect(saysOf(message, { ...taken, messageId: 'm1' })).toBe('delivered')
    expect(saysOf(message, { ...taken, messageId: 'm2' })).toBeUndefined()
    expect(saysOf(message, { kind: 'taken', text: 'hello', by: 'keys' })).toBeUndefined()
    expect(saysOf(message, { kind: 'queued', text: 'hello' })).toBe('queued-there')
  })

  it('is no “taken back” of one that never lay in the agent’s own queue', () => {
    expect(saysOf(typed, { kind: 'queued', text: 'one two' })).toBe('queued-there')
    expect(saysOf(typed, { kind: 'taken-back', text: 'one two' })).toBeUndefined()
    const queued = { ...typed, attempt: { ...attempt, isQueuedThere: true } }
    expect(saysOf(queued, { kind: 'taken-back', text: 'one two' })).toBe('taken-back')
  })
})

describe('a screen', () => {
  it('is its rows, and what of them is not dim', () => {
    expect(screenRows('\u001b[2m> Try "x"\u001b[0m a\n\u001b[38;5;2mb\u001b[39m \u001b[2;3mc')).toEqual([
      { text: '> Try "x" a', bright: '          a' },
      { text: 'b c', bright: 'b' },
    ])
  })
})
