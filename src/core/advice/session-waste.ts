/** What one session tells the rules, small enough to be kept: cases without prices, and what the pictures are made of. Pure. */
import { mainLane, type SessionEvent } from '../session/session-event.ts'
import type { Tokens } from '../usage/tokens.ts'
import { addTokens, noTokens } from '../usage/tokens.ts'
import { partOf } from './carried.ts'
import { createLaneCollector, type LaneCollector } from './lane-collector.ts'
import type { LaneFacts } from './lane-facts.ts'
import { cachePauses, pauseClasses, pausesByLength } from './rules/cache-pause.ts'
import { compactedAgain, serversInRequests } from './rules/contexts.ts'
import { bigResults, failingLoops, sameFile } from './rules/results.ts'
import { sameReading } from './rules/subagents.ts'
import { answerClasses, answersBySize, smallModelTurns } from './rules/turns.ts'
import { limits } from './thresholds.ts'
import type { TokenPart, WasteCase } from './waste-case.ts'
import { serverOfTool, type WasteSigns } from './waste-signs.ts'

/** Raised when a rule finds other cases: what was found before is found anew. */
export const wasteVersion = 4

export interface SessionWaste {
  readonly firstMs?: number | undefined
  readonly lastMs?: number | undefined
  readonly prompts: number
  readonly responses: number
  /** All of its responses, by what they are priced by. */
  readonly spent: readonly TokenPart[]
  readonly cases: readonly WasteCase[]
  readonly pauses: readonly number[]
  readonly answers: readonly number[]
  /** MCP servers of which a tool was called. */
  readonly servers: readonly string[]
  /** The last prompt of the main chain. */
  readonly lastCursor?: string | undefined
  /** Files that it wrote. */
  readonly edited: readonly string[]
  /** Commands of it that committed and did not fail. */
  readonly commits: number
}

export interface WasteCollector {
  take(event: SessionEvent, atMs: number): void
  waste(): SessionWaste
}

export function createWasteCollector(signs: WasteSigns): WasteCollector {
  const lanes = new Map<string, LaneCollector>()
  return {
    take(event, atMs) {
      const lane = lanes.get(event.lane) ?? createLaneCollector(event.lane, signs)
      lanes.set(event.lane, lane)
      lane.take(event, atMs)
    },
    waste: () =>
      wasteOf(
        [...lanes.values()].map((lane) => lane.facts()),
        signs,
      ),
  }
}

export function wasteOf(lanes: readonly LaneFacts[], signs: WasteSigns): SessionWaste {
  const responses = lanes.flatMap((lane) => lane.responses)
  const calls = lanes.flatMap((lane) => lane.calls)
  const main = lanes.filter(({ lane }) => lane === mainLane)
  const others = lanes.filter(({ lane }) => lane !== mainLane)
  const cases = [
    ...lanes.flatMap((lane) => [
      ...most(cachePauses(lane)),
      ...most(bigResults(lane)),
      ...most(sameFile(lane)),
      ...most(failingLoops(lane)),
      ...most(compactedAgain(lane)),
    ]),
    ...main.flatMap((lane) => [...most(smallModelTurns(lane, signs)), ...serversInRequests(lane)]),
    ...most(sameReading(others)),
  ]
  const times = responses.flatMap(({ firstMs, lastMs }) => [firstMs, lastMs]).filter(Number.isFinite)
  const edited = calls.filter(
    ({ touches, outcome }) => (touches === 'write' || touches === 'edit') && outcome === 'done',
  )
  return {
    firstMs: least(times),
    lastMs: times.reduce<number | undefined>(
      (latest, ms) => (latest === undefined || ms > latest ? ms : latest),
      undefined,
    ),
    prompts: main.reduce((sum, { prompts }) => sum + prompts.length, 0),
    responses: responses.length,
    spent: spentOn(responses),
    cases,
    pauses: summed(
      main.map((lane) => pausesByLength(lane)),
      pauseClasses,
    ),
    answers: summed(
      main.map((lane) => answersBySize(lane)),
      answerClasses,
    ),
    servers: [...new Set(calls.flatMap(({ tool }) => serverOfTool(tool) ?? []))],
    lastCursor: main.at(-1)?.prompts.at(-1)?.cursor,
    commits: calls.filter(({ isCommit, outcome }) => isCommit && outcome !== 'failed').length,
    edited: [...new Set(edited.flatMap(({ path }) => path ?? []))].slice(0, limits.editedPaths),
  }
}

/** The largest, where there are too many to be kept. */
const most = (cases: readonly WasteCase[]): readonly WasteCase[] =>
  cases.length <= limits.casesOfRule
    ? cases
    : cases.toSorted((a, b) => b.tokens - a.tokens).slice(0, limits.casesOfRule)

const least = (numbers: readonly number[]): number | undefined =>
  numbers.reduce<number | undefined>((first, ms) => (first === undefined || ms < first ? ms : first), undefined)

const summed = (lists: readonly (readonly number[])[], length: number): readonly number[] =>
  Array.from({ length }, (_, at) => lists.reduce((sum, list) => sum + (list[at] ?? 0), 0))

function spentOn(responses: LaneFacts['responses']): readonly TokenPart[] {
  const byKey = new Map<string, TokenPart & { tokens: Tokens }>()
  for (const response of responses) {
    const part = partOf(response, response.tokens)
    const key = `${part.model} ${part.day} ${part.isFast} ${part.isUsInference}`
    byKey.set(key, {
      ...part,
      promptTokens: undefined,
      tokens: addTokens(byKey.get(key)?.tokens ?? noTokens, response.tokens),
    })
  }
  return [...byKey.values()]
}
