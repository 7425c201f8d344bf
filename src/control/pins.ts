/**
 * Pins: processes the user wants left alone, by (pid, start). One empty file each, in `<data dir>/pins/`, named after the identity: two
 * writers at once can't lose each other's pin, and there is no text in it that could break. A name that is no identity is set
 * aside as `<name>.broken` and said once. They are read at once: every look does, and promises of files are no small part of a start.
 */
import { readdirSync, renameSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { ProcessRef, ProcessTable } from '../core/process/process.ts'
import { isSameProcess, parseProcessId, processId } from '../core/process/process.ts'

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
    list: async () => list(),
    add: async (target) => {
      const { createPrivateFile } = await import('../storage/private-file.ts')
      await createPrivateFile(join(dir, fileName(target)), '')
    },
    remove: async (target) => removeFile(join(dir, fileName(target))),
    prune: async (isAlive) => {
      const doubtful = list().filter((pin) => !isAlive(pin))
      for (const pin of doubtful) {
        const found = await table.inspect(pin.pid)
        if (found === undefined || !isSameProcess(pin, found)) removeFile(join(dir, fileName(pin)))
      }
    },
    problems: () => problems,
  }

  function list(): readonly ProcessRef[] {
    const pins: ProcessRef[] = []
    for (const name of namesIn(dir)) {
      if (name.startsWith('.') || name.endsWith('.broken')) continue
      const pin = parseFileName(name)
      if (pin === undefined) setAside(name)
      else pins.push(pin)
    }
    return pins
  }

  function setAside(name: string): void {
    problems.push(`${join(dir, name)} is no pin. It was renamed to ${name}.broken; pin that agent again: tce pin <pid>`)
    orMissing(() => renameSync(join(dir, name), join(dir, `${name}.broken`)))
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

const namesIn = (dir: string): readonly string[] => orMissing(() => readdirSync(dir)) ?? []

const removeFile = (path: string): void => orMissing(() => unlinkSync(path))

function orMissing<T>(act: () => T): T | undefined {
  try {
    return act()
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause
    return undefined
  }
}
