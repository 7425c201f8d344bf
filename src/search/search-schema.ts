/** The index of all texts. It can be made again from the agents' files: nothing of what they say is in it but their words. */
import type { Migrations } from '../storage/sqlite.ts'

/**
 * session   what of it is indexed: up to which event of each lane, and when its records looked how
 * name      lanes, tools and folders, by number
 * passage   one event each. Its id is its second × 64 + a number of its own, so that the index goes through texts by time
 * words     body: the text; pieces: words inside words; path. Without the text itself: an excerpt is read where it stands
 * prompt    what was sent to a session itself, once each. With its passage's id; below 0 where only an agent's own list of prompts has it.
 *           `print` tells equal texts. `list` and `place`: where it stands in such a list
 * list      how far each list is read
 */
export const searchMigrations: Migrations = [
  `
  CREATE TABLE session (
    id INTEGER PRIMARY KEY, agent TEXT NOT NULL, machine TEXT NOT NULL, session_id TEXT NOT NULL, changed_ms REAL NOT NULL,
    mark TEXT NOT NULL, places TEXT NOT NULL, indexed_ms INTEGER NOT NULL,
    UNIQUE (agent, session_id)
  );
  CREATE INDEX session_by_name ON session (session_id);
  CREATE TABLE name (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
  CREATE TABLE passage (
    id INTEGER PRIMARY KEY, session INTEGER NOT NULL, lane INTEGER NOT NULL, place TEXT NOT NULL, role INTEGER NOT NULL,
    tool INTEGER, is_failed INTEGER NOT NULL
  );
  CREATE INDEX passage_by_session ON passage (session);
  CREATE VIRTUAL TABLE words USING fts5(
    body, pieces, path, content = '', contentless_delete = 1, tokenize = 'porter unicode61 remove_diacritics 2'
  );
  `,
  // What was indexed before tells no prompts: it is read again.
  `
  CREATE TABLE prompt (
    id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, session INTEGER NOT NULL, print INTEGER NOT NULL,
    list INTEGER, place INTEGER, folder INTEGER
  );
  CREATE INDEX prompt_by_time ON prompt (at_ms, id);
  CREATE INDEX prompt_by_text ON prompt (print, at_ms);
  CREATE INDEX prompt_by_session ON prompt (session, at_ms);
  CREATE TABLE list (
    id INTEGER PRIMARY KEY, agent TEXT NOT NULL, machine TEXT NOT NULL, path TEXT NOT NULL UNIQUE, offset INTEGER NOT NULL, print TEXT NOT NULL
  );
  DELETE FROM session;
  DELETE FROM passage;
  INSERT INTO words (words) VALUES ('delete-all');
  `,
]

/** Several events of one second stand side by side. */
const placesPerSecond = 64

export const firstIdAt = (atMs: number): number => Math.max(0, Math.floor(atMs / 1000)) * placesPerSecond
/** To the second. */
export const timeOfId = (id: number): number => Math.floor(id / placesPerSecond) * 1000
