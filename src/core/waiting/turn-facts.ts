/** What the records of a turn that has ended tell of it: how long it took, what it changed, what its tests came to, its pull request. Pure. */
import { mainLane, type SessionEvent, type ToolResultEvent } from '../session/session-event.ts'
import { formatCount, plural } from '../words/format.ts'
import { type TestSum, testSum } from './test-run.ts'
import { type Step, stepsIn } from './tool-tail.ts'

/** Nothing stands here that the records do not tell. */
export interface TurnFacts {
  readonly lastedMs?: number | undefined
  /** By its edits, one after another. */
  readonly changed?: { readonly files: number; readonly added: number; readonly removed: number } | undefined
  /** Of its last run of tests. */
  readonly tests?: TestRun | undefined
  /** Of its session: the newest. */
  readonly pullRequest?: PullRequest | undefined
  /** Its last words, as it wrote them: Markdown. */
  readonly says?: string | undefined
}

export interface TestRun extends TestSum {
  /** It changed files again afterwards. */
  readonly isBeforeEdits?: boolean | undefined
}

export interface PullRequest {
  readonly url: string
  readonly number?: number | undefined
}

const mostWords = 8_000

/** Undefined: where the turn began is not among these events. */
export function turnFacts(events: readonly SessionEvent[], endedAt: string | undefined): TurnFacts | undefined {
  const from = events.findLastIndex(({ kind, lane }) => kind === 'prompt' && lane === mainLane)
  if (from < 0) return undefined
  const turn = events.slice(from)
  const steps = stepsIn(turn)
  const words = turn.findLast((event) => event.kind === 'text' && event.lane === mainLane)
  return {
    lastedMs: lengthOf(turn, endedAt),
    changed: changesIn(steps),
    tests: testsIn(steps),
    pullRequest: pullRequestIn(turn, steps),
    says: words?.kind === 'text' ? words.text.slice(0, mostWords) : undefined,
  }
}

function lengthOf(turn: readonly SessionEvent[], endedAt: string | undefined): number | undefined {
  const told = turn.findLast((event) => event.kind === 'turn-end')
  if (told?.kind === 'turn-end' && told.durationMs !== undefined) return told.durationMs
  const ms = Date.parse(endedAt ?? '') - Date.parse(turn[0]?.at ?? '')
  return ms >= 0 ? ms : undefined
}

type Ended = Step & { readonly result: ToolResultEvent }

const changesOf = (steps: readonly Step[]): readonly Ended[] =>
  steps.filter((step): step is Ended => step.result?.outcome === 'done' && step.result.changed !== undefined)

function changesIn(steps: readonly Step[]): TurnFacts['changed'] {
  const edits = changesOf(steps)
  if (edits.length === 0) return undefined
  const files = new Set(edits.map(({ call, result }) => result.path ?? call.path ?? ''))
  const sum = (of: 'added' | 'removed') => edits.reduce((so, { result }) => so + (result.changed?.[of] ?? 0), 0)
  return { files: files.size, added: sum('added'), removed: sum('removed') }
}

export const commandOf = ({ call: { input } }: Step): string | undefined => {
  try {
    const { command } = JSON.parse(input) as { readonly command?: unknown }
    return typeof command === 'string' ? command : undefined
  } catch {
    return undefined
  }
}

function testsIn(steps: readonly Step[]): TestRun | undefined {
  const runs = steps.flatMap((step, place) => {
    const command = commandOf(step)
    const sum = command === undefined || step.result === undefined ? undefined : testSum(command, step.result.text)
    return sum === undefined ? [] : [{ sum, place }]
  })
  const newest = runs.at(-1)
  if (newest === undefined) return undefined
  const isBeforeEdits = changesOf(steps.slice(newest.place + 1)).length > 0
  return { ...newest.sum, ...(isBeforeEdits && { isBeforeEdits }) }
}

/** What the record of one says, or what `gh pr create` printed. */
function pullRequestIn(turn: readonly SessionEvent[], steps: readonly Step[]): PullRequest | undefined {
  const told = turn.findLast((event) => event.kind === 'pr-link')
  if (told?.kind === 'pr-link') return { url: told.url, number: told.number }
  const made = steps.findLast((step) => /\bgh\s+pr\s+create\b/.test(commandOf(step) ?? ''))
  return made?.result?.outcome === 'done' ? pullRequestOf(made.result.text) : undefined
}

function pullRequestOf(text: string): PullRequest | undefined {
  const [url, number] = /^https:\/\/[\w.-]+\/[\w.-]+\/[\w.-]+\/pull\/(\d{1,9})$/m.exec(text) ?? []
  return url === undefined ? undefined : { url, number: Number(number) }
}

/** "41 tests passed", "1 of 41 tests failed" */
export function testsInWords({ passed, failed, isBeforeEdits }: TestRun): string {
  const all = plural(passed + failed, 'test')
  const words = failed > 0 ? `${failed} of ${all} failed` : `${all} passed`
  return isBeforeEdits === true ? `${words}, then it changed files` : words
}

export const pullRequestInWords = ({ number }: PullRequest): string => (number === undefined ? 'a PR' : `PR #${number}`)

export const linesInWords = ({ added, removed }: { readonly added: number; readonly removed: number }): string =>
  [...(added > 0 ? [`+${formatCount(added)}`] : []), ...(removed > 0 ? [`−${formatCount(removed)}`] : [])].join(' ')

/** What there is to look at; of a turn that left nothing behind its words. */
export const turnInLine = ({
  facts,
  summary,
}: {
  readonly facts?: TurnFacts | undefined
  readonly summary: string
}): string => (facts === undefined ? '' : factsInLine(facts)) || summary

/** "PR #212, +96 −12, 41 tests passed": empty where nothing is known. */
export function factsInLine({ changed, tests, pullRequest }: TurnFacts): string {
  return [
    ...(pullRequest === undefined ? [] : [pullRequestInWords(pullRequest)]),
    ...(changed === undefined ? [] : [linesInWords(changed)]),
    ...(tests === undefined ? [] : [testsInWords(tests)]),
  ]
    .filter((one) => one !== '')
    .join(', ')
}
