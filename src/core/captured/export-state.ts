import { formatCount, plural } from '../words/format.ts'

/** How it stands with the sending of events to a collector. */
export interface ExportState {
  /** Where to, as it was set. */
  readonly endpoint: string
  /** Since the start. */
  readonly sent: number
  /** Since the start: what the collector refused for good, and what it was too far behind for. */
  readonly dropped: number
  /** Captured, and not sent yet. */
  readonly waiting: number
  /** Why it does not take anything at this moment, or took no metrics. */
  readonly problem?: string | undefined
}

/** "Sent on to http://localhost:4318: 1,204 events, 2 dropped, 3 wait. It takes nothing now: …" */
export function exportWords({ endpoint, sent, dropped, waiting, problem }: ExportState): string {
  const parts = [
    plural(sent, 'event'),
    dropped === 0 ? 'none dropped' : `${formatCount(dropped)} dropped`,
    ...(waiting === 0 ? [] : [`${formatCount(waiting)} ${waiting === 1 ? 'waits' : 'wait'}`]),
  ]
  return `Sent on to ${endpoint} since TCE began: ${parts.join(', ')}.${problem === undefined ? '' : ` Last trouble: ${problem}.`}`
}
