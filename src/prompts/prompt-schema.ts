/** The tables of user.sqlite, which exists nowhere else. Only added to. */
import type { Migrations } from '../storage/sqlite.ts'

export const promptMigrations: Migrations = [
  `
  CREATE TABLE prompt (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    machine TEXT NOT NULL,
    agent TEXT NOT NULL,
    pid INTEGER NOT NULL,
    start TEXT NOT NULL,
    session_id TEXT NOT NULL,
    cwd TEXT,
    project TEXT,
    name TEXT,
    text TEXT NOT NULL,
    when_kind TEXT NOT NULL,
    when_at_ms INTEGER,
    when_after INTEGER,
    is_command INTEGER NOT NULL,
    created_by_kind TEXT NOT NULL,
    created_by_name TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL,
    place REAL NOT NULL,
    state TEXT NOT NULL,
    state_ms INTEGER NOT NULL,
    reason TEXT,
    attempt TEXT
  ) STRICT;
  CREATE INDEX prompt_by_state ON prompt (state, session_id);
  -- What became of each, step by step: only added to.
  CREATE TABLE prompt_step (
    number INTEGER NOT NULL,
    machine TEXT NOT NULL,
    agent TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    step TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT
  ) STRICT;
  CREATE INDEX prompt_step_by_number ON prompt_step (number);
  -- Of a session whose turn was broken off: up to when a person said "go on".
  CREATE TABLE queue_pass (
    session_id TEXT PRIMARY KEY,
    machine TEXT NOT NULL,
    agent TEXT NOT NULL,
    passed_ms INTEGER NOT NULL
  ) STRICT;
  `,
  `
  -- What agents, and their user, write to one another: src/team/message-store.ts
  CREATE TABLE message (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    machine TEXT NOT NULL,
    agent TEXT NOT NULL,
    from_session TEXT,
    from_name TEXT NOT NULL,
    to_session TEXT NOT NULL,
    to_name TEXT NOT NULL,
    is_to_all INTEGER NOT NULL,
    text TEXT NOT NULL,
    path TEXT,
    hops INTEGER NOT NULL,
    depth INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL,
    read_ms INTEGER
  ) STRICT;
  CREATE INDEX message_by_recipient ON message (to_session, created_ms);
  CREATE INDEX message_by_time ON message (created_ms);
  `,
  `
  -- What its user wants to have built some day: src/team/idea-store.ts
  CREATE TABLE idea (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    machine TEXT NOT NULL,
    title TEXT NOT NULL,
    note TEXT,
    agent TEXT,
    session_id TEXT,
    name TEXT,
    created_ms INTEGER NOT NULL,
    prompt_id TEXT,
    built_ms INTEGER
  ) STRICT;
  `,
  `
  CREATE TABLE prompt_template (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    machine TEXT NOT NULL,
    agent TEXT NOT NULL,
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    changed_ms INTEGER NOT NULL
  ) STRICT;
  -- Stays when the prompt itself is deleted.
  CREATE TABLE starred_prompt (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    machine TEXT NOT NULL,
    agent TEXT NOT NULL,
    text TEXT NOT NULL,
    sent_to TEXT NOT NULL,
    starred_ms INTEGER NOT NULL
  ) STRICT;
  -- What stands above the editor for an agent, as a list of texts.
  CREATE TABLE quick_bar (
    agent TEXT PRIMARY KEY,
    machine TEXT NOT NULL,
    entries TEXT NOT NULL
  ) STRICT;
  `,
  `
  -- What its user keeps of a session: src/sessions/session-mark-store.ts
  CREATE TABLE session_mark (
    session_id TEXT PRIMARY KEY,
    machine TEXT NOT NULL,
    agent TEXT NOT NULL,
    name TEXT,
    note TEXT,
    tags TEXT NOT NULL,
    is_starred INTEGER NOT NULL,
    is_archived INTEGER,
    changed_ms INTEGER NOT NULL
  ) STRICT;
  `,
  `
  -- Who was put somewhere on the canvas or connected, and with whom: src/team/graph-store.ts
  CREATE TABLE team_member (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    machine TEXT NOT NULL,
    agent TEXT NOT NULL,
    session_id TEXT NOT NULL UNIQUE,
    pid INTEGER NOT NULL,
    start TEXT NOT NULL,
    x INTEGER,
    y INTEGER
  ) STRICT;
  CREATE TABLE team_connection (
    low INTEGER NOT NULL,
    high INTEGER NOT NULL,
    machine TEXT NOT NULL,
    agent TEXT NOT NULL,
    PRIMARY KEY (low, high)
  ) STRICT;
  -- Of what a person wrote to connected agents: it goes as a prompt, which one, or why it could not.
  ALTER TABLE message ADD COLUMN is_chat INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE message ADD COLUMN prompt_id TEXT;
  ALTER TABLE message ADD COLUMN not_sent TEXT;
  `,
  `
  -- "Shipped v2.0": src/analytics/marker-store.ts. It is of no agent: that column is empty.
  CREATE TABLE marker (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    machine TEXT NOT NULL,
    agent TEXT NOT NULL,
    label TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    project TEXT,
    source TEXT NOT NULL,
    created_ms INTEGER NOT NULL
  ) STRICT;
  `,
  `
  -- Rules of advice that are of no use, for a project or, as '', everywhere: src/advice/hidden-advice.ts
  CREATE TABLE hidden_advice (
    rule TEXT NOT NULL,
    project TEXT NOT NULL,
    machine TEXT NOT NULL,
    hidden_ms INTEGER NOT NULL,
    PRIMARY KEY (rule, project)
  ) STRICT;
  `,
  `
  -- Pieces of work for agents, and their folders: src/tasks/task-store.ts, src/worktrees/worktree-book.ts
  CREATE TABLE task (
    id TEXT PRIMARY KEY,
    machine TEXT NOT NULL,
    agent TEXT NOT NULL,
    state TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    removed_ms INTEGER,
    record TEXT NOT NULL
  ) STRICT;
  CREATE TABLE worktree (
    id TEXT PRIMARY KEY,
    machine TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    state TEXT NOT NULL,
    record TEXT NOT NULL
  ) STRICT;
  -- What was set of projects and backends, and which set-up command is trusted: src/tasks/workshop-store.ts
  CREATE TABLE project (
    name TEXT PRIMARY KEY,
    machine TEXT NOT NULL,
    record TEXT NOT NULL
  ) STRICT;
  CREATE TABLE backend (
    name TEXT PRIMARY KEY,
    machine TEXT NOT NULL,
    record TEXT NOT NULL
  ) STRICT;
  CREATE TABLE trusted_setup (
    project TEXT PRIMARY KEY,
    machine TEXT NOT NULL,
    hash TEXT NOT NULL,
    trusted_ms INTEGER NOT NULL
  ) STRICT;
  `,
  `
  -- What its user remarks on a task's changes, and which files they have seen as they are: src/tasks/review-store.ts
  CREATE TABLE review_comment (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    machine TEXT NOT NULL,
    task_id TEXT NOT NULL,
    sent_ms INTEGER,
    record TEXT NOT NULL
  ) STRICT;
  CREATE INDEX review_comment_by_task ON review_comment (task_id, number);
  CREATE TABLE viewed_file (
    task_id TEXT NOT NULL,
    path TEXT NOT NULL,
    machine TEXT NOT NULL,
    viewed_ms INTEGER NOT NULL,
    version TEXT NOT NULL,
    blob TEXT,
    PRIMARY KEY (task_id, path)
  ) STRICT;
  `,
]
