/** What is worth telling: rules as data. One table says what each kind of rule can be given, and how it reads. Pure. */

export const ruleKinds = [
  'waits',
  'stale',
  'ended',
  'failed',
  'hog',
  'turn',
  'spend',
  'session-spend',
  'task-spend',
  'cost-rate',
  'context',
  'errors',
  'event',
  'silent',
  'limit',
] as const
export type RuleKind = (typeof ruleKinds)[number]

export type RuleValue = number | string | boolean | readonly string[]

export interface Rule {
  /** Its user's short word for it: `waits`, `builds`. */
  readonly id: string
  readonly kind: RuleKind
  /** What it is called; else it is told as its sentence. */
  readonly name?: string | undefined
  readonly isOn: boolean
  /** By the names of `ruleTable`; all that the kind has are there, unless they may be left out. */
  readonly values: Readonly<Record<string, RuleValue>>
  /** Ids of channels. */
  readonly channels: readonly string[]
  /** Tell it again so often while it holds. Undefined: once. */
  readonly repeatMinutes?: number | undefined
  /** Tell nothing of this rule for so long after it was told; what comes meanwhile is told in one. */
  readonly throttleMinutes?: number | undefined
  /** By these channels also in quiet hours. */
  readonly passesQuiet?: readonly string[] | undefined
  /** Not while somebody has TCE's page before them; what still holds then is told afterwards. */
  readonly notWhileLooking?: boolean | undefined
}

export type FieldSpec =
  | {
      readonly takes: 'number'
      readonly unit: string
      readonly min: number
      readonly max: number
      readonly default?: number
    }
  | { readonly takes: 'words'; readonly choices: readonly string[]; readonly default: readonly string[] }
  | { readonly takes: 'choice'; readonly choices: readonly string[]; readonly default: string }
  | { readonly takes: 'text'; readonly most: number; readonly mayBeLeftOut?: boolean }
  | { readonly takes: 'toggle'; readonly default: boolean }

interface KindSpec {
  readonly fields: Readonly<Record<string, FieldSpec>>
  /** For people, with `{field}` where a value stands. */
  readonly says: (values: Rule['values']) => string
  /** In few words, for a column. */
  readonly short: (values: Rule['values']) => string
  /** What counts as one matter. */
  readonly once: string
}

const number = (unit: string, min: number, max: number, usual?: number): FieldSpec =>
  usual === undefined ? { takes: 'number', unit, min, max } : { takes: 'number', unit, min, max, default: usual }

const only = (values: Rule['values'], all: number): string => {
  const of = (values['of'] ?? []) as readonly string[]
  return of.length === 0 || of.length === all ? '' : ` (${of.join(', ')})`
}
const waits = ['permission', 'question', 'plan', 'form', 'unknown', 'idle'] as const
export type WaitWord = (typeof waits)[number]
const blocking = waits.filter((word) => word !== 'idle')
const whose = (values: Rule['values']): string =>
  `${values['project'] === undefined ? '' : ' of {project}'}${values['agent'] === undefined ? '' : ' with {agent}'}`

const ofPlan = (values: Rule['values']): string =>
  `${values['agent'] === undefined ? '' : ' of {agent}'}${values['window'] === undefined ? '' : ' ({window})'}`

const stops = (hard: RuleValue | undefined, words: string): string => (hard === true ? words : '')
/** Absent: each of them, by itself. */
const ownSpend = (whose: 'session' | 'task'): KindSpec['fields'] => ({
  usd: number('$', 0.01, 1_000_000),
  [whose]: { takes: 'text', most: 200, mayBeLeftOut: true },
  hard: { takes: 'toggle', default: false },
})

