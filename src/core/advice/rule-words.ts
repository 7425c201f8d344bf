/** Each rule in words: what it says of its cases. Wording never says that waste is certain. Pure. */
import { formatCount, formatDuration, formatTokens, formatUsd, listInWords, plural } from '../words/format.ts'
import { plainText } from '../words/text.ts'
import type { AdviceCase } from './advice.ts'
import { thresholds } from './thresholds.ts'
import type { AdviceRule } from './waste-case.ts'

export interface RuleWords {
  readonly title: string
  evidence(cases: readonly AdviceCase[], sessions: number): string
  next(cases: readonly AdviceCase[]): string
  readonly counted: string
  /** What the columns of its cases are called; of a rule whose amount is a time it is one. */
  readonly amount: { readonly head: string; readonly isTime?: boolean }
  readonly tokens: string
}

const t = thresholds
const tokensOf = (cases: readonly AdviceCase[]) => formatTokens(cases.reduce((sum, { tokens }) => sum + tokens, 0))
const inSessions = (sessions: number) => `in ${plural(sessions, 'session')}`
const dearestWhat = ([first]: readonly AdviceCase[]) => plainText(first?.what ?? '')
const files = (cases: readonly AdviceCase[]) => new Set(cases.map(({ what }) => what)).size
const wereRead = (count: number, where: string) =>
  `${plural(count, 'file')} ${where} ${count === 1 ? 'was' : 'were'} read`
const minutesOf = (ms: number) => ms / 60_000

