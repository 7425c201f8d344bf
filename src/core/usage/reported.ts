/** What agents themselves say that their responses cost, beside our count of the same responses. Pure. */
import { inAgentOrder } from '../process/agent-ids.ts'
import { formatUsd, listInWords, plural } from '../words/format.ts'

export interface ReportedCost {
  /** Who said it. */
  readonly agents: readonly string[]
  readonly costUsd: number
  /** Of so many responses; the others say nothing. */
  readonly responses: number
  /** Of these so many are said to cost nothing, though we know a price: with a plan, or free. */
  readonly freeResponses: number
  /** What is said minus what we count, of the responses of which both are known and which are not said to be free. */
  readonly differenceUsd?: number | undefined
  /** What is said of responses that we know no price of: in no total of ours. */
  readonly unpricedUsd?: number | undefined
}

export interface ReportedTally {
  add(entry: ReportedEntry, countedUsd: number | undefined): void
  sum(): ReportedCost | undefined
}

interface ReportedEntry {
  readonly agent?: string | undefined
  readonly responses: number
  readonly reportedUsd?: number | undefined
  readonly reportedResponses?: number | undefined
}

export function createReportedTally(): ReportedTally {
  const agents = new Set<string>()
  let costUsd = 0
  let responses = 0
  let freeResponses = 0
  let differenceUsd: number | undefined
  let unpricedUsd = 0
  return {
    add({ agent, responses: all, reportedUsd, reportedResponses = 0 }, countedUsd) {
      if (reportedUsd === undefined || reportedResponses === 0) return
      if (agent !== undefined) agents.add(agent)
      costUsd += reportedUsd
      responses += reportedResponses
      if (countedUsd === undefined) unpricedUsd += reportedUsd
      if (reportedUsd === 0 && (countedUsd ?? 0) > 0) freeResponses += reportedResponses
      // Where some say nothing, ours is of more responses than theirs.
      else if (countedUsd !== undefined && reportedResponses === all)
        differenceUsd = (differenceUsd ?? 0) + reportedUsd - countedUsd
    },
    sum: () =>
      responses === 0
        ? undefined
        : {
            agents: inAgentOrder(agents),
            costUsd,
            responses,
            freeResponses,
            ...(differenceUsd !== undefined && { differenceUsd }),
            ...(unpricedUsd > 0 && { unpricedUsd }),
          },
  }
}

/** A cent, or half a percent: what is rounded otherwise is no difference. */
const isDifferent = (differenceUsd: number, costUsd: number): boolean =>
  Math.abs(differenceUsd) >= Math.max(0.01, 0.005 * costUsd)

/** "opencode itself says $12.40, $0.31 more than our count." Undefined where it is the same, or nothing is known beside it. */
export function reportedWords(
  reported: ReportedCost | undefined,
  nameOf: (agent: string) => string,
): string | undefined {
  if (reported === undefined) return undefined
  const { agents, costUsd, responses, freeResponses, differenceUsd = 0, unpricedUsd = 0 } = reported
  const differs = isDifferent(differenceUsd, costUsd)
  if (!differs && freeResponses === 0 && unpricedUsd === 0) return undefined
  const names = agents.map(nameOf)
  const [who, says] = names.length === 1 ? [`${names[0]} itself`, 'says'] : [`${listInWords(names)} themselves`, 'say']
  const of = plural(responses, 'response')
  const beside = differs
    ? `${formatUsd(Math.abs(differenceUsd))} ${differenceUsd > 0 ? 'more' : 'less'} than our count of the same`
    : ''
  const free = freeResponses === 0 ? '' : `${plural(freeResponses, 'response')} free, as with a plan`
  const unpriced = unpricedUsd === 0 ? '' : `${formatUsd(unpricedUsd)} of models without a price, in no total here`
  return `${who} ${says} ${formatUsd(costUsd)} for ${of}: ${[beside, unpriced, free].filter((part) => part !== '').join('; ')}.`
}
