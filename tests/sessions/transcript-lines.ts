/** Lines as Claude Code writes them, for tests that need exactly this situation. */
import { appendFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { readSessionLine } from '../../src/agents/claude/session-log.ts'
import type { SessionEvent } from '../../src/core/session/session-event.ts'

export const sessionId = '11111111-2222-4333-8444-555555555555'

let clock = 0
/** One second later each time. */
export const nextTime = (): string => new Date(Date.UTC(2026, 10, 20, 12, 0, clock++)).toISOString()
/** Of the last record that was made. */
export const latestTimeMs = (): number => Date.UTC(2026, 10, 20, 12, 0, clock)
export const restartClock = (): void => {
  clock = 0
}

const chain = (more: object): object => ({
  parentUuid: null,
  isSidechain: false,
  userType: 'external',
  cwd: '/home/dev/shop',
  sessionId,
  version: '2.1.329',
  gitBranch: 'main',
  timestamp: nextTime(),
  ...more,
})

export const prompt = (text: string, more: object = {}): object =>
  chain({ type: 'user', message: { role: 'user', content: text }, promptSource: 'typed', ...more })

interface Answer {
  readonly id?: string
  readonly model?: string
  readonly stop?: string | null
  readonly usage?: object
}

export function answer(
  block: object,
  { id = 'msg_1', model = 'claude-sonnet-5', stop = 'tool_use', usage }: Answer = {},
) {
  const counts = {
    input_tokens: 10,
    output_tokens: 20,
    cache_read_input_tokens: 1000,
    cache_creation_input_tokens: 100,
  }
  const message = {
    id,
    type: 'message',
    role: 'assistant',
    model,
    content: [block],
    stop_reason: stop,
    usage: usage ?? counts,
  }
  return chain({ type: 'assistant', message, requestId: `req_${id}` })
}

export const text = (words: string, more: Answer = {}): object =>
  answer({ type: 'text', text: words }, { stop: 'end_turn', ...more })
export const thinking = (words: string, more: Answer = {}): object =>
  answer({ type: 'thinking', thinking: words }, more)
export const call = (id: string, name: string, input: object, more: Answer = {}): object =>
  answer({ type: 'tool_use', id, name, input }, more)

export const result = (id: string, content: unknown = 'ok', more: object = {}): object => {
  const { is_error, ...rest } = more as { is_error?: boolean }
  const block = { tool_use_id: id, type: 'tool_result', content, ...(is_error === undefined ? {} : { is_error }) }
  return chain({ type: 'user', message: { role: 'user', content: [block] }, ...rest })
}

export const turnEnd = (): object => chain({ type: 'system', subtype: 'turn_duration', durationMs: 900 })
export const system = (more: object): object => chain({ type: 'system', ...more })

export const jsonl = (records: readonly object[]): string => records.map((one) => `${JSON.stringify(one)}\n`).join('')

/** Events of records as if they stood one after the other in one file. */
export function eventsOf(records: readonly object[], lane = 'main'): readonly SessionEvent[] {
  let offset = 0
  return records.flatMap((one) => {
    const line = JSON.stringify(one)
    const { events } = readSessionLine(line, { lane, offset })
    offset += Buffer.byteLength(line) + 1
    return events
  })
}

export interface SessionHome {
  readonly configDir: string
  /** Of the main chain. */
  readonly path: string
  subagentPath(id: string): string
  write(records: readonly object[], path?: string): void
  append(records: readonly object[], path?: string): void
}

export function makeSessionHome(id = sessionId): SessionHome {
  const configDir = mkdtempSync(join(tmpdir(), 'tce-session-'))
  const folder = join(configDir, 'projects', '-home-dev-shop')
  const path = join(folder, `${id}.jsonl`)
  mkdirSync(folder, { recursive: true })
  const ready = (file: string) => {
    mkdirSync(dirname(file), { recursive: true })
    return file
  }
  return {
    configDir,
    path,
    subagentPath: (agentId) => join(folder, id, 'subagents', `agent-${agentId}.jsonl`),
    write: (records, file = path) => writeFileSync(ready(file), jsonl(records)),
    append: (records, file = path) => appendFileSync(ready(file), jsonl(records)),
  }
}
