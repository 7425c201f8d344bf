/** The tables of alerts.sqlite: what fired and where it went exists nowhere else. Only added to. */
import type { Migrations } from '../storage/sqlite.ts'

export const alertMigrations: Migrations = [
  `
  CREATE TABLE alert (
    id TEXT PRIMARY KEY,
    machine TEXT NOT NULL,
    agent TEXT,
    rule TEXT NOT NULL,
    rule_name TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    project TEXT,
    agent_id TEXT,
    session_id TEXT,
    opened_ms INTEGER NOT NULL,
    resolved_ms INTEGER,
    held TEXT
  ) STRICT;
  CREATE INDEX alert_by_time ON alert (opened_ms);
  CREATE INDEX alert_by_rule ON alert (rule, opened_ms);
  CREATE TABLE delivery (
    id TEXT PRIMARY KEY,
    machine TEXT NOT NULL,
    agent TEXT,
    channel TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    next_ms INTEGER NOT NULL,
    problem TEXT,
    message TEXT NOT NULL
  ) STRICT;
  CREATE INDEX delivery_by_state ON delivery (state, channel, at_ms);
  CREATE TABLE delivered_alert (
    alert_id TEXT NOT NULL,
    delivery_id TEXT NOT NULL,
    machine TEXT NOT NULL,
    agent TEXT,
    PRIMARY KEY (alert_id, delivery_id)
  ) STRICT;
  CREATE TABLE book (
    machine TEXT PRIMARY KEY,
    agent TEXT,
    text TEXT NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE budget_interrupt (
    budget TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    machine TEXT NOT NULL,
    agent TEXT,
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (budget, agent_id)
  ) STRICT;
  `,
]
