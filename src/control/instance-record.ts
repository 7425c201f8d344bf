/** Where a server said that it runs: read by who asks it, who has no need of all that a server needs to say so. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ProcessRef } from '../core/process/process.ts'

export interface InstanceRecord extends ProcessRef {
  /** 0 until it listens. */
  readonly port: number
  readonly version: string
  readonly startedAtMs: number
}

/**
 * Of the last one that began to run in this data folder. It may be gone, and another program may have its port by now: who asks there lets it
 * prove that it is ours.
 */
export function lastInstance(dataDir: string): InstanceRecord | undefined {
  const dir = join(dataDir, 'instance')
  try {
    const turn = Math.max(0, ...turnsOf(readdirSync(dir)))
    return turn === 0 ? undefined : decodeInstance(readFileSync(join(dir, `${turn}.json`), 'utf8'))
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === undefined) throw cause
    return undefined
  }
}

export const turnsOf = (names: readonly string[]): readonly number[] =>
  names.flatMap((name) => (/^[1-9]\d{0,14}\.json$/.test(name) ? Number.parseInt(name, 10) : []))

/** Undefined: released, damaged, or of another shape; nobody's in any case. */
export function decodeInstance(text: string): InstanceRecord | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const { pid, start, port, version, startedAtMs } = value as Readonly<Record<string, unknown>>
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0 || typeof start !== 'string') return undefined
  if (typeof port !== 'number' || !Number.isInteger(port) || port < 0 || port > 65_535) return undefined
  if (typeof version !== 'string' || typeof startedAtMs !== 'number') return undefined
  return { pid, start, port, version, startedAtMs }
}
