/** A stretch of all messages with its trend, as a chart shows it: no more points than can be seen. Pure. */
import type { MessagePoint, MessageWindow, WindowQuery } from './analytics.ts'
import { countsBy, placeOf } from './analytics-report.ts'
import type { Marker } from './marker.ts'
import { amplificationOf, type PricedMessage } from './priced-message.ts'
import { runningMedian } from './statistics.ts'

export interface Trends {
  readonly totalTokens: readonly (number | undefined)[]
  readonly amplification: readonly (number | undefined)[]
  readonly toolCalls: readonly (number | undefined)[]
}

/** Of all messages: worked out once, however often a chart is moved. */
export const trendsOf = (messages: readonly PricedMessage[], width: number): Trends => ({
  totalTokens: runningMedian(
    messages.map(({ totalTokens }) => totalTokens),
    width,
  ),
  amplification: runningMedian(messages.map(amplificationOf), width),
  toolCalls: runningMedian(
    messages.map(({ toolCalls }) => toolCalls),
    width,
  ),
})

export interface WindowParts {
  readonly messages: readonly PricedMessage[]
  readonly trends: Trends
  readonly markers: readonly Marker[]
  readonly labelOf: (model: string) => string
}

export function messageWindow(query: WindowQuery, parts: WindowParts): Omit<MessageWindow, 'progress'> {
  const { messages, trends, markers, labelOf } = parts
  const total = messages.length
  const count = Math.min(query.count, total)
  const from = Math.max(0, Math.min(query.from ?? total, total - count))
  const oneOf = Math.max(1, Math.ceil(count / query.points))
  const points: MessagePoint[] = []
  // The same messages are told wherever the window stands: nothing flickers when it moves.
  for (let index = Math.ceil(from / oneOf) * oneOf; index < from + count; index += oneOf) {
    const message = messages[index]
    if (message !== undefined) points.push(pointOf(message, index, trends))
  }
  return {
    ...{ total, from, count, trend: query.trend, oneOf, points },
    models: countsBy(messages.slice(from, from + count), ({ model }) => model, labelOf),
    markers: markers.map((marker) => ({ id: marker.id, label: marker.label, index: placeOf(messages, marker) })),
    overview: overviewOf(messages),
    firstAt: timeOf(messages[0]),
    lastAt: timeOf(messages.at(-1)),
  }
}

const timeOf = (message: PricedMessage | undefined): string | undefined =>
  message === undefined ? undefined : new Date(message.atMs).toISOString()

function pointOf(message: PricedMessage, index: number, trends: Trends): MessagePoint {
  const { sessionId, cursor, agent, model, project, totalTokens, toolCalls, costUsd, atMs } = message
  return {
    ...{ index, at: new Date(atMs).toISOString(), sessionId, cursor, agent, model, project, totalTokens },
    ...{ amplification: amplificationOf(message), toolCalls, costUsd },
    trend: {
      totalTokens: trends.totalTokens[index],
      amplification: trends.amplification[index],
      toolCalls: trends.toolCalls[index],
    },
  }
}

const mostParts = 256

/** The most that a message of each part took: a sum would tell how many there are, which is the same everywhere. */
function overviewOf(messages: readonly PricedMessage[]): readonly number[] {
  const parts = Math.min(mostParts, messages.length)
  const highest = new Array<number>(parts).fill(0)
  for (const [index, { totalTokens }] of messages.entries()) {
    const part = Math.floor((index * parts) / messages.length)
    highest[part] = Math.max(highest[part] ?? 0, totalTokens)
  }
  return highest
}
