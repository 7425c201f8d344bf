/** The tables of events.sqlite. Only added to. */
import type { Migrations } from '../storage/sqlite.ts'

/**
 * `id` is the order of capture, so no index on time is needed: rollups tell which ids a minute has. Four indices: each costs every
 * write. `rollups` counts by minute (60,000 ms) and by hour (3,600,000 ms), kept in the transaction of the events themselves.
 * Metrics are `series` with `points` by minute: of a sum what was added in it, of a gauge its last. `told_usage` is what sessions say
 * they took; it outlives the events and points that said so.
 */
export const eventMigrations: Migrations = [
  `
  CREATE TABLE sources (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, events INTEGER NOT NULL DEFAULT 0) STRICT;
  CREATE TABLE types (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, events INTEGER NOT NULL DEFAULT 0) STRICT;
  CREATE TABLE machines (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms INTEGER NOT NULL,
    captured_ms INTEGER NOT NULL,
    source INTEGER NOT NULL,
    type INTEGER NOT NULL,
    machine INTEGER NOT NULL,
    level INTEGER NOT NULL,
    sent_timestamp TEXT,
    message TEXT,
    data TEXT,
    sender_id TEXT,
    session_id TEXT,
    agent TEXT,
    trace_id TEXT,
    span_id TEXT,
    parent_id TEXT,
    duration_ms REAL,
    tool_name TEXT,
    tool_use_id TEXT,
    status TEXT,
    agent_id TEXT,
    hook TEXT,
    is_background INTEGER
  ) STRICT;
  CREATE INDEX events_source ON events (source);
  CREATE INDEX events_type ON events (type);
  CREATE INDEX events_session ON events (session_id) WHERE session_id IS NOT NULL;
  CREATE INDEX events_trace ON events (trace_id) WHERE trace_id IS NOT NULL;
  CREATE TABLE sender_ids (
    source INTEGER NOT NULL, sender_id TEXT NOT NULL, event_id INTEGER NOT NULL,
    PRIMARY KEY (source, sender_id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE rollups (
    step_ms INTEGER NOT NULL, level INTEGER NOT NULL, from_ms INTEGER NOT NULL, source INTEGER NOT NULL, type INTEGER NOT NULL,
    events INTEGER NOT NULL, bytes INTEGER NOT NULL, first_id INTEGER NOT NULL, last_id INTEGER NOT NULL,
    PRIMARY KEY (step_ms, level, from_ms, source, type)
  ) STRICT, WITHOUT ROWID;
  CREATE VIRTUAL TABLE texts USING fts5 (
    message, data, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
  );
  CREATE TABLE facts (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  INSERT INTO facts VALUES ('indexed_id', 0);
  `,
  `
  CREATE TABLE series (
    id INTEGER PRIMARY KEY, identity TEXT NOT NULL UNIQUE, source TEXT NOT NULL, name TEXT NOT NULL, unit TEXT, kind TEXT NOT NULL,
    attributes TEXT NOT NULL, resource TEXT NOT NULL, agent TEXT, session_id TEXT, machine TEXT NOT NULL,
    start_ms REAL, last_ms REAL NOT NULL, last_value REAL NOT NULL
  ) STRICT;
  CREATE TABLE points (
    series INTEGER NOT NULL, minute_ms INTEGER NOT NULL, value REAL NOT NULL, UNIQUE (series, minute_ms)
  ) STRICT;
  CREATE INDEX points_minute ON points (minute_ms);
  CREATE TABLE told_usage (
    session_id TEXT NOT NULL, told_by TEXT NOT NULL, agent TEXT NOT NULL, machine TEXT NOT NULL, model TEXT NOT NULL,
    cost_usd REAL, input REAL NOT NULL, output REAL NOT NULL, cache_read REAL NOT NULL, cache_write REAL NOT NULL,
    requests REAL NOT NULL, first_ms INTEGER NOT NULL, last_ms INTEGER NOT NULL,
    UNIQUE (session_id, told_by, agent, machine, model)
  ) STRICT;
  `,
  `
  CREATE TABLE keys (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, events INTEGER NOT NULL DEFAULT 0) STRICT;
  ALTER TABLE events ADD COLUMN key INTEGER;
  `,
]

export const minuteMs = 60_000
export const hourMs = 3_600_000

/** Hours where they fit: a month has 43,000 minutes for each source and type. */
export const rollupStepFor = ({ sinceMs, binMs }: { readonly sinceMs: number; readonly binMs: number }): number =>
  binMs % hourMs === 0 && sinceMs % hourMs === 0 ? hourMs : minuteMs

/** Of `rollups`, named one by one: then their index finds the times within each. */
export const everyLevel = 'level IN (0, 1, 2, 3, 4)'

/** What a row takes beside its texts, indices and rollups; measured on a million events. */
export const bytesOfRow = 140
