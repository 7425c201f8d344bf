/** The prompts on disk. A step is a transaction: when it resolves it can't be lost, and no two steps lead from one state. */
import type { NewPrompt, Prompt, PromptAttempt, PromptState, PromptTarget, PromptWhen } from '../core/prompts/prompt.ts'
import { promptId, promptNumber, promptStates } from '../core/prompts/prompt.ts'
import type { PromptStep } from '../core/prompts/prompt-states.ts'
import { isInFlight, isOver, nextState, stepAfterCrash } from '../core/prompts/prompt-states.ts'
import type { Result } from '../core/result.ts'
import { ok } from '../core/result.ts'
import type { KeptStore } from '../storage/kept-store.ts'
import type { Database } from '../storage/sqlite.ts'
import { openUserStore } from './user-store.ts'

export interface StepChange {
  readonly nowMs: number
  readonly reason?: string | undefined
  readonly attempt?: PromptAttempt | undefined
  /** It goes to another session from now on. */
  readonly target?: PromptTarget | undefined
}

export interface PromptStore {
  add(prompt: NewPrompt): Promise<Prompt>
  /** The prompt after it. Undefined: there is none, its state has no such step, or another one is on its way to its session. */
  step(id: string, step: PromptStep, change: StepChange): Promise<Prompt | undefined>
  /** What is known of how it is sent, before that happens. */
  note(id: string, change: Pick<StepChange, 'reason' | 'attempt'>): Promise<void>
  /** Only of what has not begun to go out. */
  edit(id: string, text: string): Promise<Prompt | undefined>
  move(id: string, place: number): Promise<Prompt | undefined>
  find(id: string): Promise<Prompt | undefined>
  /** All that are not over, and those that were over since. */
  list(overSinceMs: number): Promise<readonly Prompt[]>
  passes(): Promise<ReadonlyMap<string, number>>
  pass(target: Pick<PromptTarget, 'sessionId' | 'agent'>, passedMs: number): Promise<void>
  /** After a server that ended in the middle. */
  recover(nowMs: number): Promise<void>
  /** Takes away what was over before; how many. */
  prune(beforeMs: number): Promise<number>
  /** Whether another program may have written since this was asked last. */
  hasChangedBeside(): Promise<boolean>
  readonly problems: readonly string[]
  close(): Promise<void>
}

export function openPromptStore(dataDir: string, machine: string): Result<PromptStore, string> {
  const opened = openUserStore(dataDir)
  return opened.ok ? ok(storeOn(opened.value, machine)) : opened
}

function storeOn(kept: KeptStore, machine: string): PromptStore {
  let seenVersion: unknown

  /** With a line in the log of steps. */
  function take(database: Database, prompt: Prompt, step: PromptStep, change: StepChange): Prompt | undefined {
    const state = nextState(prompt.state, step)
    if (state === undefined) return undefined
    if ((step === 'claim' || step === 'press') && isBusy(database, prompt.target.sessionId)) return undefined
    const { nowMs, reason, attempt = prompt.attempt, target = prompt.target } = change
    const next: Prompt = { ...prompt, target, state, stateSinceMs: nowMs, reason, attempt }
    write(database, next)
    database
      .prepare('INSERT INTO prompt_step VALUES (?, ?, ?, ?, ?, ?, ?)')
      .run(promptNumber(prompt.id), machine, target.agent, nowMs, step, state, reason ?? null)
    return next
  }

  return {
    add: ({ target, text, when, isCommand, createdBy, createdAtMs, expiresAtMs }) =>
      kept.write((database) => {
        const { agent, pid, start, sessionId, cwd = null, project = null, name = null } = target
        const last = database.prepare('SELECT max(place) FROM prompt WHERE session_id = ?').pluck().get(sessionId) as
          | number
          | null
        const { lastInsertRowid } = database
          .prepare(
            `INSERT INTO prompt (machine, agent, pid, start, session_id, cwd, project, name, text, when_kind, when_at_ms,
             when_after, is_command, created_by_kind, created_by_name, created_ms, expires_ms, place, state, state_ms)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?)`,
          )
          .run(
            ...[machine, agent, pid, start, sessionId, cwd, project, name, text, when.kind],
            when.kind === 'at' ? when.atMs : null,
            when.kind === 'after' ? (promptNumber(when.promptId) ?? null) : null,
            ...[
              isCommand ? 1 : 0,
              createdBy.kind,
              createdBy.name,
              createdAtMs,
              expiresAtMs,
              (last ?? 0) + 1,
              createdAtMs,
            ],
          )
        const added = get(database, promptId(Number(lastInsertRowid)))
        if (added === undefined) throw new Error('A prompt that was added is not there.')
        return added
      }),
    step: (id, step, change) =>
      kept.write((database) => {
        const prompt = get(database, id)
        return prompt && take(database, prompt, step, change)
      }),
    note: (id, { reason, attempt }) =>
      kept.write((database) => {
        const prompt = get(database, id)
        if (prompt !== undefined) write(database, { ...prompt, reason, attempt: attempt ?? prompt.attempt })
      }),
    edit: (id, text) => changeWaiting(kept, id, (prompt) => ({ ...prompt, text })),
    move: (id, place) => changeWaiting(kept, id, (prompt) => ({ ...prompt, place })),
    find: (id) => kept.read((database) => get(database, id)),
    list: (overSinceMs) =>
      kept.read((database) => {
        const isListed = `${isIn(isOver)} AND state_ms >= ? OR ${isIn((state) => !isOver(state))}`
        const rows = database.prepare(`SELECT * FROM prompt WHERE ${isListed} ORDER BY place, number`).all(overSinceMs)
        return (rows as Row[]).map(promptOf)
      }),
    passes: () =>
      kept.read((database) => {
        const rows = database.prepare('SELECT session_id, passed_ms FROM queue_pass').all() as PassRow[]
        return new Map(rows.map(({ session_id, passed_ms }) => [session_id, passed_ms]))
      }),
    pass: ({ sessionId, agent }, passedMs) =>
      kept.write((database) => {
        database
          .prepare('INSERT OR REPLACE INTO queue_pass VALUES (?, ?, ?, ?)')
          .run(sessionId, machine, agent, passedMs)
      }),
    recover: (nowMs) =>
      kept.write((database) => {
        const left = isIn((state) => stepAfterCrash[state] !== undefined)
        for (const row of database.prepare(`SELECT * FROM prompt WHERE ${left}`).all() as Row[]) {
          const prompt = promptOf(row)
          const step = stepAfterCrash[prompt.state]
          const reason = step === 'doubt' ? 'TCE ended while it was sent.' : undefined
          if (step !== undefined) take(database, prompt, step, { nowMs, reason })
        }
      }),
    prune: (beforeMs) =>
      kept.write((database) => {
        const old = (database.prepare('SELECT * FROM prompt WHERE state_ms < ?').all(beforeMs) as Row[])
          .map(promptOf)
          .filter(({ state }) => isOver(state) || state === 'delivered')
        for (const { id } of old) {
          database.prepare('DELETE FROM prompt_step WHERE number = ?').run(promptNumber(id))
          database.prepare('DELETE FROM prompt WHERE number = ?').run(promptNumber(id))
        }
        database.prepare('DELETE FROM queue_pass WHERE passed_ms < ?').run(beforeMs)
        return old.length
      }),
    hasChangedBeside: () =>
      kept.read((database) => {
        const version: unknown = database.pragma('data_version', { simple: true })
        const hasChanged = version !== seenVersion
        seenVersion = version
        return hasChanged
      }),
    get problems() {
      return kept.problems
    },
    close: () => kept.close(),
  }
}

