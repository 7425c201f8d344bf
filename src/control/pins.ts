/**
 * Pins: processes the user wants left alone, by (pid, start). One empty file each, in `<data dir>/pins/`, named after the identity: two
 * writers at once can't lose each other's pin, and there is no text in it that could break. A name that is no identity is set
 * aside as `<name>.broken` and said once.
 */
import { readdir, rename, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProcessRef, ProcessTable } from '../core/process/process.ts'
import { isSameProcess, parseProcessId, processId } from '../core/process/process.ts'
import { createPrivateFile } from '../storage/private-file.ts'

export interface Pins {
  list(): Promise<readonly ProcessRef[]>
  add(target: ProcessRef): Promise<void>
  remove(target: ProcessRef): Promise<void>
  /**
   * Forgets the pins of processes that are gone. A process that merely was not recognised this time, or that was pinned after the
   * scan, keeps its pin: the table is asked about it once more.
   */
  prune(isAlive: (target: ProcessRef) => boolean): Promise<void>
  /** What could not be read, in words. */
  problems(): readonly string[]
}

export interface PinsOptions {
  readonly dataDir: string
  readonly table: Pick<ProcessTable, 'inspect'>
}

export function createPins({ dataDir, table }: PinsOptions): Pins {
  const dir = join(dataDir, 'pins')
  const problems: string[] = []
  return {
    list,
    add: async (target) => {
      await createPrivateFile(join(dir, fileName(target)), '')
    },
    remove: (target) => removeFile(join(dir, fileName(target))),
    prune: async (isAlive) => {
      const doubtful = (await list()).filter((pin) => !isAlive(pin))
      for (const pin of doubtful) {
        const found = await table.inspect(pin.pid)
        if (found === undefined || !isSameProcess(pin, found)) await removeFile(join(dir, fileName(pin)))
      }
    },
    problems: () => problems,
  }

  async function list(): Promise<readonly ProcessRef[]> {
    const pins: ProcessRef[] = []
    for (const name of await namesIn(dir)) {
      if (name.startsWith('.') || name.endsWith('.broken')) continue
      const pin = parseFileName(name)
      if (pin === undefined) await setAside(name)
      else pins.push(pin)
    }
    return pins
  }

  async function setAside(name: string): Promise<void> {
    problems.push(`${join(dir, name)} is no pin. It was renamed to ${name}.broken; pin that agent again: tce pin <pid>`)
    await rename(join(dir, name), join(dir, `${name}.broken`)).catch(ignoreMissing)
  }
}

/** Colons and spaces, which the start has on macOS, are no good in the file names of every system. */
const fileName = (target: ProcessRef): string => `${encodeURIComponent(processId(target))}.pin`

function parseFileName(name: string): ProcessRef | undefined {
  if (!name.endsWith('.pin')) return undefined
  try {
    return parseProcessId(decodeURIComponent(name.slice(0, -'.pin'.length)))
  } catch {
    return undefined
  }
}

async function namesIn(dir: string): Promise<readonly string[]> {
  try {
    return await readdir(dir)
  } catch (cause) {
    ignoreMissing(cause)
    return []
  }
}

const removeFile = (path: string): Promise<void> => unlink(path).catch(ignoreMissing)

function ignoreMissing(cause: unknown): void {
  if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause
}
