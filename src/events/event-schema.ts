/** The tables of events.sqlite. Only added to. */
import type { Migrations } from '../storage/sqlite.ts'

/**
 * `id` is the order of capture, so no index on time is needed: rollups tell which ids a minute has. Four indices: each costs every
 * write. `rollups` counts by minute (60,000 ms) and by hour (3,600,000 ms), kept in the transaction of the events themselves.
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
]

export const minuteMs = 60_000
export const hourMs = 3_600_000

/** What a row takes beside its texts, indices and rollups; measured on a million events. */
export const bytesOfRow = 140
