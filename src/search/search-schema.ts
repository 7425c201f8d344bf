/** The index of all texts. It can be made again from the agents' files: nothing of what they say is in it but their words. */
import type { Migrations } from '../storage/sqlite.ts'

/**
 * session   what of it is indexed: up to which event of each lane, and when its records looked how
 * name      lanes, tools and folders, by number
 * part      passages of one week, so many at most, with an index of words of their own: index-part.ts
 * passage   one event each. Its id is its part's number and its place in there; its second is its time; its letters are those with which its
 *           words begin: core/search/first-letters.ts
 * prompt    what was sent to a session itself, once each. With its passage's id; below 0 where only an agent's own list of prompts has it.
 *           `print` tells equal texts. `list` and `place`: where it stands in such a list
 * prompt_words  their words, beside those of all texts: they are few, and asked for alone
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
  // One index of all words took as long for a beginning of a word as there were texts: all is indexed again, in parts.
  `
  DROP TABLE words;
  DROP TABLE passage;
  DELETE FROM session;
  DELETE FROM prompt;
  UPDATE list SET offset = 0, print = '';
  CREATE VIRTUAL TABLE prompt_words USING fts5(
    body, pieces, content = '', contentless_delete = 1, tokenize = 'porter unicode61 remove_diacritics 2'
  );
  CREATE TABLE part (
    id INTEGER PRIMARY KEY, week INTEGER NOT NULL, used INTEGER NOT NULL, first_s INTEGER NOT NULL, last_s INTEGER NOT NULL,
    is_tidy INTEGER NOT NULL
  );
  CREATE INDEX part_by_week ON part (week);
  CREATE TABLE passage (
    id INTEGER PRIMARY KEY, session INTEGER NOT NULL, second INTEGER NOT NULL, lane INTEGER NOT NULL, place TEXT NOT NULL,
    role INTEGER NOT NULL, tool INTEGER, is_failed INTEGER NOT NULL, letters INTEGER NOT NULL
  );
  CREATE INDEX passage_by_session ON passage (session);
  `,
  // Who reads a prompt in a session's records looks for it among those of lists alone: the others may be hundreds of thousands.
  'CREATE INDEX prompt_of_list ON prompt (session, at_ms) WHERE id <= 0;',
]
