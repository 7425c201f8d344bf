/**
 * Which machine and pid namespace this is, in the words of Claude Code's registry:
 *   linux:0f1e2d3c4b5a69788796a5b4c3d2e1f0:pid:[4026531836] · darwin · win32:devbox
 * A home directory may be shared between machines and containers, where a pid means somebody else.
 */
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import type { Platform } from '../agents/agent.ts'

/** Undefined where it can't be told: then no entry is foreign. */
export function pidDomainHere(platform: Platform): string | undefined {
  switch (platform) {
    case 'linux':
      return linuxPidDomain()
    case 'darwin':
      return 'darwin'
    case 'win32':
      return `win32:${hostname()}`
    default:
      return platform satisfies never
  }
}

function linuxPidDomain(): string | undefined {
  const machineId = ['/etc/machine-id', '/var/lib/dbus/machine-id'].map(readTrimmed).find((id) => id !== undefined)
  const namespace = unlessMissing(() => readlinkSync('/proc/self/ns/pid'))
  return machineId === undefined || namespace === undefined ? undefined : `linux:${machineId}:${namespace}`
}

/** Of a process in a pid namespace below ours the entry names that one, by the same number that we see. */
export const isOfNamespace = (entry: string | undefined, namespace: string | undefined): boolean =>
  entry === undefined || (namespace !== undefined && entry.endsWith(`:${namespace}`))

/** An entry without a domain is of an older version. Windows does not tell upper from lower case in host names. */
export function isForeignDomain(entry: string | undefined, here: string | undefined): boolean {
  return entry !== undefined && here !== undefined && entry.toLowerCase() !== here.toLowerCase()
}

const readTrimmed = (path: string) => unlessMissing(() => readFileSync(path, 'utf8').trim() || undefined)

function unlessMissing<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
