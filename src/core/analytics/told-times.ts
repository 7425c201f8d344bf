/** How long a session's requests and calls took, as its agent itself tells by OpenTelemetry. Pure. */
import type { CapturedEvent } from '../captured/captured-event.ts'
import { medianOf } from './statistics.ts'

/** Records of one step each, which tell its `duration_ms`. */
export interface ToldStepTypes {
  readonly request: string
  readonly call: string
  /** The attribute of a request with the time until its answer began; undefined: it tells none. */
  readonly firstTokenMs?: string | undefined
}

export interface ToldTimes {
  readonly requests: number
  readonly modelMs: number
  readonly calls: number
  readonly toolMs: number
  /** Of each request that tells it. */
  readonly firstTokensMs: readonly number[]
}

type Told = Pick<CapturedEvent, 'event_type' | 'duration_ms' | 'data'>

/** Of one session's records; those without a time tell nothing. */
export function toldTimes(events: readonly Told[], types: ToldStepTypes): ToldTimes {
  const timesOf = (type: string) =>
    events.flatMap(({ event_type, duration_ms }) => (event_type === type ? (duration_ms ?? []) : []))
  const [requests, calls] = [timesOf(types.request), timesOf(types.call)]
  const sum = (times: readonly number[]) => times.reduce((all, ms) => all + ms, 0)
  return {
    requests: requests.length,
    modelMs: sum(requests),
    calls: calls.length,
    toolMs: sum(calls),
    firstTokensMs: events.flatMap(({ event_type, data }) =>
      event_type === types.request ? (numberIn(data, types.firstTokenMs) ?? []) : [],
    ),
  }
}

/** Requests of these days, of all sessions that tell them. Times are medians. */
export interface ToldRequests {
  readonly requests: number
  readonly firstTokenMs?: number | undefined
  readonly answerMs?: number | undefined
  /** There were more: these are the newest. */
  readonly isCut?: boolean | undefined
}

/** Undefined: none is told. */
export function toldRequests(
  events: readonly (readonly [told: Told, types: ToldStepTypes])[],
  isCut: boolean,
): ToldRequests | undefined {
  if (events.length === 0) return undefined
  return {
    requests: events.length,
    firstTokenMs: medianOf(events.flatMap(([{ data }, types]) => numberIn(data, types.firstTokenMs) ?? [])),
    answerMs: medianOf(events.flatMap(([{ duration_ms }]) => duration_ms ?? [])),
    ...(isCut && { isCut }),
  }
}

/** Where the time of a session's main chain went. `estimate`: out of the gaps between records. `official`: by OpenTelemetry. */
export interface SpentTime {
  readonly modelMs: number
  readonly modelOrigin: TimeOrigin
  readonly toolMs: number
  readonly toolOrigin: TimeOrigin
  /** Asked, and from the end of a message to the next prompt. An estimate. */
  readonly waitingMs: number
  /** Until an answer began, the median of all requests that tell it, by OpenTelemetry. */
  readonly firstTokenMs?: number | undefined
}

export type TimeOrigin = 'estimate' | 'official'

/** Told of fewer steps than that part of those that were counted, it began in the middle: then the gaps tell more. */
const enoughShare = 0.9

/** What is told takes the place of what was estimated, as far as (nearly) all of the session's steps are told. */
export function withTold(
  time: SpentTime,
  told: ToldTimes | undefined,
  counted: { readonly responses: number; readonly calls: number },
): SpentTime {
  if (told === undefined) return time
  const tellsModel = told.requests > 0 && told.requests >= enoughShare * counted.responses
  const tellsTools = told.calls > 0 && told.calls >= enoughShare * counted.calls
  return {
    ...time,
    ...(tellsModel && { modelMs: told.modelMs, modelOrigin: 'official' }),
    ...(tellsTools && { toolMs: told.toolMs, toolOrigin: 'official' }),
    firstTokenMs: medianOf(told.firstTokensMs),
  }
}

/** Of several sessions: official where each of those that took any time is. */
export function addTimes(times: readonly SpentTime[], firstTokensMs: readonly number[]): SpentTime {
  const sum = (of: (time: SpentTime) => number) => times.reduce((all, time) => all + of(time), 0)
  const originOf = (isTold: (time: SpentTime) => boolean): TimeOrigin =>
    times.length > 0 && times.every(isTold) ? 'official' : 'estimate'
  return {
    modelMs: sum(({ modelMs }) => modelMs),
    modelOrigin: originOf(({ modelMs, modelOrigin }) => modelMs === 0 || modelOrigin === 'official'),
    toolMs: sum(({ toolMs }) => toolMs),
    toolOrigin: originOf(({ toolMs, toolOrigin }) => toolMs === 0 || toolOrigin === 'official'),
    waitingMs: sum(({ waitingMs }) => waitingMs),
    firstTokenMs: medianOf(firstTokensMs),
  }
}

/** A number or a text that is one, in an object as text. */
function numberIn(data: string | null, name: string | undefined): number | undefined {
  if (data === null || name === undefined) return undefined
  const match = new RegExp(`"${name}":"?(\\d+(?:\\.\\d+)?)`).exec(data)
  return match === null ? undefined : Number(match[1])
}