export const ruleTable: Readonly<Record<RuleKind, KindSpec>> = {
  waits: {
    fields: {
      minutes: number('min', 0, 1440, 2),
      of: { takes: 'words', choices: waits, default: blocking },
    },
    says: (values) => `An agent waits for you longer than {minutes} min${only(values, blocking.length)}`,
    short: (values) => `waits longer than {minutes} min${only(values, blocking.length)}`,
    once: 'once per question',
  },
  stale: {
    fields: { of: { takes: 'words', choices: ['stale', 'zombie'], default: ['stale', 'zombie'] } },
    says: ({ of }) => `An agent turns ${(of as readonly string[]).join(' or ')}`,
    short: ({ of }) => (of as readonly string[]).join(' or '),
    once: 'once per session',
  },
  ended: {
    fields: {},
    says: () => 'An agent ends unexpectedly at work',
    short: () => 'ended unexpectedly',
    once: 'once per session',
  },
  failed: {
    fields: {},
    says: () => "An agent's turn ends with an error",
    short: () => 'turn ended with an error',
    once: 'once per turn',
  },
  hog: {
    fields: {
      cpu_percent: number('%', 1, 6400, 90),
      memory_gb: number('GB', 0.1, 4096, 4),
      minutes: number('min', 0, 1440, 10),
    },
    says: () => 'An agent uses over {cpu_percent} % of a core or {memory_gb} GB for {minutes} min',
    short: () => 'over {cpu_percent} % of a core or {memory_gb} GB for {minutes} min',
    once: 'once while it lasts',
  },
  turn: {
    fields: { minutes: number('min', 0, 1440, 5) },
    says: () => 'A turn longer than {minutes} min ends',
    short: () => 'turn longer than {minutes} min ends',
    once: 'once per turn',
  },
  spend: {
    fields: {
      usd: number('$', 0.01, 1_000_000),
      per: { takes: 'choice', choices: ['day', 'week'], default: 'day' },
      project: { takes: 'text', most: 200, mayBeLeftOut: true },
      agent: { takes: 'text', most: 40, mayBeLeftOut: true },
      hard: { takes: 'toggle', default: false },
    },
    says: (values) =>
      `${values['per'] === 'week' ? 'This week' : 'Today'}${whose(values)} costs more than {usd}${stops(values['hard'], ': nothing more begins')}`,
    short: (values) =>
      `${values['per'] === 'week' ? 'this week' : 'today'}${whose(values)} over {usd}${stops(values['hard'], ', hard')}`,
    once: 'once a day or week',
  },
  'session-spend': {
    fields: ownSpend('session'),
    says: ({ session, hard }) =>
      `${session === undefined ? 'A session' : 'Session {session}'} costs more than {usd}${stops(hard, ': nothing more goes to it')}`,
    short: ({ session, hard }) =>
      `session${session === undefined ? '' : ' {session}'} over {usd}${stops(hard, ', hard')}`,
    once: 'once per session',
  },
  'task-spend': {
    fields: ownSpend('task'),
    says: ({ task, hard }) =>
      `${task === undefined ? 'A task' : 'Task {task}'} costs more than {usd}${stops(hard, ': nothing more goes to it')}`,
    short: ({ task, hard }) => `task${task === undefined ? '' : ' {task}'} over {usd}${stops(hard, ', hard')}`,
    once: 'once per task',
  },
  'cost-rate': {
    fields: { usd_per_hour: number('$', 0.01, 100_000) },
    says: () => 'All agents together cost more than {usd_per_hour} an hour',
    short: () => 'over {usd_per_hour} an hour',
    once: 'once while it lasts',
  },
  context: {
    fields: { percent: number('%', 1, 100, 80) },
    says: () => "A session's context is over {percent} % full",
    short: () => 'context over {percent} %',
    once: 'once per session',
  },
  errors: {
    fields: {
      errors: number('', 2, 10_000, 5),
      minutes: number('min', 0.1, 1440, 1),
      or_when_stuck: { takes: 'toggle', default: true },
    },
    says: ({ or_when_stuck }) =>
      `{errors} errors within {minutes} min in one session${or_when_stuck === true ? ', or the same command fails again and again' : ''}`,
    short: ({ or_when_stuck }) => `{errors} errors within {minutes} min${or_when_stuck === true ? ', or stuck' : ''}`,
    once: 'once while it lasts',
  },
  event: {
    fields: { query: { takes: 'text', most: 4000 } },
    says: () => 'An event matches {query}',
    short: () => '{query}',
    once: 'every time',
  },
  silent: {
    fields: { source: { takes: 'text', most: 200 }, minutes: number('min', 0.1, 525_600, 30) },
    says: () => 'Nothing comes from {source} for {minutes} min',
    short: () => '{source} silent for {minutes} min',
    once: 'once per silence',
  },
  limit: {
    fields: {
      percent: number('%', 1, 100, 80),
      minutes: number('min', 0, 43_200, 60),
      agent: { takes: 'text', most: 40, mayBeLeftOut: true },
      window: { takes: 'text', most: 60, mayBeLeftOut: true },
    },
    says: (values) => `A plan limit${ofPlan(values)} passes {percent} % or will run out within {minutes} min`,
    short: (values) => `limit${ofPlan(values)} over {percent} % or out within {minutes} min`,
    once: 'once per window',
  },
}

/** More than an alert: what it covers is stopped while more was spent than it allows. */
export const isHard = ({ kind, values }: Pick<Rule, 'kind' | 'values'>): boolean =>
  (kind === 'spend' || kind === 'session-spend' || kind === 'task-spend') && values['hard'] === true

/** What a kind is given where its user says nothing; what has to be said is missing. */
export const usualValues = (kind: RuleKind): Rule['values'] =>
  Object.fromEntries(
    Object.entries(ruleTable[kind].fields).flatMap(([key, spec]) =>
      'default' in spec && spec.default !== undefined ? [[key, spec.default]] : [],
    ),
  )

/** A sentence in its parts, for a page with a field in it. */
export type SentencePart =
  | { readonly text: string }
  | { readonly field: string; readonly spec: FieldSpec; readonly value: RuleValue }

export function sentenceParts({ kind, values }: Pick<Rule, 'kind' | 'values'>): readonly SentencePart[] {
  const { fields, says } = ruleTable[kind]
  return says(values)
    .split(/(\{\w+\})/)
    .filter((part) => part !== '')
    .map((part) => {
      const field = /^\{(\w+)\}$/.exec(part)?.[1]
      const [spec, value] = [fields[field ?? ''], values[field ?? '']]
      return field === undefined || spec === undefined || value === undefined ? { text: part } : { field, spec, value }
    })
}

const filledIn = (template: string, { kind, values }: Pick<Rule, 'kind' | 'values'>): string =>
  template.replace(/\{(\w+)\}/g, (whole, field: string) => {
    const [spec, value] = [ruleTable[kind].fields[field], values[field]]
    if (spec === undefined || value === undefined) return whole
    return spec.takes === 'number' && spec.unit === '$' ? `$${value}` : String(value)
  })

/** "An agent waits for you longer than 2 min". */
export const ruleSentence = (rule: Pick<Rule, 'kind' | 'values'>): string =>
  filledIn(ruleTable[rule.kind].says(rule.values), rule)

/** "waits longer than 2 min". */
export const ruleInShort = (rule: Pick<Rule, 'kind' | 'values'>): string =>
  filledIn(ruleTable[rule.kind].short(rule.values), rule)

/** By the user's name for it, else in short. */
export const ruleName = (rule: Rule): string => rule.name ?? ruleInShort(rule)
