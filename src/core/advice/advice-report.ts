/** Findings out of what sessions tell: priced, summed by rule, the dearest first. Pure. */
import type { PriceBook } from '../usage/price.ts'
import type { AdviceCase, AdviceFinding, AdvicePicture, AdviceQuery, AdviceReport, HiddenAdvice } from './advice.ts'
import { ruleWords } from './rule-words.ts'
import { firstLostClass } from './rules/cache-pause.ts'
import type { SessionWaste } from './session-waste.ts'
import { thresholds } from './thresholds.ts'
import { type AdviceRule, adviceRules, caseUsd, isPossible, type WasteCase } from './waste-case.ts'
import type { WasteSigns } from './waste-signs.ts'

export interface KnownSession {
  readonly agent: string
  readonly sessionId: string
  readonly title?: string | undefined
  readonly project?: string | undefined
  readonly waste: SessionWaste
  /** What git told of it. */
  readonly thrownAway?: WasteCase | undefined
}

export interface AdviceOptions {
  readonly query: AdviceQuery
  readonly nowMs: number
  readonly prices: PriceBook
  readonly hidden: readonly HiddenAdvice[]
  /** A finding below it is none, and no more than so many are shown. */
  readonly minUsd: number
  readonly most: number
  readonly hints: WasteSigns['hints']
  readonly spentUsd?: number | undefined
  readonly sessionsToRead: number
}

interface Priced {
  readonly found: WasteCase
  readonly session: KnownSession
  readonly usd: number
}

const dearestShown = 4

export function adviceReport(sessions: readonly KnownSession[], options: AdviceOptions): AdviceReport {
  const { query, nowMs, minUsd, most, hidden, spentUsd, sessionsToRead } = options
  const sinceMs = nowMs - query.days * 86_400_000
  const inTime = sessions.filter(
    ({ project, waste }) =>
      (waste.lastMs ?? 0) >= sinceMs && (query.project === undefined || project === query.project),
  )
  const called = new Set(inTime.flatMap(({ waste }) => waste.servers))
  const isHidden = (rule: AdviceRule, project?: string) =>
    hidden.some((one) => one.rule === rule && (one.project === undefined || one.project === project))
  const rules = adviceRules.filter((rule) => rule !== 'thrown-away' || query.withGit === true)
  const found = rules.map((rule) => {
    const cases = inTime.flatMap((session) =>
      casesOf(session)
        .filter((one) => one.rule === rule && one.atMs >= sinceMs)
        .filter(({ what = '' }) => rule !== 'unused-server' || !called.has(what))
        .filter((one) => isPossible(one, options.prices))
        .map((one) => ({ found: one, session, usd: caseUsd(one, options.prices) })),
    )
    const shown = cases.filter(({ session }) => query.withHidden === true || !isHidden(rule, session.project))
    return { rule, unpriced: shown.filter(({ usd }) => usd === undefined).length, priced: worthIt(shown) }
  })
  const listed = found
    .map(({ rule, unpriced, priced }) => ({ rule, unpriced, priced, usd: sumOf(priced) }))
    .filter(({ usd, priced }) => priced.length > 0 && usd >= minUsd)
    .sort((a, b) => b.usd - a.usd)
    .slice(0, most)
  const prompts = inTime.reduce((sum, { waste }) => sum + waste.prompts, 0)
  const firstMs = inTime.reduce((first, { waste }) => Math.min(first, waste.firstMs ?? nowMs), nowMs)
  return {
    generatedAt: new Date(nowMs).toISOString(),
    since: new Date(sinceMs).toISOString(),
    days: query.days,
    findings: listed.map(({ rule, unpriced, priced, usd }) => ({
      ...findingOf(rule, priced, options.hints, query.allCases === true),
      unpricedCases: unpriced,
      usd,
      picture: pictureOf(rule, priced, inTime),
      ...(isHidden(rule) && { isHidden: true }),
    })),
    savedUsd: savedOnce(listed.flatMap(({ priced }) => priced)),
    spentUsd,
    foundNothing: found.filter(({ priced }) => priced.length === 0 || sumOf(priced) < minUsd).map(({ rule }) => rule),
    hidden,
    minUsd,
    sessions: inTime.length,
    sessionsToRead,
    prompts,
    isTooEarly: prompts < thresholds.enoughPrompts && nowMs - firstMs < thresholds.enoughMs,
  }
}

