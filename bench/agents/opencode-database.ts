/** An opencode database of any size and with known totals, and turns added to it as opencode adds them. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { openDatabase } from '../../src/storage/sqlite.ts'
import { benchCache } from '../peers.ts'
import {
  beganAtMs,
  command,
  cwd,
  prompt,
  type Request,
  type Requests,
  requestMaker,
  resultOf,
  type Truth,
} from './requests.ts'

const turnsOfSession = 120

/** The columns that are read, with the indices of 1.18. */
const schema = `
  CREATE TABLE session (id TEXT PRIMARY KEY, parent_id TEXT, directory TEXT NOT NULL, title TEXT NOT NULL, version TEXT NOT NULL,
    agent TEXT, time_created INTEGER NOT NULL, time_updated INTEGER NOT NULL);
  CREATE TABLE message (id TEXT PRIMARY KEY, session_id TEXT NOT NULL, time_created INTEGER NOT NULL, time_updated INTEGER NOT NULL,
    data TEXT NOT NULL);
  CREATE TABLE part (id TEXT PRIMARY KEY, message_id TEXT NOT NULL, session_id TEXT NOT NULL, time_created INTEGER NOT NULL,
    time_updated INTEGER NOT NULL, data TEXT NOT NULL);
  CREATE INDEX message_session_time_created_id_idx ON message (session_id, time_created, id);
  CREATE INDEX part_message_id_id_idx ON part (message_id, id);
  CREATE INDEX part_session_idx ON part (session_id);
  CREATE INDEX session_parent_idx ON session (parent_id);`

export interface OpencodeDatabase {
  /** In a transaction of its own. */
  atOnce(write: () => void): void
  session(id: string, directory: string, createdMs: number, updatedMs: number): void
  /** Bytes of its parts. */
  turn(sessionId: string, request: Request): number
  close(): void
}

export function openOpencodeDatabase(path: string, busyTimeoutMs?: number): OpencodeDatabase {
  mkdirSync(dirname(path), { recursive: true })
  const opened = openDatabase(path, { migrations: [schema], ...(busyTimeoutMs === undefined ? {} : { busyTimeoutMs }) })
  if (!opened.ok) throw new Error(opened.error.message)
  const database = opened.value
  const insert = (table: string, columns: number) =>
    database.prepare(`INSERT INTO ${table} VALUES (${Array(columns).fill('?').join()})`)
  const [sessions, messages, parts] = [insert('session', 8), insert('message', 5), insert('part', 6)]
  return {
    atOnce: (write) => database.transaction(write).immediate(),
    session: (id, directory, createdMs, updatedMs) =>
      void sessions.run(id, null, directory, 'Mend the basket', '1.18.33', 'build', createdMs, updatedMs),
    turn(sessionId, request) {
      const { atMs } = request
      // In their order, as its own ids are.
      const no = String(request.no).padStart(9, '0')
      let written = 0
      const part = (kind: string, message: string, data: object): void => {
        const text = JSON.stringify(data)
        parts.run(`prt_${no}${kind}`, message, sessionId, atMs, atMs, text)
        written += text.length
      }
      const [user, answer] = [`msg_${no}u`, `msg_${no}v`]
      messages.run(user, sessionId, atMs, atMs, JSON.stringify({ role: 'user', time: { created: atMs } }))
      part('a', user, { type: 'text', text: prompt })
      messages.run(answer, sessionId, atMs, atMs, JSON.stringify(answerOf(request)))
      part('b', answer, toolOf(request))
      part('c', answer, { type: 'text', text: prompt, time: { start: atMs, end: atMs } })
      return written
    },
    close: () => void database.close(),
  }
}

/** Of about so many bytes. */
export function fillOpencodeDatabase(path: string, bytes: number, requests: Requests): void {
  const database = openOpencodeDatabase(path)
  let written = 0
  for (let session = 0; written < bytes; session += 1) {
    const id = `ses_${String(session).padStart(10, '0')}`
    database.atOnce(() => {
      let atMs = beganAtMs
      for (let turn = 0; turn < turnsOfSession && written < bytes; turn += 1) {
        const request = requests.next()
        atMs = request.atMs
        written += database.turn(id, request)
      }
      database.session(id, cwd, beganAtMs, atMs)
    })
  }
  database.close()
}

/** What parts are of the file; the rest are messages, indices and half empty pages. */
const shareOfParts = 0.8

/** A file of that size, made once: a large one takes a minute. */
export function keptOpencodeDatabase(megabytes: number): { readonly path: string; readonly truth: Truth } {
  const path = join(benchCache, `opencode-${megabytes}-mb-file`, 'opencode.db')
  const truthPath = join(dirname(path), 'truth.json')
  if (!existsSync(truthPath)) {
    const requests = requestMaker()
    fillOpencodeDatabase(path, megabytes * 1e6 * shareOfParts, requests)
    writeFileSync(`${truthPath}.new`, JSON.stringify(requests.truth()))
    renameSync(`${truthPath}.new`, truthPath)
  }
  return { path, truth: JSON.parse(readFileSync(truthPath, 'utf8')) as Truth }
}

const answerOf = ({ atMs, input, cached, output, reasoning }: Request) => ({
  role: 'assistant',
  modelID: 'gpt-5.4',
  providerID: 'openai',
  path: { cwd, root: cwd },
  cost: 0,
  tokens: { input, output: output - reasoning, reasoning, cache: { read: cached, write: 0 } },
  time: { created: atMs, completed: atMs + 1000 },
  finish: 'stop',
})

const toolOf = (request: Request) => ({
  type: 'tool',
  tool: 'bash',
  callID: `c${request.no}`,
  state: {
    status: 'completed',
    input: { command },
    output: resultOf(request),
    metadata: { exit: 0 },
    time: { start: request.atMs, end: request.atMs + 500 },
  },
})
