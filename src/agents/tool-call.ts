/** A tool call as an event, the same for every agent whose calls are a name and arguments. Pure. */
import type { ToolCallEvent } from '../core/session/session-event.ts'
import type { EventDraft } from './event-draft.ts'
import { keepLine, keepText, type TextKeeper } from './event-text.ts'
import { type JsonRecord, stringOf } from './json-fields.ts'

export interface CallFields {
  readonly toolId: string
  readonly tool: string
  readonly args: JsonRecord
  /** The arguments that name a file, the likeliest first. */
  readonly pathKeys: readonly string[]
  /** The argument that tells what it is about where there is no command, path or pattern. */
  readonly otherKey: string
  readonly touches: ToolCallEvent['touches']
}

export function toolCall(
  { toolId, tool, args, pathKeys, otherKey, touches }: CallFields,
  keeper: TextKeeper,
): EventDraft {
  const path = pathKeys.map((key) => stringOf(args[key])).find((found) => found !== undefined)
  const telling = stringOf(args['command']) ?? path ?? stringOf(args['pattern']) ?? stringOf(args[otherKey])
  return {
    kind: 'tool-call',
    toolId,
    tool,
    summary: telling === undefined ? undefined : keepLine(telling),
    input: keepText(keeper, JSON.stringify(args)),
    ...(path === undefined || touches === undefined ? {} : { path, touches }),
  }
}