const casesOf = ({ waste, thrownAway }: KnownSession): readonly WasteCase[] =>
  thrownAway === undefined ? waste.cases : [...waste.cases, thrownAway]

/** The other way would have been cheaper; the dearest first. */
const worthIt = (
  cases: readonly { readonly found: WasteCase; readonly session: KnownSession; readonly usd: number | undefined }[],
): readonly Priced[] =>
  cases.filter((one): one is Priced => one.usd !== undefined && one.usd > 0).sort((a, b) => b.usd - a.usd)

const sumOf = (cases: readonly Priced[]): number => cases.reduce((sum, { usd }) => sum + usd, 0)

/** What several rules count is saved once; what a session's work cost that was thrown away holds all else of that session. */
function savedOnce(cases: readonly Priced[]): number {
  let all = 0
  for (const own of Map.groupBy(cases, ({ session }) => `${session.agent} ${session.sessionId}`).values()) {
    const over = new Map<string, number>()
    for (const { found, usd } of own) over.set(found.over, Math.max(over.get(found.over) ?? 0, usd))
    const whole = over.get('session') ?? 0
    over.delete('session')
    all += Math.max(
      whole,
      [...over.values()].reduce((sum, usd) => sum + usd, 0),
    )
  }
  return all
}

function findingOf(
  rule: AdviceRule,
  priced: readonly Priced[],
  hints: WasteSigns['hints'],
  isWhole: boolean,
): Omit<AdviceFinding, 'usd' | 'unpricedCases'> {
  const words = ruleWords[rule]
  const cases = priced.map(toCase)
  const sessions = new Set(priced.map(({ session }) => session.sessionId)).size
  return {
    rule,
    title: words.title,
    evidence: words.evidence(cases, sessions),
    next: [words.next(cases), hints[rule] ?? ''].join(' ').trim(),
    counted: words.counted,
    sessions,
    cases: cases.length,
    dearest: isWhole ? cases : cases.slice(0, dearestShown),
  }
}

function toCase({ found, session, usd }: Priced): AdviceCase {
  const { agent, sessionId, title, project } = session
  const { cursor, atMs, what, amount, tokens } = found
  return {
    ...{ agent, sessionId, title, project, cursor, at: new Date(atMs).toISOString() },
    ...{ what, amount, tokens: Math.round(tokens), usd },
  }
}

const mostBars = 13

function pictureOf(
  rule: AdviceRule,
  priced: readonly Priced[],
  sessions: readonly KnownSession[],
): AdvicePicture | undefined {
  const summed = (listOf: (waste: SessionWaste) => readonly number[]) =>
    sessions.reduce<readonly number[]>((sum, { waste }) => listOf(waste).map((n, at) => n + (sum[at] ?? 0)), [])
  switch (rule) {
    case 'cache-pause': {
      const bars = summed(({ pauses }) => pauses).map((value, at) => ({ value, isHot: at >= firstLostClass }))
      return { caption: 'pauses by length, 1 min – 2 h', bars }
    }
    case 'small-model': {
      const bars = summed(({ answers }) => answers).map((value, at) => ({ value, isHot: at === 0 }))
      return { caption: 'turns without a tool by size of the answer', bars }
    }
    case 'unused-server':
      return {
        caption: 'tokens in every request',
        bars: byWhat(priced).map(([label, value]) => ({ label, value, isHot: true })),
      }
    default: {
      const values = priced.map(({ usd }) => usd).slice(0, mostBars)
      return { caption: 'the dearest cases by cost', bars: values.map((value, at) => ({ value, isHot: at === 0 })) }
    }
  }
}

function byWhat(priced: readonly Priced[]): readonly (readonly [string, number])[] {
  const most = new Map<string, number>()
  for (const { found } of priced) most.set(found.what ?? '', Math.max(most.get(found.what ?? '') ?? 0, found.tokens))
  return [...most].sort(([, a], [, b]) => b - a).slice(0, 3)
}
