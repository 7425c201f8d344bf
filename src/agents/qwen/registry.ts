/** Qwen Code's live registry: ~/.qwen/sessions/<pid>.json, removed at exit. It holds a token beside the ids: that is not read. */
import type { Result } from '../../core/result.ts'
import { err, ok } from '../../core/result.ts'
import type { LiveSession } from '../agent.ts'
import type { DecodeError } from '../decode-error.ts'
import { pathBelow } from '../home-folder.ts'
import { countOf, isRecord, stringOf } from '../json-fields.ts'
import { parseJson } from '../json-line.ts'

export const registryDir = (dataDir: string): string => pathBelow(dataDir, 'sessions')

/** Source: {"schemaVersion":1,"pid":4272,"procStart":"<boot id>:<ticks>","sessionId":"…","cwd":"…","startedAt":…,"qwenVersion":"0.24.4","kind":"tui"} */
export function decodeRegistry(text: string): Result<LiveSession, DecodeError> {
  const entry = parseJson(text)
  if (entry === undefined) return err({ kind: 'not-json', message: 'not JSON' })
  const pid = isRecord(entry) ? entry['pid'] : undefined
  if (!isRecord(entry) || typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid < 1) {
    return err({ kind: 'wrong-shape', message: 'no pid' })
  }
  return ok({
    pid,
    start: startOf(stringOf(entry['procStart'])),
    startedAtMs: timeOf(entry['startedAt']),
    pidDomain: stringOf(entry['pidNs']),
    sessionId: stringOf(entry['sessionId']),
    cwd: stringOf(entry['cwd']),
    name: stringOf(entry['name']),
    version: stringOf(entry['qwenVersion']),
    role: entry['kind'] === 'tui' ? 'interactive' : undefined,
    // The file says nothing of what it does.
    activity: 'unknown',
  })
}

const timeOf = (value: unknown): number | undefined =>
  typeof value === 'string' ? validTime(Date.parse(value)) : validTime(countOf(value))

const latestMs = 8.64e15
const validTime = (ms: number | undefined): number | undefined =>
  ms !== undefined && ms >= 0 && ms <= latestMs ? ms : undefined

/** `<boot id>:<ticks>`: the ticks are what the system calls a start. */
const startOf = (procStart: string | undefined): string | undefined => /:(\d+)$/.exec(procStart ?? '')?.[1]
