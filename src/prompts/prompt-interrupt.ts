/**
 * A turn is broken off, by Esc or by the host that carries its session, so that a prompt can go: the prompt is on disk, and on hold, before
 * that; it goes first when the session is idle. Once: whatever becomes of the key it is never pressed again.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { givenByHost } from '../agents/prompting.ts'
import { chooseChannel } from '../core/prompts/channel-choice.ts'
import type { Interruption, InterruptionWay } from '../core/prompts/interruption.ts'
import type { NewPrompt, Prompt, PromptTarget } from '../core/prompts/prompt.ts'
import { isWaiting } from '../core/prompts/prompt-states.ts'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import type { PromptBook } from './prompt-book.ts'
import { errandOf, type SenderParts } from './prompt-sender.ts'
import type { PromptStore } from './prompt-store.ts'
import type { LastTurn } from './session-records.ts'

export interface InterruptParts extends SenderParts {
  readonly store: PromptStore
  readonly lastTurn: (target: PromptTarget) => Promise<LastTurn>
}

export interface Interrupted {
  readonly prompt: Prompt
  readonly interruption: Interruption
}

/** Else why no key was pressed, and nothing kept to be sent. */
export type InterruptFor = (prompt: NewPrompt) => Promise<Result<Interrupted, string>>

/** From the key until the session says that it stopped. */
const stoppedWithinMs = 5_000
/** From when it is idle until its records say why. */
const toldWithinMs = 1_500
const lookEveryMs = 50

/** Without a prompt that goes then. Else why no key was pressed. */
export type BreakOffNow = (
  target: PromptTarget,
  steps: {
    /** Why not at this moment; asked just before. */
    whyNot(): Promise<string | undefined>
    /** Before the key. */
    begin(): Promise<void>
  },
) => Promise<Result<Interruption, string>>

export function createInterrupt(
  book: PromptBook,
  parts: InterruptParts,
): { readonly forPrompt: InterruptFor; readonly alone: BreakOffNow } {
  const { store, clock } = parts

  /** By what it would be interrupted at this moment. */
  async function wayTo(target: PromptTarget) {
    const now = await parts.lookAt(target, true)
    if (now === undefined || (now.sessionId ?? target.sessionId) !== target.sessionId)
      return err('Its session is over.')
    if (now.activity !== 'busy') return err(notBusy[now.activity === 'waiting' ? 'waiting' : 'other'])
    const situation = await parts.situationOf(target, now)
    const choice = chooseChannel('idle', situation)
    const interrupt = parts.channels.find(({ id }) => id === choice.channel)?.interrupt
    const by: InterruptionWay = choice.channel === 'host' ? 'host' : 'esc'
    const prompting = by === 'host' ? givenByHost : parts.promptingOf(target.agent)
    if (interrupt === undefined || prompting === undefined || (by === 'esc' && prompting.interrupt === undefined))
      return err('TCE has no key that would interrupt it.')
    const hold = situation.hasHooks ? () => parts.holds.hold(target.sessionId) : undefined
    return ok({ now, interrupt, by, prompting, hold })
  }
  type Way = Extract<Awaited<ReturnType<typeof wayTo>>, { readonly ok: true }>['value']

  /** The key, or the word to its host, and what came of it. `before` is told through what it goes. Else why none went. */
  async function breakOff(
    of: Parameters<typeof errandOf>[0],
    { now, interrupt, by, prompting, hold }: Way,
    before: (through: string) => Promise<unknown>,
  ): Promise<Result<Interruption, string>> {
    let pressedAtMs = clock()
    const pressed = await interrupt(errandOf(of, prompting, now, parts.lookAt, hold), async (through) => {
      await before(through)
      pressedAtMs = clock()
    })
    if (pressed.kind === 'refused') return err(pressed.why)
    const outcome = await untilStopped(of.target, pressedAtMs - clocksApartMs[by])
    return ok({ outcome, by, through: pressed.through, afterMs: clock() - pressedAtMs })
  }

  const forPrompt: InterruptFor = async (wanted) => {
    const way = await wayTo(wanted.target)
    if (!way.ok) return way
    const { by } = way.value
    const kept = await keep(wanted)
    if (kept === undefined) return err('It could not be kept on hold.')
    const done = await breakOff(kept, way.value, (through) =>
      book.note(kept, { reason: `${begins[by](through)}, once; whether it was is not known if this stays.` }),
    )
    if (!done.ok) {
      await book.step(kept, 'cancel', {
        reason: `${by === 'esc' ? 'Esc was not pressed' : 'It was not interrupted'}. ${done.error}`,
      })
      return done
    }
    return ok({ prompt: await letGo(kept), interruption: done.value })
  }

  const alone: BreakOffNow = async (target, { whyNot, begin }) => {
    const way = await wayTo(target)
    if (!way.ok) return way
    const why = await whyNot()
    if (why !== undefined) return err(why)
    const done = await breakOff({ id: '', text: '', target, isCommand: true }, way.value, begin)
    // What waits there is held by whoever wanted this, and goes on by itself.
    if (done.ok) await store.pass(target, clock())
    return done
  }

  /** Nobody else works on its session meanwhile: none sends it before it is on hold. */
  async function keep(wanted: NewPrompt): Promise<Prompt | undefined> {
    const added = await store.add(wanted)
    book.forget()
    return book.step(added, 'hold', { reason: 'It goes when its agent was interrupted.' })
  }

  /** `fromMs`: what was broken off before is not ours. */
  async function untilStopped(target: PromptTarget, fromMs: number): Promise<Interruption['outcome']> {
    const deadlineMs = performance.now() + stoppedWithinMs
    let idleUntilMs: number | undefined
    for (;;) {
      const turn = await parts.lastTurn(target)
      if (turn.kind === 'broken' && turn.how === 'interrupted' && turn.atMs >= fromMs) return 'interrupted'
      const { activity } = (await parts.lookAt(target, true)) ?? { activity: 'unknown' }
      if (activity === 'idle' || activity === 'shell') idleUntilMs ??= performance.now() + toldWithinMs
      if (idleUntilMs !== undefined && performance.now() > idleUntilMs) return 'at-rest'
      if (performance.now() > deadlineMs && idleUntilMs === undefined) return 'unproved'
      await pause(lookEveryMs)
    }
  }

  /** Before all that wait there; that the turn was broken off stops nothing, because a person wanted it. */
  async function letGo(kept: Prompt): Promise<Prompt> {
    const { target, id } = kept
    const first = (await store.list(Number.POSITIVE_INFINITY)).find(
      (one) => one.target.sessionId === target.sessionId && one.id !== id && isWaiting(one.state),
    )
    if (first !== undefined) await store.move(id, first.place - 1)
    await store.pass(target, clock())
    return (await book.step(kept, 'release')) ?? kept
  }

  return { forPrompt, alone }
}

/** Its records are written by another program, which reads its own clock a little before; hosts tell whole seconds of a turn that they had open. */
const clocksApartMs: Readonly<Record<InterruptionWay, number>> = { esc: 50, host: 1_050 }

const begins: Readonly<Record<InterruptionWay, (through: string) => string>> = {
  esc: (through) => `Esc is pressed in ${through}`,
  host: (through) => `It is interrupted by ${through}`,
}

const notBusy = {
  waiting: 'It asks something, which Esc would answer.',
  other: 'It is not at work: there is nothing to interrupt.',
}
