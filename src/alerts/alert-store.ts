/** Alerts on disk: what is open, what fired, and each message that is on its way to a channel. */
import type { AlertBook, OpenAlert } from '../core/alerts/alert-book.ts'
import { emptyBook } from '../core/alerts/alert-book.ts'
import type { AlertMessage } from '../core/alerts/alert-message.ts'
import type { DeadLetter, DeliveryState, FiredAlert } from '../core/alerts/alert-report.ts'
import { bookWithout, type ForgottenOf } from '../core/alerts/forgotten-alerts.ts'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import { days } from '../core/time/duration.ts'
import { type KeptStore, openKeptStore } from '../storage/kept-store.ts'
import { type Database, writtenOver } from '../storage/sqlite.ts'
import { alertsPath } from './alert-path.ts'
import { alertMigrations } from './alert-schema.ts'

export interface Delivery {
  readonly id: string
  readonly channel: string
  readonly state: DeliveryState
  readonly attempts: number
  readonly atMs: number
  readonly nextMs: number
  readonly problem?: string | undefined
  readonly message: AlertMessage
}

export interface NewDelivery extends Pick<Delivery, 'id' | 'channel' | 'state' | 'atMs' | 'message'> {
  readonly alertIds: readonly string[]
}

export interface AlertChange {
  readonly book: AlertBook
  readonly opened: readonly (OpenAlert & { readonly ruleName: string })[]
  readonly resolvedIds: readonly string[]
  readonly held: ReadonlyMap<string, string>
  readonly deliveries: readonly NewDelivery[]
  readonly nowMs: number
}

export interface AlertStore {
  book(): Promise<AlertBook>
  /** All of it, or nothing. */
  change(change: AlertChange): Promise<void>
  /** The newest first. */
  fired(limit: number): Promise<readonly FiredAlert[]>
  countSince(sinceMs: number): Promise<number>
  /** The newest of each rule. */
  lastOfRules(): Promise<ReadonlyMap<string, { readonly atMs: number; readonly about: string }>>
  /** Of each channel what is next, the oldest first. */
  waiting(): Promise<readonly Delivery[]>
  settle(id: string, change: Pick<Delivery, 'state' | 'attempts' | 'nextMs' | 'problem'>): Promise<void>
  /** The newest settled one of each channel and outcome, how many wait, and since when it has been failing. */
  channels(): Promise<ReadonlyMap<string, ChannelState>>
  deadLetters(): Promise<readonly DeadLetter[]>
  /** Undefined: there is no such dead letter. */
  retry(id: string, nowMs: number): Promise<Delivery | undefined>
  /** One that was tried at once, for the state of its channel: not for the dead letters. */
  note(delivery: NewDelivery, problem: string | undefined): Promise<void>
  /** What was told of a project or of sessions; undefined: all. The book is another's to change, while there is one. */
  forget(of: ForgottenOf): Promise<void>
  /** Who was interrupted for a hard budget, by its key. */
  readonly interrupted: {
    has(key: string, agentId: string): Promise<boolean>
    add(key: string, agentId: string, atMs: number): Promise<void>
    remove(key: string, agentId: string): Promise<void>
  }
  readonly problems: readonly string[]
  close(): Promise<void>
}

export interface ChannelState {
  readonly lastSentMs?: number | undefined
  /** Undefined: the last try brought it there. */
  readonly failingSinceMs?: number | undefined
  readonly problem?: string | undefined
  readonly waiting: number
}

/** As long as the audit log. */
const keptForMs = days(365)
const mostKept = 200_000

export function openAlertStore(dataDir: string, machine: string): Result<AlertStore, string> {
  const opened = openKeptStore({ path: alertsPath(dataDir), migrations: alertMigrations })
  return opened.ok ? ok(storeOn(opened.value, machine)) : err(opened.error.message)
}

