/** Sessions of so many messages, each with one response and a tool call: their events as a reader would tell them. */
import type { ResponseRef } from '../../src/core/session/session-event.ts'
import type { MadeUpSession, Said } from '../search/made-up-sources.ts'

export interface MadeUpMessages {
  readonly sessionId: string
  readonly agent?: string
  readonly count: number
  readonly startMs: number
  /** From one prompt to the next. */
  readonly everyMs?: number
  readonly model?: string
  readonly outputTokens?: (index: number) => number
}

export const madeUpMessages = (options: MadeUpMessages): MadeUpSession => ({
  sessionId: options.sessionId,
  ...(options.agent === undefined ? {} : { agent: options.agent }),
  changedMs: options.startMs + options.count * (options.everyMs ?? 60_000),
  said: { main: Array.from({ length: options.count }, (_, index) => messageOf(options, index)).flat() },
})

function messageOf(
  { sessionId, startMs, everyMs = 60_000, model = 'claude-opus-5-5', outputTokens = () => 400 }: MadeUpMessages,
  index: number,
): readonly Said[] {
  const at = (afterMs: number) => new Date(startMs + index * everyMs + afterMs).toISOString()
  const toolId = `call ${index}`
  const response = (part: string, output: number, stopReason?: string): ResponseRef => ({
    id: `${sessionId} ${index} ${part}`,
    model,
    tokens: { input: 100, output, cacheRead: 800, cacheWrite5m: 100, cacheWrite1h: 0 },
    contextTokens: 1_000,
    stopReason,
  })
  return [
    { kind: 'prompt', at: at(0), text: 'Forty characters, which are ten tokens.', images: 0 },
    {
      ...{
        kind: 'tool-call',
        at: at(2_000),
        toolId,
        tool: 'Read',
        path: '/code/api/a.ts',
        touches: 'read',
        input: '{}',
      },
      response: response('a', 100),
    },
    { kind: 'tool-result', at: at(3_000), toolId, outcome: index % 5 === 4 ? 'failed' : 'done', text: '', images: 0 },
    { kind: 'text', at: at(8_000), text: 'Done.', response: response('b', outputTokens(index), 'end_turn') },
  ]
}
