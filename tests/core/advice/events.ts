/** Events of a session as its reader gives them, by a clock that the test moves. */
import type { SessionEvent } from '../../../src/core/session/session-event.ts'
import type { Tokens } from '../../../src/core/usage/tokens.ts'
import { noTokens } from '../../../src/core/usage/tokens.ts'

export const startMs = Date.parse('2026-11-20T10:00:00Z')
export const opus = 'claude-opus-4-6'

export interface Told {
  readonly event: SessionEvent
  readonly atMs: number
}

export class Story {
  readonly told: Told[] = []
  readonly #lane: string
  nowMs: number
  #count = 0

  constructor(lane = 'main', nowMs = startMs) {
    this.#lane = lane
    this.nowMs = nowMs
  }

  wait(ms: number): this {
    this.nowMs += ms
    return this
  }

  say(event: Record<string, unknown>): this {
    this.nowMs += 1_000
    this.#count += 1
    const cursor = `${this.#lane}@${this.#count}`
    const at = new Date(this.nowMs).toISOString()
    this.told.push({ event: { cursor, lane: this.#lane, at, ...event } as SessionEvent, atMs: this.nowMs })
    return this
  }

  prompt = (text: string) => this.say({ kind: 'prompt', text, images: 0 })

  answer(id: string, tokens: Partial<Tokens>, more: Record<string, unknown> = {}): this {
    return this.say({
      kind: 'text',
      text: 'answer',
      response: { id, model: opus, tokens: { ...noTokens, ...tokens }, ...more },
    })
  }

  /** One response with one call. */
  call(id: string, tokens: Partial<Tokens>, call: Record<string, unknown>): this {
    return this.say({
      kind: 'tool-call',
      toolId: `t-${id}`,
      tool: 'Read',
      input: '{}',
      response: { id, model: opus, tokens: { ...noTokens, ...tokens } },
      ...call,
    })
  }

  result = (id: string, text: string, outcome = 'done') =>
    this.say({ kind: 'tool-result', toolId: `t-${id}`, outcome, text, images: 0 })

  compact = (tokensBefore?: number) => this.say({ kind: 'compaction', phase: 'boundary', tokensBefore })
}
