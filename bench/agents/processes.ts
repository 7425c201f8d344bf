/**
 * Ten processes of other agents than Claude Code, each with a session that the scanner has to find: by a lock that is held open (Codex),
 * by one that is named after the process (Copilot CLI), by directory and time in a database (opencode).
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { openOpencodeDatabase } from './opencode-database.ts'
import { requestMaker } from './requests.ts'

/** Under its home; a shell under that path is found as well as the real program. */
const programs = {
  codex: 'lib/node_modules/@openai/codex-linux-x64/vendor/x86_64-unknown-linux-musl/bin/codex',
  copilot: 'lib/node_modules/@github/copilot-linux-x64/copilot',
  opencode: '.opencode/bin/opencode',
}
type Kind = keyof typeof programs

export interface OtherAgent {
  readonly kind: Kind
  readonly program: string
  readonly cwd: string
  readonly sessionId: string
  /** That it holds open. */
  readonly lock: string | undefined
}

export function otherAgents(home: string): readonly OtherAgent[] {
  const kinds: readonly Kind[] = [...times(4, 'codex'), ...times(3, 'copilot'), ...times(3, 'opencode')]
  return kinds.map((kind, at) => {
    const sessionId = `0c0de000-0000-7000-8000-${String(at).padStart(12, '0')}`
    const lock = kind === 'codex' ? join(home, '.codex/thread-writer-locks', `${sessionId}.lock`) : undefined
    return { kind, program: join(home, programs[kind]), cwd: join(home, 'work', String(at)), sessionId, lock }
  })
}

const times = (count: number, kind: Kind): readonly Kind[] => Array<Kind>(count).fill(kind)

export async function startOtherAgents(home: string): Promise<readonly ChildProcess[]> {
  const children: ChildProcess[] = []
  for (const agent of otherAgents(home)) {
    const child = await start(agent)
    children.push(child)
    writeSession(home, agent, child.pid ?? 0)
  }
  return children
}

/** What it keeps of the session that it works in. */
export function writeSession(home: string, { kind, cwd, sessionId, lock }: OtherAgent, pid: number): void {
  const nowMs = Date.now()
  const timestamp = new Date(nowMs).toISOString()
  if (lock !== undefined) writeIn(lock, '')
  if (kind === 'codex') {
    const meta = { id: sessionId, session_id: sessionId, cwd, cli_version: '0.169.0', source: 'cli' }
    const lines = [
      { timestamp, type: 'session_meta', payload: meta },
      { timestamp, type: 'event_msg', payload: { type: 'task_started', turn_id: 't1' } },
    ]
    writeIn(join(home, `.codex/sessions/2026/11/20/rollout-2026-11-20T08-00-00-${sessionId}.jsonl`), linesOf(lines))
  } else if (kind === 'copilot') {
    const folder = join(home, '.copilot/session-state', sessionId)
    const begun = { type: 'session.start', data: { sessionId, context: { cwd } }, id: sessionId, timestamp }
    writeIn(join(folder, 'events.jsonl'), linesOf([begun]))
    writeIn(join(folder, `inuse.${pid}.lock`), '')
  } else {
    const database = openOpencodeDatabase(join(home, '.local/share/opencode/opencode.db'))
    database.atOnce(() => {
      database.session(`ses_${sessionId}`, cwd, nowMs, nowMs)
      database.turn(`ses_${sessionId}`, { ...requestMaker().next(), no: pid, atMs: nowMs })
    })
    database.close()
  }
}

function writeIn(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

const linesOf = (lines: readonly object[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('')

/** It leads a group of its own, so that its children end with it; it has no arguments: what it does comes through a pipe. */
async function start({ program, cwd, lock }: OtherAgent): Promise<ChildProcess> {
  mkdirSync(cwd, { recursive: true })
  if (!existsSync(program)) {
    mkdirSync(dirname(program), { recursive: true })
    copyFileSync(realpathSync('/bin/sh'), program)
    chmodSync(program, 0o755)
  }
  const child = spawn(program, [], { cwd, stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject))
  if (lock !== undefined) mkdirSync(dirname(lock), { recursive: true })
  const hold = lock === undefined ? '' : `exec 9>'${lock}'\n`
  child.stdin?.write(`${hold}sleep 600 &\nsleep 600 &\nwait\n`)
  return child
}
