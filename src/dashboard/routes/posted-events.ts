/** What came as one event, an array or NDJSON, each read by itself: one that is wrong does not cost the others. */
import type { CaptureOutcome, CaptureRefusal, NewCaptured } from '../../core/captured/captured-event.ts'
import { parseExact } from '../../core/captured/exact-json.ts'
import { type PostedRules, readPosted } from '../../core/captured/posted-event.ts'
import { keyName } from '../../core/keys/api-key.ts'
import type { Result } from '../../core/result.ts'
import { err, ok } from '../../core/result.ts'
import type { Caller } from '../access/caller.ts'

/** What was sent, and by whom; unpacked. */
export interface PostedBody {
  readonly bytes: ArrayBuffer | Uint8Array
  readonly isLines: boolean
  readonly caller: Caller
}

export interface PostedEvents {
  readonly isOne: boolean
  /** To be captured, in order. */
  readonly taken: readonly NewCaptured[]
  /** One for each that was sent; undefined for those that are to be captured. */
  readonly outcomes: readonly (CaptureOutcome | undefined)[]
}

type Refused = Result<never, CaptureRefusal>

const mostAtOnce = 1_000

export function postedEvents(
  { bytes, isLines, caller }: PostedBody,
  rules: PostedRules,
): Result<PostedEvents, CaptureRefusal> {
  const text = textOf(bytes)
  if (text === undefined) return refused('The body is not UTF-8.')
  const values = isLines ? linesOf(text) : jsonOf(text)
  if (!values.ok) return values
  const { list, isOne } = values.value
  if (list.length > mostAtOnce) return refused(`At most ${mostAtOnce} events come at once; these are ${list.length}.`)
  // The whole is no larger than one may be, so none of them needs to be measured.
  const knownBytes = isOne || bytes.byteLength <= rules.maxPayloadBytes ? bytes.byteLength : undefined
  const read = list.map((value) => {
    if (!value.ok) return value
    const event = readPosted(value.value, rules, knownBytes)
    return event.ok ? mayWrite(event.value, caller) : event
  })
  return ok({
    isOne,
    taken: read.flatMap((event) => (event.ok ? [event.value] : [])),
    outcomes: read.map((event) => (event.ok ? undefined : { status: 'refused', reason: event.error })),
  })
}

interface Values {
  readonly isOne: boolean
  readonly list: readonly Result<unknown, CaptureRefusal>[]
}

const decoder = new TextDecoder('utf-8', { fatal: true })

function textOf(bytes: ArrayBuffer | Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}

function jsonOf(text: string): Result<Values, CaptureRefusal> {
  const value = parsed(text)
  if (!value.ok) return value
  return Array.isArray(value.value)
    ? ok({ isOne: false, list: value.value.map(ok) })
    : ok({ isOne: true, list: [value] })
}

const linesOf = (text: string): Result<Values, CaptureRefusal> =>
  ok({
    isOne: false,
    list: text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map(parsed),
  })

function parsed(text: string): Result<unknown, CaptureRefusal> {
  try {
    return ok(parseExact(text))
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
    return refused(`This is no JSON: ${cause.message}.`)
  }
}

/** A key may speak for one source alone, and is named in what is sent with it. */
function mayWrite(event: NewCaptured, caller: Caller): Result<NewCaptured, CaptureRefusal> {
  if (caller.kind !== 'key') return ok(event)
  if (caller.key.source !== undefined && caller.key.source !== event.source) {
    const message = `The key “${caller.actor.name}” sends as “${caller.key.source}” only, not as “${event.source}”.`
    return err({ kind: 'other-source', field: 'source', message })
  }
  return ok({ ...event, key: keyName(caller.key) })
}

const refused = (message: string): Refused => err({ kind: 'invalid', message })