interface PassRow {
  readonly session_id: string
  readonly passed_ms: number
}

interface Row {
  readonly number: number
  readonly agent: string
  readonly pid: number
  readonly start: string
  readonly session_id: string
  readonly cwd: string | null
  readonly project: string | null
  readonly name: string | null
  readonly text: string
  readonly when_kind: PromptWhen['kind']
  readonly when_at_ms: number | null
  readonly when_after: number | null
  readonly is_command: number
  readonly created_by_kind: string
  readonly created_by_name: string
  readonly created_ms: number
  readonly expires_ms: number
  readonly place: number
  readonly state: Prompt['state']
  readonly state_ms: number
  readonly reason: string | null
  readonly attempt: string | null
}

const promptOf = (row: Row): Prompt => ({
  id: promptId(row.number),
  target: {
    ...{ agent: row.agent, pid: row.pid, start: row.start, sessionId: row.session_id },
    ...{ cwd: row.cwd ?? undefined, project: row.project ?? undefined, name: row.name ?? undefined },
  },
  text: row.text,
  when: whenOf(row),
  isCommand: row.is_command === 1,
  createdBy: { kind: row.created_by_kind, name: row.created_by_name },
  createdAtMs: row.created_ms,
  expiresAtMs: row.expires_ms,
  place: row.place,
  state: row.state,
  stateSinceMs: row.state_ms,
  reason: row.reason ?? undefined,
  attempt: row.attempt === null ? undefined : (JSON.parse(row.attempt) as PromptAttempt),
})

function whenOf({ when_kind: kind, when_at_ms: atMs, when_after: after }: Row): PromptWhen {
  if (kind === 'at') return { kind, atMs: atMs ?? 0 }
  return kind === 'after' ? { kind, promptId: promptId(after ?? 0) } : { kind }
}

function get(database: Database, id: string): Prompt | undefined {
  const row = database.prepare('SELECT * FROM prompt WHERE number = ?').get(promptNumber(id) ?? -1) as Row | undefined
  return row && promptOf(row)
}

function write(database: Database, { id, target, text, place, state, stateSinceMs, reason, attempt }: Prompt): void {
  database
    .prepare(
      `UPDATE prompt SET pid = ?, start = ?, session_id = ?, text = ?, place = ?, state = ?, state_ms = ?, reason = ?, attempt = ?
       WHERE number = ?`,
    )
    .run(
      ...[target.pid, target.start, target.sessionId, text, place, state, stateSinceMs, reason ?? null],
      attempt === undefined ? null : JSON.stringify(attempt),
      promptNumber(id),
    )
}

/** Something is on its way to this session. */
const isBusy = (database: Database, sessionId: string): boolean =>
  database.prepare(`SELECT 1 FROM prompt WHERE ${isIn(isInFlight)} AND session_id = ?`).get(sessionId) !== undefined

/** A condition that the index of states serves: of texts that are not asked for nothing is read. */
const isIn = (some: (state: PromptState) => boolean): string =>
  `state IN (${promptStates
    .filter(some)
    .map((state) => `'${state}'`)
    .join(', ')})`

const changeWaiting = (kept: KeptStore, id: string, change: (prompt: Prompt) => Prompt): Promise<Prompt | undefined> =>
  kept.write((database) => {
    const prompt = get(database, id)
    // What begins to go out at this moment goes as it was.
    if (prompt === undefined || nextState(prompt.state, 'cancel') === undefined) return undefined
    const changed = change(prompt)
    write(database, changed)
    return changed
  })