function storeOn(kept: KeptStore, machine: string): AlertStore {
  let lastBook = ''
  return {
    async book() {
      const row = await kept.read((db) => db.prepare('SELECT text FROM book WHERE machine = ?').get(machine))
      lastBook = (row as { readonly text: string } | undefined)?.text ?? ''
      return lastBook === '' ? emptyBook : bookOf(lastBook)
    },
    async change({ book, opened, resolvedIds, held, deliveries, nowMs }) {
      const text = bookText(book)
      if (text === lastBook && opened.length + resolvedIds.length + held.size + deliveries.length === 0) return
      await kept.write((db) => {
        db.prepare('INSERT OR REPLACE INTO book (machine, text) VALUES (?, ?)').run(machine, text)
        insertAlerts(db, machine, opened)
        const resolve = db.prepare('UPDATE alert SET resolved_ms = ? WHERE id = ? AND resolved_ms IS NULL')
        for (const id of resolvedIds) resolve.run(nowMs, id)
        const hold = db.prepare('UPDATE alert SET held = ? WHERE id = ?')
        for (const [id, why] of held) hold.run(why, id)
        for (const delivery of deliveries) insertDelivery(db, machine, delivery)
      })
      lastBook = text
    },
    fired: (limit) => kept.read((db) => firedIn(db, limit)),
    countSince: (sinceMs) =>
      kept.read((db) => {
        const row = db.prepare('SELECT count(*) AS n FROM alert WHERE opened_ms >= ?').get(sinceMs)
        return (row as { readonly n: number }).n
      }),
    lastOfRules: () =>
      kept.read((db) => {
        const rows = db.prepare('SELECT rule, max(opened_ms) AS at, title FROM alert GROUP BY rule').all()
        return new Map(
          (rows as readonly { rule: string; at: number; title: string }[]).map(({ rule, at, title }) => [
            rule,
            { atMs: at, about: title },
          ]),
        )
      }),
    waiting: () =>
      kept.read((db) => {
        const rows = db.prepare("SELECT * FROM delivery WHERE state = 'waiting' ORDER BY at_ms, rowid").all()
        return (rows as readonly DeliveryRow[]).map(deliveryOf)
      }),
    settle: async (id, { state, attempts, nextMs, problem }) =>
      kept.write((db) => {
        const sql = 'UPDATE delivery SET state = ?, attempts = ?, next_ms = ?, problem = ? WHERE id = ?'
        db.prepare(sql).run(state, attempts, nextMs, problem ?? null, id)
        prune(db)
      }),
    channels: () => kept.read(channelStates),
    deadLetters: () =>
      kept.read((db) => {
        const rows = db.prepare("SELECT * FROM delivery WHERE state = 'failed' ORDER BY at_ms DESC LIMIT 200").all()
        return (rows as readonly DeliveryRow[])
          .map(deliveryOf)
          .map(({ id, atMs, channel, message, attempts, problem }) => ({
            ...{
              id,
              channel,
              attempts,
              at: new Date(atMs).toISOString(),
              title: message.title,
              message: problem ?? '',
            },
          }))
      }),
    retry: (id, nowMs) =>
      kept.write((db) => {
        const sql =
          "UPDATE delivery SET state = 'waiting', attempts = 0, at_ms = ?, next_ms = ? WHERE id = ? AND state = 'failed'"
        if (db.prepare(sql).run(nowMs, nowMs, id).changes === 0) return undefined
        return deliveryOf(db.prepare('SELECT * FROM delivery WHERE id = ?').get(id) as DeliveryRow)
      }),
    note: async (delivery, problem) =>
      kept.write((db) => {
        insertDelivery(db, machine, delivery)
        const sql = 'UPDATE delivery SET state = ?, attempts = 1, problem = ? WHERE id = ?'
        db.prepare(sql).run(problem === undefined ? 'sent' : 'tested', problem ?? null, delivery.id)
      }),
    async forget(of) {
      await kept.write((db) => {
        const row = db.prepare('SELECT text FROM book WHERE machine = ?').get(machine) as { text: string } | undefined
        if (row !== undefined) {
          lastBook = bookText(bookWithout(bookOf(row.text), of))
          db.prepare('UPDATE book SET text = ? WHERE machine = ?').run(lastBook, machine)
        }
        writtenOver(db, () => forgetAlerts(db, of))
      })
    },
    interrupted: {
      has: (key, agentId) =>
        kept.read((db) => {
          const sql = 'SELECT 1 FROM budget_interrupt WHERE budget = ? AND agent_id = ?'
          return db.prepare(sql).get(key, agentId) !== undefined
        }),
      add: async (key, agentId, atMs) =>
        kept.write((db) => {
          const sql = 'INSERT OR IGNORE INTO budget_interrupt (budget, agent_id, machine, at_ms) VALUES (?, ?, ?, ?)'
          db.prepare(sql).run(key, agentId, machine, atMs)
          db.prepare('DELETE FROM budget_interrupt WHERE at_ms < ?').run(atMs - keptForMs)
        }),
      remove: async (key, agentId) =>
        kept.write((db) => {
          db.prepare('DELETE FROM budget_interrupt WHERE budget = ? AND agent_id = ?').run(key, agentId)
        }),
    },
    get problems() {
      return kept.problems
    },
    close: () => kept.close(),
  }

  function prune(db: Database): void {
    const beforeMs = Date.now() - keptForMs
    db.prepare('DELETE FROM alert WHERE opened_ms < ?').run(beforeMs)
    db.prepare("DELETE FROM delivery WHERE at_ms < ? AND state <> 'waiting'").run(beforeMs)
  }
}

