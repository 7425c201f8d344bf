/**
 * Claude Code's live registry, `<config dir>/sessions/<pid>.json`: written since 2.1.88 by every session that has got past its
 * first dialogs, overwritten in place (a read may catch half of it), removed at a clean end, left behind after SIGKILL. Pure.
 */
import type { Activity, AgentRole } from '../../core/process/process.ts'
import { err, ok, type Result } from '../../core/result.ts'
import type { LiveSession } from '../agent.ts'
import type { DecodeError } from '../decode-error.ts'

export function decodeRegistry(text: string): Result<LiveSession, DecodeError> {
  const parsed = parseJson(text)
  if (!parsed.ok) return parsed
  const entry = parsed.value
  if (!isRecord(entry)) return err(wrongShape('it is not an object'))
  const pid = entry['pid']
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0) return err(wrongShape('it has no pid'))
  return ok(toLiveSession(pid, entry))
}

type Entry = Readonly<Record<string, unknown>>

function toLiveSession(pid: number, entry: Entry): LiveSession {
  const activity = activityOf(entry['status'])
  const updatedAtMs = moment(entry['updatedAt'])
  return {
    pid,
    start: startText(entry['procStart']),
    startedAtMs: moment(entry['startedAt']),
    pidDomain: text(entry['pidDomain']),
    sessionId: identifier(entry['sessionId']),
    jobId: identifier(entry['jobId']),
    role: roleOfEntry(entry),
    cwd: text(entry['cwd']),
    name: text(entry['name']),
    version: text(entry['version']),
    activity,
    waitingFor: activity === 'waiting' ? text(entry['waitingFor']) : undefined,
    // Before 2.1.185 there was only `updatedAt`, written when the status changed.
    activitySinceMs: activity === 'unknown' ? undefined : (moment(entry['statusUpdatedAt']) ?? updatedAtMs),
    updatedAtMs,
    inbox: entry['peerProtocol'] === 1 ? socketPath(entry['messagingSocketPath']) : undefined,
  }
}

/** A pipe of Windows asks for a secret first, which is not ours to read. */
const socketPath = (value: unknown): string | undefined =>
  typeof value === 'string' && /^\/[^\0]{1,200}$/.test(value) ? value : undefined

/** `-p` and SDK runs call themselves `interactive`: there the entry point tells. An unknown word leaves it to the arguments. */
function roleOfEntry({ kind, entrypoint }: Entry): AgentRole | undefined {
  if (kind === 'bg') return 'background'
  if (kind === 'daemon' || kind === 'daemon-worker') return 'supervisor'
  if (typeof entrypoint === 'string' && Object.hasOwn(roleByEntrypoint, entrypoint)) return roleByEntrypoint[entrypoint]
  return entrypoint === undefined && kind === 'interactive' ? 'interactive' : undefined
}

const roleByEntrypoint: Readonly<Record<string, AgentRole>> = {
  cli: 'interactive',
  'sdk-cli': 'headless',
  'sdk-ts': 'sdk',
  'sdk-py': 'sdk',
  'claude-vscode': 'ide',
  'claude-jetbrains': 'ide',
  'claude-desktop': 'ide',
  'claude-desktop-3p': 'ide',
  'local-agent': 'ide',
  'claude-code-github-action': 'headless',
  mcp: 'supervisor',
}

function activityOf(status: unknown): Activity {
  return status === 'busy' || status === 'waiting' || status === 'idle' || status === 'shell' ? status : 'unknown'
}

function parseJson(text: string): Result<unknown, DecodeError> {
  try {
    return ok(JSON.parse(text.replace(/^\ufeff/, '')))
  } catch {
    const message = text.trim() === '' ? 'the registry file is empty' : 'the registry file is only half written'
    return err({ kind: 'not-json', message: `${message}; it will be read again` })
  }
}

const wrongShape = (why: string): DecodeError => ({
  kind: 'wrong-shape',
  message: `not a session of the registry: ${why}`,
})

const isRecord = (value: unknown): value is Entry =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

/** Ids reach command lines and paths: nothing but the letters of a UUID or a short id is let in. */
const identifier = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[A-Za-z0-9][\w-]{0,127}$/.test(value) ? value : undefined

/** Milliseconds that a Date can hold. */
const moment = (value: unknown): number | undefined =>
  typeof value === 'number' && value > 0 && value <= 8.64e15 ? value : undefined

const startText = (value: unknown): string | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? String(value) : text(value)
