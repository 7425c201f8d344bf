/** Sends one prompt whose turn has come, by the way that its session has at this moment; each step is on disk before its bytes go. */
import type { Prompting } from '../agents/prompting.ts'
import { givenByHost } from '../agents/prompting.ts'
import type { Activity } from '../core/process/process.ts'
import type { Situation } from '../core/prompts/channel-choice.ts'
import { chooseChannel } from '../core/prompts/channel-choice.ts'
import type { Prompt, PromptAttempt, PromptTarget } from '../core/prompts/prompt.ts'
import type { Moment } from '../core/prompts/prompt-queue.ts'
import { seconds } from '../core/time/duration.ts'
import type { ReportError } from '../core/words/bug.ts'
import type { Channel, Delivery, Errand, Whereabouts } from './channels/channel.ts'
import type { DialogHolds } from './dialog-holds.ts'
import type { HostedSessions } from './hosted-sessions.ts'
import type { PromptBook } from './prompt-book.ts'
import { createSetMode } from './prompt-mode.ts'
import { endOfRecords } from './session-records.ts'

/** A session as it is at this moment, asked of the system and its own registry. */
export interface SessionNow extends Whereabouts {
  /** Undefined: the registry does not tell at this moment. */
  readonly sessionId?: string | undefined
  readonly activity: Activity
  readonly activitySinceMs?: number | undefined
  readonly startedAtMs: number
}

export interface SenderParts {
  readonly channels: readonly Channel[]
  readonly holds: DialogHolds
  readonly promptingOf: (agent: string) => Prompting | undefined
  /** Where the log of the session may lie. */
  readonly recordsOf: (target: PromptTarget) => readonly string[]
  /** Sessions that a host carries. @default there are none */
  readonly hosted?: HostedSessions | undefined
  /** Undefined: the process is gone, or another one. `isAnew`: nothing is taken from a look before. */
  readonly lookAt: (target: PromptTarget, isAnew?: boolean) => Promise<SessionNow | undefined>
  readonly situationOf: (target: PromptTarget, now: SessionNow) => Promise<Situation>
  readonly clock: () => number
  readonly reportError: ReportError
}

export interface PromptSender {
  send(prompt: Prompt, moment: Moment, now: SessionNow): Promise<void>
}

/** What stands in the way of one is looked at again after this, and then more seldom. */
const firstWaitMs = seconds(1)
const lastWaitMs = seconds(5)

