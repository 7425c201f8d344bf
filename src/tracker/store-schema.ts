/** The ledger's tables. Tokens are the truth; dollars are in none of them. */
import { firstAgent } from '../core/process/agent-ids.ts'
import type { Database, Migrations } from '../storage/sqlite.ts'

/**
 * response    one row per (message id, request id) seen; see core/usage/response-merge.ts
 * by_time     sums per quarter of an hour and variant: totals, days, models
 * by_source   the same per session, project, branch and subagent
 * by_session  sums per session, UTC day and variant: costs in a list of sessions
 * counted_facts  of logs of which there are several copies: what each adds to the others; '' for nothing
 * reported    dollars that agents told themselves, per quarter of an hour, source and variant; only where one tells
 * account     what each agent's files told last of plan and limits; no figure of it is made here
 * variant     what a price depends on, per agent and model. Agent and machine of a response are those of its file and session
 * The four are kept with the responses in one transaction, by differences.
 */
export const ledgerMigrations: Migrations = [
  `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
  CREATE TABLE file (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    device INTEGER NOT NULL, inode INTEGER NOT NULL, size INTEGER NOT NULL, mtime_ms REAL NOT NULL,
    offset INTEGER NOT NULL, carry INTEGER NOT NULL, fingerprint TEXT NOT NULL,
    session_id TEXT NOT NULL, project_slug TEXT, subagent_id TEXT, subagent_type TEXT,
    is_gone INTEGER NOT NULL DEFAULT 0,
    bad_count INTEGER NOT NULL DEFAULT 0
  );
  CREATE INDEX file_by_session ON file (session_id);
  CREATE TABLE file_facts (file_id INTEGER PRIMARY KEY, facts TEXT NOT NULL, files TEXT NOT NULL);
  CREATE TABLE bad_line (
    file_id INTEGER NOT NULL, offset INTEGER NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (file_id, offset)
  ) WITHOUT ROWID;
  CREATE TABLE model (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
  CREATE TABLE variant (
    id INTEGER PRIMARY KEY, model_id INTEGER NOT NULL, is_fast INTEGER NOT NULL, is_us INTEGER NOT NULL, tier INTEGER NOT NULL,
    UNIQUE (model_id, is_fast, is_us, tier)
  );
  CREATE TABLE source (
    id INTEGER PRIMARY KEY, session_no INTEGER NOT NULL, project_slug TEXT NOT NULL, branch TEXT NOT NULL, subagent_id TEXT NOT NULL,
    UNIQUE (session_no, project_slug, branch, subagent_id)
  );
  CREATE TABLE session (
    no INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    title TEXT, summary TEXT, first_prompt TEXT, project_slug TEXT, cwd TEXT, branch TEXT,
    started_ms INTEGER, last_ms INTEGER, active_ms INTEGER, prompts INTEGER,
    lines_added INTEGER, lines_removed INTEGER, tool_calls INTEGER,
    responses INTEGER NOT NULL DEFAULT 0, tokens INTEGER NOT NULL DEFAULT 0,
    haystack TEXT NOT NULL DEFAULT ''
  );
  CREATE INDEX session_by_start ON session (started_ms);
  CREATE TABLE insight (session_id TEXT PRIMARY KEY, meta TEXT, facets TEXT) WITHOUT ROWID;
  CREATE TABLE stats_day (
    config_dir TEXT NOT NULL, date TEXT NOT NULL, model TEXT NOT NULL, tokens INTEGER NOT NULL, includes_cache INTEGER NOT NULL,
    PRIMARY KEY (config_dir, date, model)
  ) WITHOUT ROWID;
  CREATE TABLE response (
    message_id TEXT NOT NULL, request_id TEXT NOT NULL,
    is_own INTEGER NOT NULL, at_ms INTEGER, model_id INTEGER NOT NULL, is_fast INTEGER NOT NULL, is_us INTEGER NOT NULL,
    input INTEGER NOT NULL, output INTEGER NOT NULL, cache_read INTEGER NOT NULL, cache_write INTEGER NOT NULL,
    cache_write_1h INTEGER NOT NULL, web_searches INTEGER NOT NULL,
    rank INTEGER NOT NULL, rank_place INTEGER NOT NULL, file_id INTEGER NOT NULL, source_id INTEGER NOT NULL,
    PRIMARY KEY (message_id, request_id)
  ) WITHOUT ROWID;
  CREATE TABLE by_time (
    quarter INTEGER NOT NULL, variant_id INTEGER NOT NULL,
    input INTEGER NOT NULL, output INTEGER NOT NULL, cache_read INTEGER NOT NULL, cache_write_5m INTEGER NOT NULL,
    cache_write_1h INTEGER NOT NULL, web_searches INTEGER NOT NULL, responses INTEGER NOT NULL,
    PRIMARY KEY (quarter, variant_id)
  ) WITHOUT ROWID;
  CREATE TABLE by_source (
    quarter INTEGER NOT NULL, source_id INTEGER NOT NULL, variant_id INTEGER NOT NULL,
    input INTEGER NOT NULL, output INTEGER NOT NULL, cache_read INTEGER NOT NULL, cache_write_5m INTEGER NOT NULL,
    cache_write_1h INTEGER NOT NULL, web_searches INTEGER NOT NULL, responses INTEGER NOT NULL,
    PRIMARY KEY (quarter, source_id, variant_id)
  ) WITHOUT ROWID;
  CREATE TABLE by_session (
    session_no INTEGER NOT NULL, day INTEGER NOT NULL, variant_id INTEGER NOT NULL,
    input INTEGER NOT NULL, output INTEGER NOT NULL, cache_read INTEGER NOT NULL, cache_write_5m INTEGER NOT NULL,
    cache_write_1h INTEGER NOT NULL, web_searches INTEGER NOT NULL, responses INTEGER NOT NULL,
    PRIMARY KEY (session_no, day, variant_id)
  ) WITHOUT ROWID;
  `,
  // Up to here there was one agent, and one machine; '' is a row from before machines had ids.
  `
  ALTER TABLE file ADD COLUMN agent TEXT NOT NULL DEFAULT '${firstAgent}';
  ALTER TABLE file ADD COLUMN machine TEXT NOT NULL DEFAULT '';
  ALTER TABLE file ADD COLUMN reader_carry TEXT;
  ALTER TABLE session ADD COLUMN agent TEXT NOT NULL DEFAULT '${firstAgent}';
  ALTER TABLE session ADD COLUMN machine TEXT NOT NULL DEFAULT '';
  ALTER TABLE response ADD COLUMN reported_usd REAL;
  CREATE TABLE variant_of_agent (
    id INTEGER PRIMARY KEY, agent TEXT NOT NULL, model_id INTEGER NOT NULL, is_fast INTEGER NOT NULL, is_us INTEGER NOT NULL,
    tier INTEGER NOT NULL, UNIQUE (agent, model_id, is_fast, is_us, tier)
  );
  INSERT INTO variant_of_agent SELECT id, '${firstAgent}', model_id, is_fast, is_us, tier FROM variant;
  DROP TABLE variant;
  ALTER TABLE variant_of_agent RENAME TO variant;
  CREATE TABLE reported (
    quarter INTEGER NOT NULL, source_id INTEGER NOT NULL, variant_id INTEGER NOT NULL,
    usd REAL NOT NULL, responses INTEGER NOT NULL,
    PRIMARY KEY (quarter, source_id, variant_id)
  ) WITHOUT ROWID;
  `,
  'CREATE TABLE counted_facts (file_id INTEGER PRIMARY KEY, facts TEXT NOT NULL, files TEXT NOT NULL);',
  // By which version of its records' reader (agents/records.ts) a file and a response were read; 0 up to here.
  `
  ALTER TABLE file ADD COLUMN reader INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE response ADD COLUMN reader INTEGER NOT NULL DEFAULT 0;
  `,
  `
  CREATE TABLE account (
    agent TEXT NOT NULL, machine TEXT NOT NULL, limit_id TEXT NOT NULL, at_ms INTEGER NOT NULL, told TEXT NOT NULL,
    PRIMARY KEY (agent, machine, limit_id)
  ) WITHOUT ROWID;
  `,
  // '' is a row from before: of this machine, and of the one agent that keeps such figures.
  `
  ALTER TABLE insight ADD COLUMN agent TEXT NOT NULL DEFAULT '';
  ALTER TABLE insight ADD COLUMN machine TEXT NOT NULL DEFAULT '';
  ALTER TABLE stats_day ADD COLUMN agent TEXT NOT NULL DEFAULT '';
  ALTER TABLE stats_day ADD COLUMN machine TEXT NOT NULL DEFAULT '';
  `,
]

/** Nothing was ever counted: whatever is counted first may take its place. */
export const isEmptyStore = (database: Database): boolean =>
  database
    .prepare(`SELECT ${tablesOfFigures.map((table) => `EXISTS (SELECT 1 FROM ${table})`).join(' OR ')}`)
    .pluck()
    .get() === 0

const tablesOfFigures = ['file', 'response', 'session', 'source', 'insight', 'stats_day', 'account']

/** A response without any time counts, but in no quarter and on no day. */
export const noTime = -1

export const quarterMs = 15 * 60_000
export const dayMs = 24 * 3_600_000
