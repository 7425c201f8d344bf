/** Homes of the agents whose sessions are files of lines: what their programs wrote, and lines of ours for tests that need more. */
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { AgentId } from '../../src/agents/agent.ts'
import type { sessionLogs } from '../../src/agents/session-logs.ts'
import { openStore } from '../../src/sessions/open-store.ts'
import type { SessionStore } from '../../src/sessions/session-store.ts'

export type LoggingAgent = keyof typeof sessionLogs

export const runs = join(import.meta.dirname, '../fixtures/agent-runs')

export const tempDir = (): string => mkdtempSync(join(tmpdir(), 'tce-agent-home-'))

/** A copy of what the genuine program left behind. */
export function recordedHome(agent: AgentId): string {
  const dataDir = tempDir()
  cpSync(join(runs, agent), dataDir, { recursive: true })
  return dataDir
}

export function storeOf(agent: AgentId, dataDir: string): SessionStore {
  const store = openStore(agent, [dataDir])
  if (store === undefined) throw new Error(`The sessions of ${agent} can not be read.`)
  return store
}

const id = '01a20000-0000-7000-8000-00000000000a'
const at = (n: number): string => new Date(Date.UTC(2026, 10, 20, 10, 0, n)).toISOString()

interface Dialect {
  readonly sessionId: string
  readonly path: string
  readonly header: object | undefined
  /** Says these words. */
  says(words: string, n: number): object
}

/** How each agent writes that its model said something. */
const dialects: Readonly<Record<Exclude<LoggingAgent, 'claude'>, Dialect>> = {
  codex: {
    sessionId: id,
    path: `sessions/2026/11/20/rollout-2026-11-20T10-00-00-${id}.jsonl`,
    header: { timestamp: at(0), type: 'session_meta', payload: { id, session_id: id, cwd: '/home/dev/proj' } },
    says: (text, n) => ({
      timestamp: at(n),
      type: 'response_item',
      payload: { type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] },
    }),
  },
  gemini: {
    sessionId: id,
    path: `tmp/proj/chats/session-2026-11-20T10-00-${id.slice(0, 8)}.jsonl`,
    header: { sessionId: id, projectHash: 'x', startTime: at(0), kind: 'main' },
    says: (content, n) => ({ id: `m${n}`, timestamp: at(n), type: 'gemini', content, model: 'gemini-3.8-flash' }),
  },
  copilot: {
    sessionId: id,
    path: `session-state/${id}/events.jsonl`,
    header: { type: 'session.start', timestamp: at(0), data: { sessionId: id, context: { cwd: '/home/dev/proj' } } },
    says: (content, n) => ({ type: 'assistant.message', timestamp: at(n), data: { content } }),
  },
  cursor: {
    sessionId: id,
    path: `projects/home-dev-proj/agent-transcripts/${id}/${id}.jsonl`,
    header: undefined,
    says: (text) => ({ role: 'assistant', message: { content: [{ type: 'text', text }] } }),
  },
  qwen: {
    sessionId: id,
    path: `projects/-home-dev-proj/chats/${id}.jsonl`,
    header: undefined,
    says: (text, n) => ({
      uuid: `u${n}`,
      sessionId: id,
      timestamp: at(n),
      type: 'assistant',
      message: { role: 'model', parts: [{ text, thought: true }] },
    }),
  },
  kimi: {
    sessionId: `session_${id}`,
    path: `sessions/wd_proj_0/session_${id}/agents/main/wire.jsonl`,
    header: { type: 'metadata', protocol_version: '1.5', created_at: Date.parse(at(0)) },
    says: (text, n) => ({
      type: 'context.append_loop_event',
      time: Date.parse(at(n)),
      event: { type: 'content.part', part: { type: 'text', text } },
    }),
  },
  pi: {
    sessionId: id,
    path: `sessions/--home-dev-proj--/2026-11-20T10-00-00-000Z_${id}.jsonl`,
    header: { type: 'session', version: 3, id, timestamp: at(0), cwd: '/home/dev/proj' },
    says: (text, n) => ({
      type: 'message',
      id: `e${n}`,
      timestamp: at(n),
      message: { role: 'assistant', content: [{ type: 'text', text }], model: 'm1' },
    }),
  },
}

export const loggingAgents = Object.keys(dialects) as Exclude<LoggingAgent, 'claude'>[]

export interface WrittenHome {
  readonly dataDir: string
  readonly sessionId: string
  readonly path: string
  /** The model says something more. */
  says(words: string): void
  /** The log is another one from its first line on. */
  beginsAnew(words: string): void
}

export function writtenHome(agent: (typeof loggingAgents)[number]): WrittenHome {
  const { sessionId, path: below, header, says } = dialects[agent]
  const dataDir = tempDir()
  const path = join(dataDir, below)
  let n = 0
  const line = (record: object): string => `${JSON.stringify(record)}\n`
  const first = (): string => (header === undefined ? '' : line(header))
  return {
    dataDir,
    sessionId,
    path,
    says(words) {
      mkdirSync(dirname(path), { recursive: true })
      appendFileSync(path, (n === 0 ? first() : '') + line(says(words, ++n)))
    },
    beginsAnew: (words) => writeFileSync(path, first() + line(says(words, ++n))),
  }
}