export function createPromptSender(book: PromptBook, parts: SenderParts): PromptSender {
  const { channels, holds, clock } = parts
  const setMode = createSetMode(book, parts)
  const waits = new Map<string, { readonly untilMs: number; readonly forMs: number }>()

  async function send(prompt: Prompt, moment: Moment, now: SessionNow): Promise<void> {
    const isTurnEnd = moment === 'turn-ends'
    if (!isTurnEnd && clock() < (waits.get(prompt.id)?.untilMs ?? 0)) return
    const situation = await parts.situationOf(prompt.target, now)
    const choice = chooseChannel(prompt.when.kind, situation)
    const prompting = choice.channel === 'host' ? givenByHost : parts.promptingOf(prompt.target.agent)
    if (choice.channel === undefined || prompting === undefined) {
      return fail(prompt, choice.channel === undefined ? `${choice.why} Next: ${choice.next}.` : undefined)
    }
    // By the hook alone at the end of a turn, and never at another moment.
    if ((choice.channel === 'stop-hook') !== isTurnEnd) return
    const channel = channels.find(({ id }) => id === choice.channel)
    if (channel === undefined) throw new Error(`There is no channel ${choice.channel}.`)
    const hold = situation.hasHooks ? () => holds.hold(prompt.target.sessionId) : undefined
    // Also where a host carries its session by now: there it is no text.
    const mode = prompt.isCommand ? parts.promptingOf(prompt.target.agent)?.modes?.wantedBy(prompt.text) : undefined
    if (mode !== undefined && moment === 'busy') return waitFor(prompt, 'It goes when it is idle.')
    await sendBy(channel, prompt, errandOf(prompt, prompting, now, parts.lookAt, hold), mode)
  }

  async function sendBy(channel: Channel, prompt: Prompt, errand: Errand, mode: string | undefined): Promise<void> {
    const ready = await channel.look(errand)
    if (ready.kind !== 'ready') return ready.kind === 'wait' ? waitFor(prompt, ready.why) : fail(prompt, ready.why)
    waits.delete(prompt.id)
    const claimed = await book.step(prompt, 'claim')
    if (claimed === undefined) return
    if (mode === undefined) await deliver(claimed, errand, channel, ready.through)
    else await setMode(claimed, mode, errand, { channel, through: ready.through })
  }

  async function waitFor(prompt: Prompt, why: string): Promise<void> {
    const forMs = Math.min(lastWaitMs, (waits.get(prompt.id)?.forMs ?? firstWaitMs / 2) * 2)
    waits.set(prompt.id, { untilMs: clock() + forMs, forMs })
    if (prompt.reason !== why) await book.note(prompt, { reason: why })
  }

  async function fail(prompt: Prompt, reason: string | undefined): Promise<void> {
    waits.delete(prompt.id)
    await book.step(prompt, 'fail', { reason })
  }

  async function deliver(claimed: Prompt, errand: Errand, channel: Channel, through: string): Promise<void> {
    let attempt: PromptAttempt = {
      channel: channel.id,
      through,
      startedAtMs: clock(),
      records: endOfRecords(parts.recordsOf(claimed.target)),
    }
    try {
      const delivery = await channel.deliver(errand, {
        async begin(messageId) {
          attempt = { ...attempt, messageId }
          if ((await book.step(claimed, 'begin', { attempt })) === undefined)
            throw new Error(`${claimed.id} was not ours.`)
        },
        async enter() {
          attempt = { ...attempt, enterAtMs: clock() }
          await book.note(claimed, { attempt })
        },
      })
      await after(delivery, claimed, attempt)
    } catch (cause) {
      parts.reportError('A prompt could not be sent', cause)
      const reason = 'Something failed while it was sent.'
      if ((await book.step(claimed, 'doubt', { attempt, reason })) === undefined)
        await book.step(claimed, 'fail', { reason })
    }
  }

  async function after(delivery: Delivery, claimed: Prompt, attempt: PromptAttempt): Promise<void> {
    if (delivery.kind === 'sent') {
      const { isQueuedThere } = delivery
      await book.step(claimed, 'send', { attempt: isQueuedThere === true ? { ...attempt, isQueuedThere } : attempt })
      return
    }
    const reason = delivery.why
    if (delivery.kind === 'in-box') {
      await book.step(claimed, 'strand', { attempt, reason })
      return
    }
    const isBack = delivery.mayGoLater && (await book.step(claimed, 'put-back', { reason })) !== undefined
    if (!isBack) await book.step(claimed, 'fail', { reason })
  }

  return { send }
}

export const errandOf = (
  { id, text, target, isCommand }: Pick<Prompt, 'id' | 'text' | 'target' | 'isCommand'>,
  prompting: Prompting,
  { tty, inbox, attach }: SessionNow,
  lookAt: SenderParts['lookAt'],
  holdDialogs: Errand['holdDialogs'],
): Errand => ({
  promptId: id,
  target,
  // A blank before it: then it is words, whatever it begins with.
  text: prompting.commandIn(text) === 'blank' && !isCommand ? ` ${text}` : text,
  prompting,
  where: { pid: target.pid, start: target.start, tty, inbox, attach },
  async isAwake() {
    const now = await lookAt(target, true)
    return now !== undefined && now.activity !== 'unknown' && (now.sessionId ?? target.sessionId) === target.sessionId
  },
  holdDialogs,
})
