/** What is kept of agents' files. Only added to. */
import type { Migrations } from '../storage/sqlite.ts'

/**
 * session     whose files are archived. `mark`: how its records looked when all of it was. Without files: it was deleted, and is archived
 *             again only when it looks otherwise. `is_gone`: its agent had no file of it at the last look
 * folder      where the files lay, each with the one above it, so that folders that are gone can still be gone through
 * file        one of them, as it was when it was archived
 * piece       a stretch of a file, by the sum of its bytes: the same stretch of two files, or of one before and after it grew, is one
 * file_piece  of what a file is made, in order: all its pieces but the last are `pieceBytes` long
 * state       what the last pass said
 */
export const archiveMigrations: Migrations = [
  `
  CREATE TABLE session (
    id INTEGER PRIMARY KEY, machine TEXT NOT NULL, agent TEXT NOT NULL, session_id TEXT NOT NULL, mark TEXT NOT NULL,
    changed_ms REAL NOT NULL, is_gone INTEGER NOT NULL DEFAULT 0,
    UNIQUE (agent, session_id)
  ) STRICT;
  CREATE INDEX session_by_name ON session (session_id);
  CREATE TABLE folder (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, parent TEXT) STRICT;
  CREATE INDEX folder_by_parent ON folder (parent);
  CREATE TABLE file (
    id INTEGER PRIMARY KEY, session INTEGER NOT NULL, folder INTEGER NOT NULL, name TEXT NOT NULL, bytes INTEGER NOT NULL,
    changed_ms REAL NOT NULL, archived_ms INTEGER NOT NULL,
    UNIQUE (folder, name)
  ) STRICT;
  CREATE INDEX file_by_session ON file (session);
  CREATE TABLE piece (
    id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, bytes INTEGER NOT NULL, checked_ms INTEGER NOT NULL,
    is_damaged INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX piece_by_check ON piece (checked_ms);
  CREATE TABLE file_piece (
    file INTEGER NOT NULL, at INTEGER NOT NULL, piece INTEGER NOT NULL, PRIMARY KEY (file, at)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX file_piece_by_piece ON file_piece (piece);
  CREATE TABLE state (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  `,
]
