/** By what it is known what a task's agent is at: `GET /api/tasks/{id}/why`, `tce task show --why`. */
import type { Activity } from '../process/process.ts'
import type { ScreenState } from '../screens/manifest.ts'
import type { MatchedRow } from '../screens/read-screen.ts'
import { plural } from '../words/format.ts'

/** What a screen said, by which rule, and since when. */
export interface ScreenActivity {
  readonly activity: Exclude<ScreenState, 'keep'>
  readonly waitingFor?: string | undefined
  readonly rule: string
  readonly sinceMs: number
}

export interface TaskWhy {
  readonly activity: Activity
  readonly waitingFor?: string | undefined
  readonly since?: string | undefined
  /** `agent`: its own registry, records, hooks or host; they go before its screen. `none`: nothing tells. */
  readonly source: 'agent' | 'screen' | 'none'
  /** What its screen says by itself, whatever the source. Absent: no rule fits, or nothing runs. */
  readonly rule?:
    | { readonly id: string; readonly state: ScreenState; readonly matched: readonly MatchedRow[] }
    | undefined
  /** Where its rules are from, in the order in which they are tried. */
  readonly manifests: readonly ScreenRules[]
  /** What is wrong with its user's own, in sentences. */
  readonly problems: readonly string[]
  readonly title?: string | undefined
  /** The last rows of its screen, and the number of the first of them, from 0. */
  readonly firstRow: number
  readonly rows: readonly string[]
}

export interface ScreenRules {
  readonly origin: 'file' | 'default'
  readonly version: number
  readonly revision?: number | undefined
  readonly rules: number
  readonly path?: string | undefined
}

/** `shorten`: of a path, as a person reads it. */
export const rulesInWords = (
  { origin, rules, path, version, revision = 1 }: ScreenRules,
  shorten: (path: string) => string = (text) => text,
): string =>
  origin === 'file'
    ? `${shorten(path ?? 'your own')} (${plural(rules, 'rule')}, first)`
    : `TCE's own (${plural(rules, 'rule')}, form ${version}, revision ${revision})`

/** What its user says that it really is at. */
export const reallyStates = ['waiting', 'busy', 'idle'] as const
export type ReallyState = (typeof reallyStates)[number]

/** A status that was wrong, as a file of its user's: what a rule can be tried on. Nothing of the task but the last rows of its screen is in it. */
export interface WrongStatus {
  readonly version: 1
  readonly agent: string
  readonly really: ReallyState
  readonly said: Pick<TaskWhy, 'activity' | 'waitingFor' | 'source'> & { readonly rule?: string | undefined }
  readonly title?: string | undefined
  readonly rows: readonly string[]
}

export const wrongStatus = (
  agent: string,
  { activity, waitingFor, source, rule, title, rows }: TaskWhy,
  really: ReallyState,
): WrongStatus => ({
  ...{ version: 1, agent, really, said: { activity, waitingFor, source, rule: rule?.id }, title, rows },
})

/** "Its screen says so, by the rule “approval”." */
export function whyInWords({ source, rule }: Pick<TaskWhy, 'source' | 'rule'>): string {
  if (source === 'agent') return 'By its own registry, records or hooks.'
  if (source === 'screen') return `By its screen${rule === undefined ? '' : `, rule “${rule.id}”`}.`
  return rule === undefined
    ? 'Nothing tells: no sign of its own, and no rule fits its screen.'
    : `Its screen fits the rule “${rule.id}”; that is not judged yet.`
}
