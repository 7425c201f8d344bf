/** How limits were used, in limits.sqlite: the windows that are in force with how they grew, and those that are past. */
import type { HeldWindow, LimitSource, PastWindow, WindowEnd } from '../core/limits/held-window.ts'
import { windowLabel, windowMsOf } from '../core/limits/limit-window.ts'
import type { PastWindowReport } from '../core/limits/limits-report.ts'
import { accountId } from '../core/limits/limits-report.ts'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import { openKeptStore } from '../storage/kept-store.ts'
import type { Database, Migrations } from '../storage/sqlite.ts'
import { limitsPath } from './limits-path.ts'

export interface StoredPlan {
  readonly agent: string
  readonly account: string
  readonly plan: string
}

export interface LimitStore {
  held(): Promise<readonly HeldWindow[]>
  /** Newest first. */
  past(sinceMs: number): Promise<readonly PastWindowReport[]>
  /** A new number, and the window in whose place it came. `isNews` false: only its age is new. */
  note(held: HeldWindow, past: PastWindow | undefined, isNews: boolean): Promise<void>
  plans(): Promise<readonly StoredPlan[]>
  notePlan(plan: StoredPlan): Promise<void>
  /** That these sessions said a number: the number stays. */
  forget(sessionIds: readonly string[]): Promise<void>
  clear(): Promise<void>
  readonly problems: readonly string[]
  close(): Promise<void>
}

export const limitMigrations: Migrations = [
  `
  CREATE TABLE window (
    id INTEGER PRIMARY KEY,
    machine TEXT NOT NULL, agent TEXT NOT NULL, account TEXT NOT NULL, name TEXT NOT NULL,
    began_ms INTEGER NOT NULL, resets_ms INTEGER, length_ms INTEGER,
    used_percent REAL NOT NULL, used_usd REAL, limit_usd REAL,
    at_ms INTEGER NOT NULL, source TEXT NOT NULL, said_by TEXT,
    ended_ms INTEGER, ending TEXT, highest_percent REAL
  );
  CREATE UNIQUE INDEX window_in_force ON window (machine, agent, account, name) WHERE ended_ms IS NULL;
  CREATE INDEX window_ended ON window (ended_ms);
  CREATE TABLE reading (
    window_id INTEGER NOT NULL, at_ms INTEGER NOT NULL, used_percent REAL NOT NULL,
    PRIMARY KEY (window_id, at_ms)
  ) WITHOUT ROWID;
  CREATE TABLE plan (
    machine TEXT NOT NULL, agent TEXT NOT NULL, account TEXT NOT NULL, plan TEXT NOT NULL,
    PRIMARY KEY (machine, agent, account)
  ) WITHOUT ROWID;
  `,
]

const mostPast = 400

export function openLimitStore(dataDir: string, machine: string): Result<LimitStore, string> {
  const opened = openKeptStore({ path: limitsPath(dataDir), migrations: limitMigrations })
  if (!opened.ok) return err(opened.error.message)
  const kept = opened.value
  return ok({
    held: () => kept.read((database) => heldIn(database, machine)),
    past: (sinceMs) =>
      kept.read((database) =>
        (
          database
            .prepare('SELECT * FROM window WHERE machine = ? AND ended_ms >= ? ORDER BY ended_ms DESC LIMIT ?')
            .all(machine, sinceMs, mostPast) as readonly Row[]
        ).map(pastOf),
      ),
    async note(held, past, isNews) {
      const write = (database: Database) => put(database, machine, held, past)
      // Only an age: a power cut may take it.
      await (isNews ? kept.write(write) : kept.tidy(write))
    },
    plans: () =>
      kept.read(
        (database) =>
          database.prepare('SELECT agent, account, plan FROM plan WHERE machine = ?').all(machine) as StoredPlan[],
      ),
    notePlan: ({ agent, account, plan }) =>
      kept.write((database) => {
        const sql = 'INSERT INTO plan VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET plan = excluded.plan'
        database.prepare(sql).run(machine, agent, account, plan)
      }),
    forget: (sessionIds) =>
      kept.write((database) => {
        const forget = database.prepare('UPDATE window SET said_by = NULL WHERE said_by = ?')
        for (const id of sessionIds) forget.run(id)
      }),
    clear: () =>
      kept.write((database) => {
        for (const table of ['reading', 'window', 'plan']) database.exec(`DELETE FROM ${table}`)
      }),
    get problems() {
      return kept.problems
    },
    close: () => kept.close(),
  })
}

