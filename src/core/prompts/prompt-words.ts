/** Prompts in words, for every face. Pure. */
import type { PromptReport, SessionQueue } from './prompt-report.ts'

/** "when idle", "after q38", "now", "at the end of the turn"; of a time the face says it in its own way. */
export function whenInWords({ when, after }: Pick<PromptReport, 'when' | 'after'>, at: string): string {
  switch (when) {
    case 'now':
      return 'now'
    case 'idle':
      return 'when idle'
    case 'turn-end':
      return 'at turn end'
    case 'at':
      return at
    case 'after':
      return `after ${after ?? 'another'}`
    default:
      return when satisfies never
  }
}

/** What has become of it, where that is more than waiting. Undefined while it waits for its turn. */
export function stateInWords({ state, sent }: Pick<PromptReport, 'state' | 'sent'>): string | undefined {
  switch (state) {
    case 'queued':
      return undefined
    case 'held':
      return 'on hold'
    case 'claimed':
    case 'sending':
    case 'pressing':
      return 'typing…'
    case 'sent':
      return sent?.isQueuedThere === true ? 'in its own queue' : 'sent'
    case 'in-box':
      return 'in its box, not sent'
    case 'unknown':
      return 'sent, not confirmed'
    case 'delivered':
      return 'delivered'
    case 'answered':
      return 'done'
    case 'failed':
      return 'not sent'
    case 'orphaned':
      return 'its session ended'
    case 'expired':
      return 'expired'
    case 'cancelled':
      return 'cancelled'
    case 'cancelled-there':
      return 'taken back in its terminal'
    default:
      return state satisfies never
  }
}

/** "typed into tmux pane %7", "handed over by its hook for the end of a turn". */
export function howSent({ channel, through }: NonNullable<PromptReport['sent']>): string {
  switch (channel) {
    case 'stop-hook':
      return `handed over by ${through}`
    case 'inbox':
      return `sent as a message to ${through}`
    case 'host':
      return `given to ${through}`
    default:
      return `typed into ${through}`
  }
}

/** Why a queue stands still, and what makes it go on. */
export function stopInWords(
  { why, promptId = '' }: NonNullable<SessionQueue['stop']>,
  { pid }: Pick<SessionQueue['target'], 'pid'>,
): {
  readonly why: string
  readonly next: string
} {
  switch (why) {
    case 'api-error':
      return { why: 'its last turn ended in an error of the API', next: `tce queue go-on ${pid}` }
    case 'interrupted':
      return { why: 'its last turn was interrupted', next: `tce queue go-on ${pid}` }
    case 'failed':
      return { why: `${promptId} was not sent`, next: `tce queue retry ${promptId}` }
    case 'orphaned':
      return { why: `the session of ${promptId} ended`, next: `tce queue retry ${promptId}` }
    case 'unknown':
      return {
        why: `nobody knows whether ${promptId} arrived`,
        next: `look at its terminal, then tce queue seen ${promptId}`,
      }
    case 'in-box':
      return {
        why: `${promptId} was typed and not sent`,
        next: `look at its terminal, then tce queue enter ${promptId}, or clear, or seen`,
      }
    default:
      return why satisfies never
  }
}
