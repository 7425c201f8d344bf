/** `tce usage --explain`: counts × price = dollars, line by line, and where each price is from. Pure. */
import { kindOf } from '../../agents/kinds.ts'
import type { CostStep } from '../../core/usage/cost.ts'
import type { ExplainedPart, UsageExplanation } from '../../core/usage/usage-explain.ts'
import { formatCount, formatTokens, plural } from '../../core/words/format.ts'
import type { Line, Look } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import { spread } from '../../terminal/table.ts'
import { wrap } from '../../terminal/wrap.ts'
import { costCell, dollars, reportedNote, shownLabel, times, withoutLines } from './usage-words.ts'

export function explainView(explanation: UsageExplanation, look: Look): readonly Line[] {
  const { total, parts, pricesAsOf, agent = '', ledger } = explanation
  const { glyphs } = look
  const dim = (text: string): readonly Line[] => wrap(text, look.columns).map((words) => line(span(words, 'dim')))
  return [
    spread([span(titleOf(explanation, look), 'bold')], [costCell(total, glyphs)], look.columns),
    ...dim(`${answersOf(total)}, ${formatTokens(total.totalTokens)} tokens, each response once.`),
    ...withoutLines(total, look),
    ...parts.flatMap((part) => [emptyLine, ...partLines(part, look)]),
    ...(ledger === undefined ? [] : [emptyLine, ...dim(ledgerText(ledger, agent, look))]),
    ...reportedNote('', total).flatMap((words) => [emptyLine, ...dim(words)]),
    emptyLine,
    ...dim(`List prices of ${pricesAsOf}, in US dollars per million tokens (M): tce prices`),
  ]
}

function titleOf({ kind, key, label }: UsageExplanation, { glyphs }: Look): string {
  const shown = shownLabel(label, glyphs)
  if (kind === 'day') return shown === key ? key : `${shown.charAt(0).toUpperCase()}${shown.slice(1)}, ${key}`
  return kind === 'session' ? `${shown}, ${key.slice(0, 8)}` : `${shown}, all time`
}

/** Without any, a model was asked by others while they answered. */
const answersOf = ({ responses, totalTokens }: Pick<ExplainedPart, 'responses' | 'totalTokens'>): string =>
  responses === 0 && totalTokens > 0 ? 'as an advisor in responses of others' : plural(responses, 'response')

function partLines(part: ExplainedPart, look: Look): readonly Line[] {
  const { columns, glyphs } = look
  const cost = part.costUsd === undefined ? span('unpriced', 'warn') : span(exactDollars(part.costUsd), 'bold')
  const head = spread(
    line(span(shownLabel(part.label, glyphs), 'bold'), conditionsOf(part), span(`  ${answersOf(part)}`, 'dim')),
    [cost],
    columns,
  )
  if (part.price === undefined) {
    const advice = `${formatTokens(part.totalTokens)} tokens of ${part.model} have no price: they are in no total. Add it to prices.toml: tce prices`
    return [head, ...wrap(advice, columns - 2).map((text) => line('  ', span(text, 'warn')))]
  }
  const source = part.price.isOverride ? `your own price, ${part.price.source}` : part.price.source
  return [
    head,
    ...part.steps.map((step) => stepLine(step, times(glyphs))),
    ...wrap(`Price: ${source}`, columns - 2).map((text) => line('  ', span(text, 'dim'))),
  ]
}

function conditionsOf({ isFast, isUsInference, promptAboveTokens, price }: ExplainedPart): string {
  const conditions = [
    isFast ? 'fast' : '',
    isUsInference ? 'inference in the US' : '',
    promptAboveTokens === undefined ? '' : `prompts above ${formatTokens(promptAboveTokens)}`,
    price?.from === undefined ? '' : `prices from ${price.from}`,
  ].filter((condition) => condition !== '')
  return conditions.length === 0 ? '' : `, ${conditions.join(', ')}`
}

const classNames: Record<CostStep['class'], string> = {
  input: 'input',
  output: 'output',
  cacheWrite5m: 'cache write, 5 min',
  cacheWrite1h: 'cache write, 1 hour',
  cacheRead: 'cache read',
  webSearch: 'web searches',
}

/** `  input                     61,234 × $4.00/M         = $0.244936`. */
function stepLine({ class: name, count, rateUsd, factor, usd }: CostStep, x: string): Line {
  const rate = `$${rateUsd}${name === 'webSearch' ? ' each' : '/M'}${factor === 1 ? '' : ` ${x} ${round(factor)}`}`
  return line(
    span(`  ${classNames[name].padEnd(20)}`, 'dim'),
    `${formatCount(count).padStart(15)} ${x} ${rate.padEnd(18)} = `,
    exactDollars(usd),
  )
}

/** To the millionth, so that the lines can be added up by hand. */
function exactDollars(usd: number): string {
  const [whole = '0', decimals = ''] = usd.toFixed(6).split('.')
  return `$${formatCount(Number(whole))}.${decimals.replace(/0{1,4}$/, '')}`
}

const round = (factor: number): number => Number(factor.toFixed(6))

function ledgerText(
  { costUsd, differenceUsd }: NonNullable<UsageExplanation['ledger']>,
  agent: string,
  { glyphs }: Look,
): string {
  const said = `${kindOf(agent).displayName}'s own ledger of this session says ${dollars(costUsd, glyphs)}`
  if (differenceUsd === undefined || Math.abs(differenceUsd) < 0.000_001) return `${said}.`
  const amount = dollars(Math.abs(differenceUsd), glyphs)
  return differenceUsd > 0
    ? `${said}: ${amount} more, for helper calls that are in no transcript; in a fork also for what came before it.`
    : `${said}: ${amount} less. It is written when a session ends; this one went on.`
}