interface Row {
  readonly id: number
  readonly agent: string
  readonly account: string
  readonly name: string
  readonly began_ms: number
  readonly resets_ms: number | null
  readonly length_ms: number | null
  readonly used_percent: number
  readonly used_usd: number | null
  readonly limit_usd: number | null
  readonly at_ms: number
  readonly source: string
  readonly said_by: string | null
  readonly ended_ms: number | null
  readonly ending: string | null
  readonly highest_percent: number | null
}

function heldIn(database: Database, machine: string): readonly HeldWindow[] {
  const rows = database.prepare('SELECT * FROM window WHERE machine = ? AND ended_ms IS NULL').all(machine)
  const readings = database.prepare('SELECT at_ms, used_percent FROM reading WHERE window_id = ? ORDER BY at_ms')
  return (rows as readonly Row[]).map((row) => ({
    agent: row.agent,
    account: row.account,
    window: row.name,
    usedPercent: row.used_percent,
    usedUsd: row.used_usd ?? undefined,
    limitUsd: row.limit_usd ?? undefined,
    windowMs: row.length_ms ?? undefined,
    resetsAtMs: row.resets_ms ?? undefined,
    atMs: row.at_ms,
    source: row.source as LimitSource,
    by: row.said_by ?? undefined,
    beganAtMs: row.began_ms,
    readings: (readings.all(row.id) as readonly { at_ms: number; used_percent: number }[]).map((one) => ({
      atMs: one.at_ms,
      usedPercent: one.used_percent,
    })),
  }))
}

function pastOf(row: Row): PastWindowReport {
  return {
    account: accountId(row),
    window: row.name,
    label: windowLabel(row.name, row.length_ms ?? windowMsOf(row.name)),
    startedAt: new Date(row.began_ms).toISOString(),
    endedAt: new Date(row.ended_ms ?? row.at_ms).toISOString(),
    end: (row.ending ?? 'reset') as WindowEnd,
    highestPercent: row.highest_percent ?? row.used_percent,
  }
}

function put(database: Database, machine: string, held: HeldWindow, past: PastWindow | undefined): void {
  const key = [machine, held.agent, held.account, held.window]
  if (past !== undefined) {
    const close = `UPDATE window SET ended_ms = ?, ending = ?, highest_percent = ?
      WHERE machine = ? AND agent = ? AND account = ? AND name = ? AND ended_ms IS NULL`
    const highest = Math.max(past.usedPercent, ...past.readings.map(({ usedPercent }) => usedPercent))
    database.prepare(close).run(past.endedAtMs, past.end, highest, ...key)
  }
  const sql = `INSERT INTO window (machine, agent, account, name, began_ms, resets_ms, length_ms, used_percent, used_usd,
      limit_usd, at_ms, source, said_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (machine, agent, account, name) WHERE ended_ms IS NULL DO UPDATE SET resets_ms = excluded.resets_ms,
      length_ms = excluded.length_ms, used_percent = excluded.used_percent, used_usd = excluded.used_usd,
      limit_usd = excluded.limit_usd, at_ms = excluded.at_ms, source = excluded.source, said_by = excluded.said_by
    RETURNING id`
  const { id } = database
    .prepare(sql)
    .get(
      ...key,
      ...[Math.round(held.beganAtMs), held.resetsAtMs ?? null, held.windowMs ?? null, held.usedPercent],
      ...[held.usedUsd ?? null, held.limitUsd ?? null, Math.round(held.atMs), held.source, held.by ?? null],
    ) as { readonly id: number }
  const last = held.readings.at(-1)
  if (last !== undefined) {
    const add = 'INSERT INTO reading VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET used_percent = excluded.used_percent'
    database.prepare(add).run(id, Math.round(last.atMs), last.usedPercent)
  }
}
