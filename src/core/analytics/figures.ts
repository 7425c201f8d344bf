/** The figures of analytics: what each is of one message, and of many. One list for tables, comparisons and series. Pure. */
import { amplificationOf, type PricedMessage } from './priced-message.ts'
import { medianOf } from './statistics.ts'

export const figureIds = [
  'cost',
  'tokens',
  'amplification',
  'tools',
  'failed',
  'cache',
  'lines',
  'waiting',
  'interrupted',
] as const
export type FigureId = (typeof figureIds)[number]

export type FigureUnit = 'usd' | 'tokens' | 'times' | 'count' | 'share' | 'ms'

export interface Figure {
  readonly id: FigureId
  readonly label: string
  readonly unit: FigureUnit
  /** `share`: all that are, of all that could be. */
  readonly how: 'median' | 'share'
  readonly origin: 'counted' | 'estimate'
  /** Of one message; undefined where it has none. By these two samples are told apart. */
  readonly of: (message: PricedMessage) => number | undefined
  /** Of `share`: what is divided by what. */
  readonly parts?: ((message: PricedMessage) => readonly [part: number, whole: number]) | undefined
}

export const figures: readonly Figure[] = [
  {
    ...{ id: 'cost', label: 'Cost a message', unit: 'usd', how: 'median', origin: 'counted' },
    of: ({ costUsd }) => costUsd,
  },
  {
    ...{ id: 'tokens', label: 'Tokens a message', unit: 'tokens', how: 'median', origin: 'counted' },
    of: ({ totalTokens }) => totalTokens,
  },
  {
    ...{ id: 'amplification', label: 'Amplification', unit: 'times', how: 'median', origin: 'estimate' },
    of: amplificationOf,
  },
  {
    ...{ id: 'tools', label: 'Tool calls', unit: 'count', how: 'median', origin: 'counted' },
    of: ({ toolCalls }) => toolCalls,
  },
  {
    ...{ id: 'failed', label: 'Tools that failed', unit: 'share', how: 'share', origin: 'counted' },
    of: ({ toolCalls, toolFailures }) => (toolCalls === 0 ? undefined : toolFailures / toolCalls),
    parts: ({ toolCalls, toolFailures }) => [toolFailures, toolCalls],
  },
  {
    ...{ id: 'cache', label: 'From cache', unit: 'share', how: 'median', origin: 'counted' },
    of: ({ cacheShare }) => cacheShare,
  },
  {
    ...{ id: 'lines', label: 'Lines changed for a dollar', unit: 'count', how: 'median', origin: 'counted' },
    of: ({ linesChanged, costUsd = 0 }) => (linesChanged === 0 || costUsd === 0 ? undefined : linesChanged / costUsd),
  },
  {
    ...{ id: 'waiting', label: 'Waiting for you, a message', unit: 'ms', how: 'median', origin: 'estimate' },
    of: ({ waitedMs }) => waitedMs,
  },
  {
    ...{ id: 'interrupted', label: 'Messages you interrupted', unit: 'share', how: 'share', origin: 'counted' },
    of: ({ isInterrupted }) => (isInterrupted ? 1 : 0),
    parts: ({ isInterrupted }) => [isInterrupted ? 1 : 0, 1],
  },
]

export const valuesOf = ({ of }: Figure, messages: readonly PricedMessage[]): readonly number[] =>
  messages.flatMap((message) => of(message) ?? [])

/** Undefined where no message has any. */
export function figureOf(figure: Figure, messages: readonly PricedMessage[]): number | undefined {
  const { how, parts } = figure
  if (how === 'median' || parts === undefined) return medianOf(valuesOf(figure, messages))
  let [part, whole] = [0, 0]
  for (const message of messages) {
    const [some, all] = parts(message)
    part += some
    whole += all
  }
  return whole === 0 ? undefined : part / whole
}
