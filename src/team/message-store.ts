/** Messages between agents on disk, in user.sqlite. */
import { type Message, messageId, messageNumber, type NewMessage } from '../core/inbox/message.ts'
import type { KeptStore } from '../storage/kept-store.ts'
import type { Database } from '../storage/sqlite.ts'

export interface MessageStore {
  /** All of them or none, after a look at what was written before that nothing comes between. */
  add<T>(
    sinceMs: number,
    decide: (past: readonly Message[]) => readonly [readonly NewMessage[], T],
  ): Promise<{
    readonly added: readonly Message[]
    readonly decided: T
  }>
  /** In the order in which they were written; without a session those of all. */
  list(of: { readonly sessionId?: string | undefined; readonly sinceMs: number }): Promise<readonly Message[]>
  /** Unread ones of this session; how many there were. */
  markRead(sessionId: string, upTo: string | undefined, nowMs: number): Promise<number>
  /** Of those that go as prompts: what came of it. */
  noteSent(id: string, sentAs: NonNullable<Message['sentAs']>): Promise<void>
  prune(beforeMs: number): Promise<number>
}

export function createMessageStore(kept: KeptStore, machine: string): MessageStore {
  return {
    add: (sinceMs, decide) =>
      kept.write((database) => {
        const [messages, decided] = decide(written(database, sinceMs))
        return { added: messages.map((message) => insert(database, machine, message)), decided }
      }),
    list: ({ sessionId, sinceMs }) =>
      kept.read((database) =>
        sessionId === undefined
          ? written(database, sinceMs)
          : rowsOf(
              database
                .prepare('SELECT * FROM message WHERE to_session = ? AND created_ms >= ? ORDER BY number')
                .all(sessionId, sinceMs),
            ),
      ),
    markRead: (sessionId, upTo, nowMs) =>
      kept.write((database) => {
        const last = upTo === undefined ? Number.MAX_SAFE_INTEGER : (messageNumber(upTo) ?? 0)
        return database
          .prepare('UPDATE message SET read_ms = ? WHERE to_session = ? AND read_ms IS NULL AND number <= ?')
          .run(nowMs, sessionId, last).changes
      }),
    noteSent: (id, sentAs) =>
      kept.write((database) => {
        const [promptId, notSent] = 'promptId' in sentAs ? [sentAs.promptId, null] : [null, sentAs.notSent]
        database
          .prepare('UPDATE message SET prompt_id = ?, not_sent = ? WHERE number = ?')
          .run(promptId, notSent, messageNumber(id) ?? -1)
      }),
    prune: (beforeMs) =>
      kept.write((database) => database.prepare('DELETE FROM message WHERE created_ms < ?').run(beforeMs).changes),
  }
}

const written = (database: Database, sinceMs: number): readonly Message[] =>
  rowsOf(database.prepare('SELECT * FROM message WHERE created_ms >= ? ORDER BY number').all(sinceMs))

function insert(database: Database, machine: string, message: NewMessage): Message {
  const { from, to, isToAll, text, path = null, hops, depth, createdAtMs, expiresAtMs, isChat = false } = message
  // Nobody has to fetch it.
  const readAtMs = isChat ? createdAtMs : undefined
  const { lastInsertRowid } = database
    .prepare(
      `INSERT INTO message (machine, agent, from_session, from_name, to_session, to_name, is_to_all, text, path, hops, depth,
       created_ms, expires_ms, is_chat, read_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      ...[machine, to.agent, from.sessionId ?? null, from.name, to.sessionId, to.name],
      ...[isToAll ? 1 : 0, text, path, hops, depth, createdAtMs, expiresAtMs],
      ...[isChat ? 1 : 0, readAtMs ?? null],
    )
  return { ...message, id: messageId(Number(lastInsertRowid)), readAtMs }
}

interface Row {
  readonly number: number
  readonly agent: string
  readonly from_session: string | null
  readonly from_name: string
  readonly to_session: string
  readonly to_name: string
  readonly is_to_all: number
  readonly text: string
  readonly path: string | null
  readonly hops: number
  readonly depth: number
  readonly created_ms: number
  readonly expires_ms: number
  readonly read_ms: number | null
  readonly is_chat: number
  readonly prompt_id: string | null
  readonly not_sent: string | null
}

const rowsOf = (rows: readonly unknown[]): readonly Message[] =>
  (rows as readonly Row[]).map((row) => ({
    id: messageId(row.number),
    from: { sessionId: row.from_session ?? undefined, name: row.from_name },
    to: { sessionId: row.to_session, name: row.to_name, agent: row.agent },
    isToAll: row.is_to_all === 1,
    text: row.text,
    path: row.path ?? undefined,
    hops: row.hops,
    depth: row.depth,
    createdAtMs: row.created_ms,
    expiresAtMs: row.expires_ms,
    readAtMs: row.read_ms ?? undefined,
    isChat: row.is_chat === 1,
    sentAs: sentAsOf(row),
  }))

function sentAsOf({ prompt_id, not_sent }: Row): Message['sentAs'] {
  if (prompt_id !== null) return { promptId: prompt_id }
  return not_sent === null ? undefined : { notSent: not_sent }
}
