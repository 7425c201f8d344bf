/** What was counted of messages. It can be made again from the agents' files; no text of anybody is in it. */
import type { Migrations } from '../storage/sqlite.ts'

/**
 * session   how far it is read, and what is needed to go on there (core/analytics/message-counter.ts); `counted`: the sum of its messages,
 *           `missing`: what the ledger had more of it when it was read from its beginning
 * message   one each, as JSON (core/analytics/message.ts)
 * response  those of the last hours, for rates per minute
 * What is counted otherwise from now on: a migration that empties all three, and everything is read again.
 */
export const messageMigrations: Migrations = [
  `
  CREATE TABLE session (
    id INTEGER PRIMARY KEY, agent TEXT NOT NULL, machine TEXT NOT NULL, session_id TEXT NOT NULL,
    mark TEXT NOT NULL, places TEXT NOT NULL, carry TEXT NOT NULL, read_ms INTEGER NOT NULL, revision INTEGER NOT NULL,
    UNIQUE (agent, session_id)
  );
  CREATE INDEX session_by_name ON session (session_id);
  CREATE TABLE message (
    session INTEGER NOT NULL, no INTEGER NOT NULL, at_ms INTEGER NOT NULL, counted TEXT NOT NULL,
    PRIMARY KEY (session, no)
  ) WITHOUT ROWID;
  CREATE INDEX message_by_time ON message (at_ms);
  CREATE TABLE response (
    session INTEGER NOT NULL, id TEXT NOT NULL, at_ms INTEGER NOT NULL, new_input INTEGER NOT NULL, output INTEGER NOT NULL,
    PRIMARY KEY (session, id)
  ) WITHOUT ROWID;
  CREATE INDEX response_by_time ON response (at_ms);
  `,
  // From here on the ledger says what counts; `counted` and `missing` tell where the two differ.
  `
  DELETE FROM session; DELETE FROM message; DELETE FROM response;
  ALTER TABLE session ADD COLUMN counted TEXT NOT NULL DEFAULT '{}';
  ALTER TABLE session ADD COLUMN missing TEXT NOT NULL DEFAULT '{}';
  `,
]

/** Longer nobody asks for rates. */
export const keepResponsesMs = 2 * 3_600_000