/** With every message that told of one of them, also of others in the same. */
function forgetAlerts(db: Database, of: ForgottenOf): void {
  if (of === undefined) {
    for (const table of ['delivered_alert', 'delivery', 'alert', 'budget_interrupt']) db.exec(`DELETE FROM ${table}`)
    return
  }
  const gone = '(SELECT id FROM alert WHERE project = ? OR session_id IN (SELECT value FROM json_each(?)))'
  const names = [of.project ?? null, JSON.stringify(of.sessionIds)]
  const theirs = gone.replace('SELECT id', 'SELECT agent_id')
  db.prepare(`DELETE FROM budget_interrupt WHERE agent_id IN ${theirs}`).run(...names)
  db.prepare(
    `DELETE FROM delivery WHERE id IN (SELECT delivery_id FROM delivered_alert WHERE alert_id IN ${gone})`,
  ).run(...names)
  db.prepare(`DELETE FROM delivered_alert WHERE alert_id IN ${gone}`).run(...names)
  db.prepare(`DELETE FROM alert WHERE id IN ${gone}`).run(...names)
}

function insertAlerts(db: Database, machine: string, opened: AlertChange['opened']): void {
  if (opened.length === 0) return
  const insert = db.prepare(
    `INSERT INTO alert (id, machine, agent, rule, rule_name, kind, title, body, project, agent_id, session_id, opened_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  for (const { id, ruleId, ruleName, matter, openedAtMs } of opened) {
    const { agent = null, kind, title, body, project = null, agentId = null, sessionId = null } = matter
    insert.run(
      id,
      machine,
      agent,
      ruleId,
      ruleName,
      kind,
      title,
      body.slice(0, 2_000),
      project,
      agentId,
      sessionId,
      openedAtMs,
    )
  }
  db.prepare('DELETE FROM alert WHERE rowid <= (SELECT max(rowid) FROM alert) - ?').run(mostKept)
}

function insertDelivery(
  db: Database,
  machine: string,
  { id, channel, state, atMs, message, alertIds }: NewDelivery,
): void {
  const sql =
    'INSERT INTO delivery (id, machine, channel, state, attempts, at_ms, next_ms, message) VALUES (?, ?, ?, ?, 0, ?, ?, ?)'
  db.prepare(sql).run(id, machine, channel, state, atMs, atMs, JSON.stringify(message))
  const link = db.prepare('INSERT OR IGNORE INTO delivered_alert (alert_id, delivery_id, machine) VALUES (?, ?, ?)')
  for (const alertId of alertIds) link.run(alertId, id, machine)
}

interface DeliveryRow {
  readonly id: string
  readonly channel: string
  readonly state: DeliveryState
  readonly attempts: number
  readonly at_ms: number
  readonly next_ms: number
  readonly problem: string | null
  readonly message: string
}

const deliveryOf = ({ id, channel, state, attempts, at_ms, next_ms, problem, message }: DeliveryRow): Delivery => ({
  ...{ id, channel, state, attempts, atMs: at_ms, nextMs: next_ms, problem: problem ?? undefined },
  message: JSON.parse(message) as AlertMessage,
})

interface AlertRow {
  readonly id: string
  readonly rule: string
  readonly rule_name: string
  readonly kind: string
  readonly title: string
  readonly body: string
  readonly project: string | null
  readonly agent_id: string | null
  readonly session_id: string | null
  readonly opened_ms: number
  readonly resolved_ms: number | null
  readonly held: string | null
}

function firedIn(db: Database, limit: number): readonly FiredAlert[] {
  const rows = db.prepare('SELECT * FROM alert ORDER BY opened_ms DESC, rowid DESC LIMIT ?').all(limit)
  const sent = db.prepare(
    'SELECT d.* FROM delivered_alert a JOIN delivery d ON d.id = a.delivery_id WHERE a.alert_id = ? ORDER BY d.at_ms',
  )
  const iso = (ms: number | null) => (ms === null ? undefined : new Date(ms).toISOString())
  return (rows as readonly AlertRow[]).map((row) => ({
    ...{
      id: row.id,
      at: new Date(row.opened_ms).toISOString(),
      rule: row.rule,
      ruleName: row.rule_name,
      kind: row.kind,
    },
    ...{ title: row.title, body: row.body, project: row.project ?? undefined, resolvedAt: iso(row.resolved_ms) },
    ...{ agentId: row.agent_id ?? undefined, sessionId: row.session_id ?? undefined, held: row.held ?? undefined },
    deliveries: (sent.all(row.id) as readonly DeliveryRow[]).map(
      ({ id, channel, state, attempts, problem, next_ms }) => ({
        ...{ id, channel, state, attempts, message: problem ?? undefined },
        nextTryAt: state === 'waiting' ? iso(next_ms) : undefined,
      }),
    ),
  }))
}

function channelStates(db: Database): ReadonlyMap<string, ChannelState> {
  const rows = db
    .prepare(
      `SELECT channel,
         max(CASE WHEN state = 'sent' THEN at_ms END) AS sent_ms,
         max(CASE WHEN state = 'sent' THEN rowid END) AS sent_row,
         sum(state = 'waiting') AS waiting
       FROM delivery GROUP BY channel`,
    )
    .all() as readonly { channel: string; sent_ms: number | null; sent_row: number | null; waiting: number }[]
  const failing = db.prepare(
    `SELECT min(at_ms) AS since, problem FROM delivery WHERE channel = ? AND problem IS NOT NULL AND state <> 'sent' AND rowid > ?`,
  )
  return new Map(
    rows.map(({ channel, sent_ms, sent_row, waiting }) => {
      const row = failing.get(channel, sent_row ?? 0) as { since: number | null; problem: string | null }
      return [
        channel,
        {
          ...{ lastSentMs: sent_ms ?? undefined, waiting },
          ...{ failingSinceMs: row.since ?? undefined, problem: row.problem ?? undefined },
        },
      ]
    }),
  )
}

/** Maps as lists of pairs. */
function bookText({ open, held, moreHeld, known, ruleToldAtMs, toldAtMs, atWork }: AlertBook): string {
  return JSON.stringify({
    open: [...open],
    held,
    moreHeld,
    known: [...known],
    ruleToldAtMs: [...ruleToldAtMs],
    toldAtMs,
    atWork,
  })
}

function bookOf(text: string): AlertBook {
  const { open, ruleToldAtMs, known, ...rest } = JSON.parse(text)
  return { ...rest, open: new Map(open), known: new Set(known), ruleToldAtMs: new Map(ruleToldAtMs) }
}
