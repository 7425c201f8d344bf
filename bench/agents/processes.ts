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
const kinds: readonly Kind[] = [
  'codex',
  'codex',
  'codex',
  'codex',
  'copilot',
  'copilot',
  'copilot',
  'opencode',
  'opencode',
  'opencode',
]

export async function startOtherAgents(home: string): Promise<readonly ChildProcess[]> {
  const database = openOpencodeDatabase(join(home, '.local/share/opencode/opencode.db'))
  const requests = requestMaker()
  const children: ChildProcess[] = []
  for (const [at, kind] of kinds.entries()) {
    const id = `0c0de000-0000-7000-8000-${String(at).padStart(12, '0')}`
    const cwd = join(home, 'work', String(at))
    mkdirSync(cwd, { recursive: true })
    const lock = join(home, '.codex/thread-writer-locks', `${id}.lock`)
    const child = await start(home, kind, cwd, kind === 'codex' ? lock : undefined)
    children.push(child)
    const nowMs = Date.now()
    const timestamp = new Date(nowMs).toISOString()
    if (kind === 'codex') {
      const meta = {
        timestamp,
        type: 'session_meta',
        payload: { id, session_id: id, cwd, cli_version: '0.169.0', source: 'cli' },
      }
      const begun = { timestamp, type: 'event_msg', payload: { type: 'task_started', turn_id: 't1' } }
      writeLines(join(home, `.codex/sessions/2026/11/20/rollout-2026-11-20T08-00-00-${id}.jsonl`), [meta, begun])
    } else if (kind === 'copilot') {
      const folder = join(home, '.copilot/session-state', id)
      writeLines(join(folder, 'events.jsonl'), [
        { type: 'session.start', data: { sessionId: id, context: { cwd } }, id, timestamp },
      ])
      writeFileSync(join(folder, `inuse.${child.pid}.lock`), '')
    } else {
      database.atOnce(() => {
        database.session(`ses_${id}`, cwd, nowMs, nowMs)
        database.turn(`ses_${id}`, { ...requests.next(), atMs: nowMs })
      })
    }
  }
  database.close()
  return children
}

function writeLines(path: string, lines: readonly object[]): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
}

/** It leads a group of its own, so that its children end with it; it has no arguments: what it does comes through a pipe. */
async function start(home: string, kind: Kind, cwd: string, held: string | undefined): Promise<ChildProcess> {
  const program = join(home, programs[kind])
  if (!existsSync(program)) {
    mkdirSync(dirname(program), { recursive: true })
    copyFileSync(realpathSync('/bin/sh'), program)
    chmodSync(program, 0o755)
  }
  const child = spawn(program, [], { cwd, stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject))
  if (held !== undefined) mkdirSync(dirname(held), { recursive: true })
  const hold = held === undefined ? '' : `exec 9>'${held}'\n`
  child.stdin?.write(`${hold}sleep 600 &\nsleep 600 &\nwait\n`)
  return child
}
