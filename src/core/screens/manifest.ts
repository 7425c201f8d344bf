/**
 * What a kind of agent's screen says of what it is at, as data: rules that are tried one after the other. TCE brings some; those in the user's
 * own file go before them. Pure.
 */
import { err, ok, type Result } from '../result.ts'

export const manifestVersion = 1
/** `keep`: something else is shown for the moment, and what was known before holds. */
export const screenStates = ['waiting', 'busy', 'idle', 'keep'] as const
export type ScreenState = (typeof screenStates)[number]

export interface ScreenRule {
  /** A short word for it: "approval". */
  readonly id: string
  readonly state: ScreenState
  /** With `waiting`: for what, as other agents say it: "permission prompt". */
  readonly waitingFor?: string | undefined
  /** So many of the last rows are looked at. @default 14 */
  readonly rows?: number | undefined
  /** Patterns, in the form of JavaScript's, small and capital letters alike: of the terminal's title, and of rows. */
  readonly title?: string | undefined
  readonly all?: readonly string[] | undefined
  readonly any?: readonly string[] | undefined
  readonly none?: readonly string[] | undefined
}

export interface ScreenManifest {
  /** Of this form. */
  readonly version: typeof manifestVersion
  /** Of these rules: it rises when they change. */
  readonly revision?: number | undefined
  /** The kind of agent, or the name of a backend. */
  readonly agent: string
  readonly rules: readonly ScreenRule[]
}

const usualRows = 14
export const rowsOf = ({ rows = usualRows }: Pick<ScreenRule, 'rows'>): number => rows

const [mostRules, mostPatterns, longestPattern, mostRows] = [60, 20, 300, 60]
const ruleKeys = ['id', 'state', 'waitingFor', 'rows', 'title', 'all', 'any', 'none']

/** What is wrong with it is said in one sentence that names the place. */
export function checkManifest(json: unknown): Result<ScreenManifest, string> {
  if (!isTable(json)) return err('It is no JSON object with version, agent and rules.')
  const { version, revision, agent, rules } = json
  if (version !== manifestVersion) return err(`version is ${shown(version)}. This TCE reads ${manifestVersion}.`)
  if (revision !== undefined && !(Number.isInteger(revision) && Number(revision) >= 1))
    return err(`revision is ${shown(revision)}. Allowed: a whole number from 1.`)
  if (typeof agent !== 'string' || agent === '') return err(`agent is ${shown(agent)}. Allowed: the kind of an agent.`)
  if (!Array.isArray(rules) || rules.length > mostRules)
    return err(`rules is ${shown(rules)}. Allowed: a list of at most ${mostRules}.`)
  for (const [index, rule] of rules.entries()) {
    const fault = faultOfRule(rule)
    if (fault !== undefined)
      return err(`Rule ${isTable(rule) && typeof rule['id'] === 'string' ? `“${rule['id']}”` : index + 1}: ${fault}`)
  }
  const known = revision === undefined ? {} : { revision: Number(revision) }
  return ok({ version: manifestVersion, ...known, agent, rules: rules as readonly ScreenRule[] })
}

function faultOfRule(rule: unknown): string | undefined {
  if (!isTable(rule)) return 'it is no object.'
  const stranger = Object.keys(rule).find((key) => !ruleKeys.includes(key))
  if (stranger !== undefined) return `“${stranger}” is nothing that a rule has. Allowed: ${ruleKeys.join(', ')}.`
  const { id, state, waitingFor, rows } = rule
  if (typeof id !== 'string' || !/^[\w-]{1,40}$/.test(id))
    return `id is ${shown(id)}. Allowed: letters, digits and hyphens.`
  if (!(screenStates as readonly unknown[]).includes(state))
    return `state is ${shown(state)}. Allowed: ${screenStates.join(', ')}.`
  if (waitingFor !== undefined && (typeof waitingFor !== 'string' || waitingFor.length > 80))
    return `waitingFor is ${shown(waitingFor)}. Allowed: a few words.`
  if (rows !== undefined && !(Number.isInteger(rows) && Number(rows) >= 1 && Number(rows) <= mostRows))
    return `rows is ${shown(rows)}. Allowed: 1 to ${mostRows}.`
  const patterns: unknown[] = rule['title'] === undefined ? [] : [rule['title']]
  for (const key of ['all', 'any', 'none']) {
    const list = rule[key]
    if (list === undefined) continue
    if (!Array.isArray(list) || list.length > mostPatterns)
      return `${key} is ${shown(list)}. Allowed: a list of patterns.`
    patterns.push(...list)
  }
  if (['title', 'all', 'any'].every((key) => rule[key] === undefined || (rule[key] as readonly unknown[]).length === 0))
    return 'it asks for nothing: it needs title, all or any.'
  for (const pattern of patterns) {
    if (typeof pattern !== 'string' || pattern === '' || pattern.length > longestPattern)
      return `${shown(pattern)} is no pattern of at most ${longestPattern} characters.`
    try {
      patternOf(pattern)
    } catch (cause) {
      return `${shown(pattern)} is no pattern: ${cause instanceof Error ? cause.message : String(cause)}`
    }
  }
  return undefined
}

export const patternOf = (pattern: string): RegExp => new RegExp(pattern, 'iu')

const isTable = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const shown = (value: unknown): string =>
  value === undefined ? 'missing' : (JSON.stringify(value) ?? 'nothing').slice(0, 60)
