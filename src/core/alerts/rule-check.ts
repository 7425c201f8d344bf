/** From config.toml, the page and the terminal: a rule, or what is wrong with it in one sentence. Pure. */
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import { listInWords } from '../words/format.ts'
import type { FieldSpec, Rule, RuleKind, RuleValue } from './rule.ts'
import { ruleKinds, ruleTable } from './rule.ts'

/** As it stands in config.toml: one flat table. */
export type FlatRule = Readonly<Record<string, unknown>>

export interface RuleContext {
  /** Ids of channels that there are at all. */
  readonly channels: readonly string[]
  /** What is wrong with a query over events. */
  readonly whyNoQuery: (query: string) => string | undefined
}

const common = [
  'id',
  'kind',
  'name',
  'on',
  'channels',
  'repeat_minutes',
  'throttle_minutes',
  'passes_quiet',
  'not_while_looking',
]
const idForm = /^[a-z0-9][a-z0-9-]{0,39}$/

export function checkRule(flat: unknown, context: RuleContext): Result<Rule, string> {
  if (typeof flat !== 'object' || flat === null || Array.isArray(flat)) return err('A rule is a table of settings.')
  const given = flat as FlatRule
  const { id, kind, name, on = true, channels = ['desktop'] } = given
  if (typeof id !== 'string' || !idForm.test(id))
    return err(`id is ${shown(id)}. Allowed: up to 40 small letters, digits and hyphens.`)
  if (!isKind(kind)) return err(`kind is ${shown(kind)}. Allowed: ${ruleKinds.join(', ')}.`)
  const { fields } = ruleTable[kind]
  const unknown = Object.keys(given).find((key) => !common.includes(key) && fields[key] === undefined)
  if (unknown !== undefined)
    return err(
      `“${unknown}” is nothing that a rule of kind ${kind} has. Allowed: ${[...Object.keys(fields), ...common].join(', ')}.`,
    )
  if (name !== undefined && !isLine(name, 80))
    return err(`name is ${shown(name)}. Allowed: a line of at most 80 characters.`)
  if (typeof on !== 'boolean') return err(`on is ${shown(on)}. Allowed: true or false.`)
  const passes = given['passes_quiet']
  for (const [key, list] of [
    ['channels', channels],
    ['passes_quiet', passes ?? []],
  ] as const) {
    if (!isTexts(list)) return err(`${key} is ${shown(list)}. Allowed: a list of ${context.channels.join(', ')}.`)
    const stranger = list.find((one) => !context.channels.includes(one))
    if (stranger !== undefined) return err(`${key} has ${shown(stranger)}. Allowed: ${context.channels.join(', ')}.`)
  }
  const looking = given['not_while_looking']
  if (looking !== undefined && typeof looking !== 'boolean')
    return err(`not_while_looking is ${shown(looking)}. Allowed: true or false.`)
  const [repeat, throttle] = [given['repeat_minutes'], given['throttle_minutes']]
  for (const [key, value] of [
    ['repeat_minutes', repeat],
    ['throttle_minutes', throttle],
  ] as const)
    if (value !== undefined && !isNumber(value, 1, 10_080))
      return err(`${key} is ${shown(value)}. Allowed: a number from 1 to 10080.`)
  const values: Record<string, RuleValue> = {}
  for (const [key, spec] of Object.entries(fields)) {
    const read = readValue(key, spec, given[key])
    if (!read.ok) return read
    if (read.value !== undefined) values[key] = read.value
  }
  const query = values['query']
  const whyNot = typeof query === 'string' ? context.whyNoQuery(query) : undefined
  if (whyNot !== undefined) return err(`query is ${shown(query)}: ${whyNot}`)
  return ok({
    ...{ id, kind, isOn: on, values, channels: channels as readonly string[] },
    name: name as string | undefined,
    repeatMinutes: repeat as number | undefined,
    throttleMinutes: throttle as number | undefined,
    passesQuiet: passes as readonly string[] | undefined,
    notWhileLooking: looking,
  })
}

/** As `checkRule` reads it: for a file. */
export function flatRule({ id, kind, isOn, name, channels, values, ...rule }: Rule): FlatRule {
  const flat = {
    ...{ id, kind, name, on: isOn, ...values, channels, repeat_minutes: rule.repeatMinutes },
    ...{
      throttle_minutes: rule.throttleMinutes,
      passes_quiet: rule.passesQuiet,
      not_while_looking: rule.notWhileLooking,
    },
  }
  return Object.fromEntries(Object.entries(flat).filter(([, value]) => value !== undefined))
}

function readValue(key: string, spec: FieldSpec, value: unknown): Result<RuleValue | undefined, string> {
  switch (spec.takes) {
    case 'number': {
      const n = value ?? spec.default
      return isNumber(n, spec.min, spec.max)
        ? ok(n)
        : err(`${key} is ${shown(value)}. Allowed: a number from ${spec.min} to ${spec.max}.`)
    }
    case 'words': {
      const words = value ?? spec.default
      const isGood = isTexts(words) && words.length > 0 && words.every((word) => spec.choices.includes(word))
      return isGood ? ok(words) : err(`${key} is ${shown(value)}. Allowed: a list of ${spec.choices.join(', ')}.`)
    }
    case 'choice': {
      const choice = value ?? spec.default
      return typeof choice === 'string' && spec.choices.includes(choice)
        ? ok(choice)
        : err(`${key} is ${shown(value)}. Allowed: ${listInWords(spec.choices, 'or')}.`)
    }
    case 'text': {
      if (value === undefined && spec.mayBeLeftOut === true) return ok(undefined)
      return isLine(value, spec.most)
        ? ok(value)
        : err(`${key} is ${shown(value)}. Allowed: a line of at most ${spec.most} characters.`)
    }
    case 'toggle': {
      const isOn = value ?? spec.default
      return typeof isOn === 'boolean' ? ok(isOn) : err(`${key} is ${shown(value)}. Allowed: true or false.`)
    }
    default:
      return spec satisfies never
  }
}

const isKind = (kind: unknown): kind is RuleKind => (ruleKinds as readonly unknown[]).includes(kind)
const isNumber = (value: unknown, min: number, max: number): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= min && value <= max
const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string')
const isLine = (value: unknown, most: number): value is string =>
  typeof value === 'string' && value.trim() !== '' && value.length <= most && !/\p{Cc}/u.test(value)
const shown = (value: unknown): string =>
  value === undefined ? 'missing' : (JSON.stringify(value) ?? 'nothing').slice(0, 80)