export const ruleWords: Readonly<Record<AdviceRule, RuleWords>> = {
  'cache-pause': {
    title: `Pauses over ${minutesOf(t.cacheLifetimeMs)} minutes let the cache expire`,
    evidence: (cases, sessions) =>
      `${plural(cases.length, 'pause')} ${inSessions(sessions)}. ${tokensOf(cases)} tokens were written again instead of read.`,
    next: (cases) => {
      const short = cases.filter(({ amount }) => amount < t.longCacheLifetimeMs).length
      return `Answer within ${minutesOf(t.cacheLifetimeMs)} min, or let the cache live for an hour: ${formatCount(short)} of these pauses were shorter.`
    },
    counted: `The first response after a pause longer than the cache lives (${minutesOf(t.cacheLifetimeMs)} min; an hour where the response before wrote for an hour) that wrote at least ${t.writtenAgainShare * 100} % of the context before it. Not counted: after a compaction, after a change of model.`,
    amount: { head: 'Pause', isTime: true },
    tokens: 'Written again',
  },
  'small-model': {
    title: 'A large model answers what a small one could',
    evidence: (cases, sessions) =>
      `${plural(cases.length, 'turn')} ${inSessions(sessions)} without a tool and with under ${t.trivialOutputTokens} tokens of answer.`,
    next: () =>
      'For such a turn a change of model loses the cache; a command or subagent of its own with a small model does not.',
    counted: `Turns of the main chain without a call of a tool, under ${t.trivialOutputTokens} tokens of output, after a prompt of under ${t.trivialPromptCharacters} characters; what they cost, without what they wrote to the cache, less what the small model would have cost that reads the whole context without a cache. Contexts that it does not take are left out.`,
    amount: { head: 'Answer' },
    tokens: 'Output',
  },
  'thrown-away': {
    title: 'Sessions whose work is not in git',
    evidence: (cases) =>
      `${plural(cases.length, 'session')} over ${formatUsd(t.thrownAwayUsd)} that wrote files: no commit since holds them, or it was reverted. Experiments count here too, so look before you judge.`,
    next: (cases) => `Open the dearest: ${plainText(cases[0]?.title ?? 'the first below')}.`,
    counted:
      'Sessions that wrote files of a git repository and ended more than a day ago. Git was asked in all branches: none of those files was committed since the session began and none is changed in the working tree now; or every commit of them in that time was reverted. All that the session cost.',
    amount: { head: 'Files' },
    tokens: 'Tokens',
  },
  'unused-server': {
    title: 'MCP servers that nobody calls',
    evidence: (cases, sessions) =>
      `${listInWords([...new Set(cases.map(({ what }) => plainText(what ?? '')))])}: in each request ${inSessions(sessions)}, and never called in this time.`,
    next: (cases) => `Remove ${dearestWhat(cases)}, or switch it off for the projects that don’t use it.`,
    counted:
      'Tokens of a server’s tools as the agent itself counted them for /context, in each request of that session behind that. Sessions in which nobody asked /context are not counted, nor are tools that are loaded when needed.',
    amount: { head: 'Requests' },
    tokens: 'In each',
  },
  'same-file': {
    title: 'The same file, read again and again',
    evidence: (cases, sessions) =>
      `${wereRead(files(cases), inSessions(sessions))} ${t.sameFileReads} times or more without a change between; ${dearestWhat(cases)} most dearly.`,
    next: () => 'Let a search answer instead, or put the lines that matter into the project’s instructions.',
    counted: `Reads of the same part of a file behind the first, ${t.sameFileReads} or more in one lane, nothing written to it between and no compaction; each by its share of what the context grew by, written once and in every request behind it.`,
    amount: { head: 'Reads' },
    tokens: 'Tokens',
  },
  'failing-loop': {
    title: 'The same call failed again and again',
    evidence: (cases, sessions) => {
      const longest = cases.toSorted((a, b) => b.amount - a.amount)[0]
      return `${plural(cases.length, 'row')} of ${t.failuresInARow} or more failures ${inSessions(sessions)}. The longest: ${plainText(longest?.what ?? '')}, ${formatCount(longest?.amount ?? 0)} times.`
    },
    next: () => 'Stop it after the second time, and say what is missing.',
    counted: `The same tool with the same input, failed ${t.failuresInARow} times or more in a row: the responses that made the ${t.failuresInARow}rd try and those behind it, shared where one made several calls.`,
    amount: { head: 'Tries' },
    tokens: 'Tokens',
  },
  'big-result': {
    title: 'Huge results, carried along',
    evidence: (cases, sessions) =>
      `${plural(cases.length, 'result')} ${inSessions(sessions)} of over ${formatTokens(t.bigResultTokens)} tokens, ${tokensOf(cases)} in all, were part of every request behind them.`,
    next: () => 'Ask for a page, a search or the end of a log; let a subagent read it and answer in a few lines.',
    counted: `Results that made the context grow by more than ${formatTokens(t.bigResultTokens)} tokens and were in at least ${t.bigResultCarried} requests more: all but ${formatTokens(t.keptOfResultTokens)} of them, written once and paid in every request up to the next compaction.`,
    amount: { head: 'Carried' },
    tokens: 'Tokens',
  },
  'compacted-again': {
    title: 'Sessions that were compacted again and again',
    evidence: (cases, sessions) => `${plural(cases.length, 'compaction')} behind the first, ${inSessions(sessions)}.`,
    next: () => 'Begin anew between two tasks: what the second does not need it does not carry.',
    counted: `Lanes with ${t.compactions} compactions or more; of each behind the first the context that was read to be shortened, where the log tells its size, and the one that was written in its place.`,
    amount: { head: 'Compactions' },
    tokens: 'Tokens',
  },
  'same-reading': {
    title: 'Subagents that read what others had read',
    evidence: (cases, sessions) =>
      `${wereRead(files(cases), inSessions(sessions))} by ${t.sameReadingSubagents} subagents or more, ${tokensOf(cases)} tokens again.`,
    next: () => 'Read once and hand the essence to each, or give each its own part.',
    counted: `The same part of the same file, read by ${t.sameReadingSubagents} or more subagents of one session: all but the first, written once and in every request of that subagent behind it.`,
    amount: { head: 'Subagents' },
    tokens: 'Tokens',
  },
}

export const amountInWords = (rule: AdviceRule, amount: number): string =>
  ruleWords[rule].amount.isTime === true ? formatDuration(amount) : formatCount(amount)
