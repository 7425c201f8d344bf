/** usage-data/session-meta/<session>.json, written by /insights: counts of a main transcript. Pure. */
import type { Result } from '../../core/result.ts'
import { err, ok } from '../../core/result.ts'
import type { DecodeError } from '../decode-error.ts'
import { countOf, isRecord, stringOf, timeOf } from '../json-fields.ts'

/** Its token sums count repeated lines and name no model: they are left out on purpose. */
export interface SessionMeta {
  readonly sessionId: string
  readonly cwd: string | undefined
  readonly startedAtMs: number | undefined
  readonly durationMs: number | undefined
  readonly prompts: number | undefined
  readonly firstPrompt: string | undefined
  readonly summary: string | undefined
  readonly tools: ReadonlyMap<string, number>
  readonly linesAdded: number | undefined
  readonly linesRemoved: number | undefined
  readonly commits: number | undefined
}

/** Source: {"session_id":"…","project_path":"/home/dev/proj","start_time":"ISO","duration_minutes":1,"tool_counts":{"Bash":1},…} */
export function decodeSessionMeta(text: string): Result<SessionMeta, DecodeError> {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return err({ kind: 'not-json', message: 'The session-meta file is not JSON (perhaps half-written).' })
  }
  const sessionId = isRecord(json) ? stringOf(json['session_id']) : undefined
  if (!isRecord(json) || sessionId === undefined) {
    return err({ kind: 'wrong-shape', message: 'The session-meta file names no session.' })
  }
  const minutes = countOf(json['duration_minutes'])
  return ok({
    sessionId,
    cwd: stringOf(json['project_path']),
    startedAtMs: timeOf(json['start_time']),
    durationMs: minutes === undefined ? undefined : minutes * 60_000,
    prompts: countOf(json['user_message_count']),
    firstPrompt: stringOf(json['first_prompt']),
    summary: stringOf(json['summary']),
    tools: decodeTools(json['tool_counts']),
    linesAdded: countOf(json['lines_added']),
    linesRemoved: countOf(json['lines_removed']),
    commits: countOf(json['git_commits']),
  })
}

function decodeTools(value: unknown): ReadonlyMap<string, number> {
  if (!isRecord(value)) return new Map()
  return new Map(
    Object.entries(value).flatMap(([name, calls]) => {
      const count = countOf(calls)
      return count === undefined ? [] : [[name, count] as const]
    }),
  )
}
