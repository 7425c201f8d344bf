/** Windows and hosts in a sentence: before they are ended, and after. Names come from elsewhere. Pure. */
import type { HostLoad, HostRef } from '../process/process.ts'
import { plural } from '../words/format.ts'
import { plainText } from '../words/text.ts'

export interface Hosted {
  readonly host?: Omit<HostRef, 'configDir'> | undefined
  readonly carries?: HostLoad | undefined
}

/** What its user should know before it is ended; empty for one that does its own work and no other's. */
export function hostSentence({ host, carries }: Hosted): string {
  if (host !== undefined) {
    const last = host.canInterrupt ? 'Its turn is interrupted first.' : 'That goes on without it.'
    return `It is a window: process ${host.pid} does its work${load(host, ', and carries ')}. ${last}`
  }
  if (carries === undefined) return ''
  if (carries.sessions === undefined) return 'It carries the sessions of its windows: they end with it.'
  if (carries.sessions === 0) return 'It carries no session at the moment.'
  return `It carries ${sessions(carries.sessions)}, which ${carries.sessions === 1 ? 'ends' : 'end'} with it.`
}

const sessions = (count: number): string => plural(count, 'session', 'sessions')
const load = ({ sessions: count }: HostLoad, before: string): string =>
  count === undefined ? '' : `${before}${sessions(count)}`

/** How asking the host went. */
export interface HostAnswer {
  readonly hostPid: number
  readonly did?: 'interrupted' | 'asked' | 'idle' | 'untold' | undefined
  /** Why it could not be asked, or did not answer. */
  readonly failure?: string | undefined
}

/** Behind "payments-api ended at once": what became of the work that it showed. */
export function hostAnswerWords({ hostPid, did, failure }: HostAnswer): string {
  switch (did) {
    case 'interrupted':
      return `Its turn in process ${hostPid} was interrupted first.`
    case 'asked':
      return `Its turn in process ${hostPid} was told to end, and has not yet.`
    case 'idle':
      return `It was a window; nothing of it was at work in process ${hostPid}.`
    case 'untold':
      return `It was a window; process ${hostPid} has several sessions of its directory, and none was interrupted.`
    case undefined: {
      const why = failure === undefined ? '' : ` (${plainText(failure)})`
      return `It was a window; what process ${hostPid} does for it goes on${why}.`
    }
    default:
      return did satisfies never
  }
}

/** Its work may still go on, and ending the host would end it. */
export const mayGoOn = ({ did }: HostAnswer): boolean => did !== 'interrupted' && did !== 'idle'

/** Behind the end of a host. */
export function endedWithIt({ sessions: count }: HostLoad): string | undefined {
  if (count === undefined) return 'The sessions it carried ended with it.'
  return count === 0 ? undefined : `${sessions(count)} it carried ended with it.`
}

/** "carries 3 sessions": why it is not ended with others. */
export const servesWords = (carries: HostLoad | undefined): string =>
  carries?.sessions === undefined || carries.sessions === 0
    ? 'serves other sessions'
    : `carries ${sessions(carries.sessions)}`
