/** usage-data/facets/<session>.json, written by /insights: what a model made of the session. Pure. */
import type { Result } from '../../core/result.ts'
import { err, ok } from '../../core/result.ts'
import type { DecodeError } from '../decode-error.ts'
import { isRecord, stringOf } from '../json-fields.ts'

export interface Facets {
  readonly sessionId: string
  readonly goal: string | undefined
  readonly summary: string | undefined
  readonly outcome: string | undefined
}

/** Source: {"underlying_goal":"…","outcome":"fully_achieved","brief_summary":"…","session_id":"…",…} */
export function decodeFacets(text: string): Result<Facets, DecodeError> {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return err({ kind: 'not-json', message: 'The facets file is not JSON (perhaps half-written).' })
  }
  const sessionId = isRecord(json) ? stringOf(json['session_id']) : undefined
  if (!isRecord(json) || sessionId === undefined) {
    return err({ kind: 'wrong-shape', message: 'The facets file names no session.' })
  }
  return ok({
    sessionId,
    goal: stringOf(json['underlying_goal']),
    summary: stringOf(json['brief_summary']),
    outcome: stringOf(json['outcome']),
  })
}
