/** What an agent may do when it calls `tce` itself: read, and what its user allowed by name. It guards against accident. Pure. */
import { plainText } from '../words/text.ts'

/** The names of `[rights] agents_may`. Ending the dashboard is a kill; no tray and the start at login are settings. */
export const agentDuties = ['kill', 'pin', 'settings'] as const
export type AgentDuty = (typeof agentDuties)[number]

/** The agent that a program runs inside of. */
export interface InsideAgent {
  readonly pid: number
  /** What its user calls it: its project. */
  readonly label: string
}

export const personNeeded = ({ label }: Pick<InsideAgent, 'label'>): string =>
  `Asked from inside ${plainText(label)}: a person has to do this.`

/** For who wants it otherwise. Undefined where nobody can allow it. */
export const howToAllow = (duty: AgentDuty | undefined): string =>
  duty === undefined
    ? 'do it in a terminal of your own'
    : `do it in a terminal of your own, or allow it in config.toml: [rights] agents_may = ["${duty}"]`

/** In which a client says by which agent it was started. */
export const agentHeader = 'TCE-Agent'
/** By which process: whose inbox it may use. */
export const agentPidHeader = 'TCE-Agent-Pid'

const mostOfLabel = 80

export const readPid = (header: string | undefined): number | undefined =>
  header !== undefined && /^[1-9]\d{0,9}$/.test(header) ? Number(header) : undefined

/** A label on its way through a header, which takes only ASCII. */
export const writeLabel = (label: string): string => encodeURIComponent(plainText(label).slice(0, mostOfLabel))

/** Of a header that anybody may have written. Undefined where there is none. */
export function readLabel(header: string | undefined): string | undefined {
  if (header === undefined) return undefined
  try {
    return plainText(decodeURIComponent(header)).slice(0, mostOfLabel) || 'an agent'
  } catch {
    return 'an agent'
  }
}
