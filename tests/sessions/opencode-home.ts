/** A database as opencode writes it, and writers of its rows. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Database, openDatabase } from '../../src/storage/sqlite.ts'
import { runs, tempDir } from './agent-homes.ts'

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

export const opencodeSession = 'ses_de5f21cf9ffeEeeMbDaBe76GIV'

export interface OpencodeHome {
  readonly dataDir: string
  readonly database: Database
  /** Adds a row, or writes it anew: those of a table's own columns. */
  write(table: 'session' | 'message' | 'part', row: Readonly<Record<string, unknown>>): void
}

const columns = {
  session: ['id', 'parent_id', 'directory', 'title', 'version', 'agent', 'time_created', 'time_updated'],
  message: ['id', 'session_id', 'time_created', 'time_updated', 'data'],
  part: ['id', 'message_id', 'session_id', 'time_created', 'time_updated', 'data'],
} as const

export function opencodeHome(): OpencodeHome {
  const dataDir = tempDir()
  const opened = openDatabase(join(dataDir, 'opencode.db'), { migrations: [schema] })
  if (!opened.ok) throw new Error(opened.error.message)
  const database = opened.value
  return {
    dataDir,
    database,
    write(table, row) {
      const names = columns[table]
      const values = names.map((name) => {
        const value = row[name]
        return typeof value === 'object' && value !== null ? JSON.stringify(value) : (value ?? null)
      })
      database
        .prepare(`INSERT OR REPLACE INTO ${table} (${names.join()}) VALUES (${names.map(() => '?').join()})`)
        .run(...values)
    },
  }
}

/** With the rows that the genuine program wrote. */
export function recordedOpencodeHome(): OpencodeHome {
  const home = opencodeHome()
  for (const line of readFileSync(join(runs, 'opencode', 'rows.jsonl'), 'utf8')
    .split('\n')
    .filter(Boolean)) {
    const row = JSON.parse(line) as { table: 'session' | 'message' | 'part' }
    if (row.table in columns) home.write(row.table, row as never)
  }
  return home
}

let clock = Date.UTC(2026, 10, 20, 10)
const nextMs = () => (clock += 1_000)

export interface OpencodeTalk {
  /** A prompt. */
  asks(words: string): void
  /** A whole answer. */
  says(words: string): void
  /** A tool that runs, until it is ended by what is given back. */
  runs(command: string): { readonly ends: (output: string) => void }
}

export function talkIn({ write }: OpencodeHome, sessionId: string): OpencodeTalk {
  let count = 0
  const message = (id: string, createdMs: number, updatedMs: number, more: object) =>
    write('message', {
      id,
      session_id: sessionId,
      time_created: createdMs,
      time_updated: updatedMs,
      data: { role: 'assistant', modelID: 'm1', providerID: 'mock', ...more },
    })
  const part = (id: string, messageId: string, updatedMs: number, data: object) =>
    write('part', {
      id,
      message_id: messageId,
      session_id: sessionId,
      time_created: updatedMs,
      time_updated: updatedMs,
      data,
    })
  const begin = () => {
    const [id, createdMs] = [`msg_${String(++count).padStart(4, '0')}`, nextMs()]
    if (count === 1) {
      const times = { time_created: createdMs, time_updated: createdMs }
      write('session', {
        id: sessionId,
        directory: '/home/dev/proj',
        title: `New session - 2026-11-20T10:00:00.000Z`,
        version: '1.18.33',
        ...times,
      })
    }
    return { id, createdMs }
  }
  return {
    asks(text) {
      const { id, createdMs } = begin()
      part(`prt_${id}`, id, createdMs, { type: 'text', text })
      message(id, createdMs, createdMs, { role: 'user', time: { created: createdMs } })
    },
    says(text) {
      const { id, createdMs } = begin()
      const endMs = nextMs()
      part(`prt_${id}`, id, endMs, { type: 'text', text, time: { start: createdMs, end: endMs } })
      message(id, createdMs, endMs, { time: { created: createdMs, completed: endMs }, finish: 'tool-calls' })
    },
    runs(command) {
      const { id, createdMs } = begin()
      const startMs = nextMs()
      const tool = { type: 'tool', tool: 'bash', callID: `call_${id}` }
      const input = { command }
      message(id, createdMs, startMs, { time: { created: createdMs } })
      part(`prt_${id}`, id, startMs, { ...tool, state: { status: 'running', input, time: { start: startMs } } })
      return {
        ends(output) {
          const endMs = nextMs()
          const time = { start: startMs, end: endMs }
          part(`prt_${id}`, id, endMs, {
            ...tool,
            state: { status: 'completed', input, output, time, metadata: { exit: 0 } },
          })
          message(id, createdMs, endMs, { time: { created: createdMs, completed: endMs }, finish: 'tool-calls' })
        },
      }
    },
  }
}

/** The tables of 2.x beside those of 1.x, which stay behind with what was in them: typed from the published schema, not recorded. */
const schema2 = `
  CREATE TABLE session_v2 (id TEXT PRIMARY KEY, parent_id TEXT, fork_session_id TEXT, fork_boundary INTEGER, directory TEXT NOT NULL,
    title TEXT NOT NULL, version TEXT NOT NULL, agent TEXT, time_idle INTEGER, idle_outcome TEXT, time_created INTEGER NOT NULL,
    time_updated INTEGER NOT NULL);
  CREATE TABLE session_message (id TEXT PRIMARY KEY, session_id TEXT NOT NULL, type TEXT NOT NULL, seq INTEGER NOT NULL,
    time_created INTEGER NOT NULL, time_updated INTEGER NOT NULL, data TEXT NOT NULL);
  CREATE UNIQUE INDEX session_message_session_seq_idx ON session_message (session_id, seq);`

export interface Opencode2Home {
  readonly dataDir: string
  readonly database: Database
  readonly sessionId: string
  /** Milliseconds of a second of its clock. */
  at(second: number): number
  session(id: string, more?: Readonly<Record<string, unknown>>): void
  row(sessionId: string, type: string, second: number, data: object): void
  asks(words: string, second: number): void
}

export function opencode2Home(): Opencode2Home {
  const { dataDir, database, write } = opencodeHome()
  database.exec(schema2)
  const sessionId = 'ses_00000000000000000000000002'
  const at = (second: number) => Date.UTC(2026, 10, 25, 10, 0, second)
  const times = { time_created: at(0), time_updated: at(0) }
  let rows = 0
  const session: Opencode2Home['session'] = (id, more = {}) => {
    const row = {
      id,
      parent_id: null,
      directory: '/home/dev/proj',
      title: 'second',
      version: '2.0.12',
      ...times,
      ...more,
    }
    const names = Object.keys(row)
    database
      .prepare(`INSERT INTO session_v2 (${names.join()}) VALUES (${names.map(() => '?').join()})`)
      .run(...Object.values(row))
  }
  const row: Opencode2Home['row'] = (id, type, second, data) => {
    const seq = ++rows
    database
      .prepare('INSERT INTO session_message VALUES (?, ?, ?, ?, ?, ?, ?)')
      .run(`msg_${String(seq).padStart(6, '0')}`, id, type, seq, at(second), at(second), JSON.stringify(data))
  }
  const begin = (): void => {
    if (rows > 0) return
    // What 1.x left, stale.
    write('session', { id: sessionId, directory: '/home/dev/proj', title: 'stale', version: '1.18.33', ...times })
    session(sessionId)
  }
  return {
    dataDir,
    database,
    sessionId,
    at,
    session,
    row,
    asks(text, second) {
      begin()
      row(sessionId, 'user', second, { text, time: { created: at(second) } })
    },
  }
}
