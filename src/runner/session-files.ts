/**
 * What is kept of each session: `<data dir>/terminals/<session>/` with start.json, written before the program is started, exit.json, written
 * once, by whoever first knows how it ended, its last screen, and the log of all it wrote.
 */
import { createReadStream } from 'node:fs'
import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProcessRef } from '../core/process/process.ts'
import type { ExitRecord, SessionInfo, TerminalSize } from '../core/terminals/session.ts'
import { isSessionId } from '../core/terminals/session.ts'
import { createPrivateFile, ensurePrivateDir, writePrivateFile } from '../storage/private-file.ts'
import { logFilesIn, offsetOfLog } from './supervisor/output-log.ts'

/** What is known of a session when it is started. No environment: it holds secrets. */
export interface StartRecord extends Omit<SessionInfo, 'offset' | 'viewers' | 'exit' | 'title'> {
  readonly supervisor: ProcessRef
}

/** Its screen at its end: the text that draws it, with the rows above. */
export interface LastScreen {
  readonly size: TerminalSize
  readonly offset: number
  readonly text: string
}

export interface SessionFiles {
  readonly dir: string
  /** False: there has been one of that name. */
  create(record: StartRecord): Promise<boolean>
  /** With its process, once there is one. */
  update(record: StartRecord): Promise<void>
  /** False: somebody wrote it before. */
  writeExit(id: string, exit: ExitRecord): Promise<boolean>
  writeLastScreen(id: string, screen: LastScreen): Promise<void>
  all(): Promise<readonly KeptSession[]>
  read(id: string): Promise<KeptSession | undefined>
  lastScreen(id: string): Promise<LastScreen | undefined>
  /** Of its output what the log still has from there on, and where that begins. */
  output(id: string, from: number): { readonly offset: number; readonly bytes: AsyncIterable<Buffer> } | undefined
  forget(id: string): Promise<void>
}

export interface KeptSession {
  readonly start: StartRecord
  readonly exit?: ExitRecord | undefined
}

export const terminalsDir = (dataDir: string): string => join(dataDir, 'terminals')
/** What a supervisor has to say, when it fails. */
export const supervisorLog = (dataDir: string): string => join(terminalsDir(dataDir), 'supervisor.log')

export function createSessionFiles(dataDir: string): SessionFiles {
  const dir = terminalsDir(dataDir)
  const folder = (id: string): string => {
    if (!isSessionId(id)) throw new RangeError(`No session is called ${JSON.stringify(id)}.`)
    return join(dir, id)
  }

  async function read(id: string): Promise<KeptSession | undefined> {
    const start = await readJson<StartRecord>(join(folder(id), 'start.json'))
    if (start?.id !== id || typeof start.spawn !== 'string') return undefined
    return { start, exit: await readJson<ExitRecord>(join(folder(id), 'exit.json')) }
  }

  return {
    dir,
    async create(record) {
      await ensurePrivateDir(dir)
      try {
        await mkdir(folder(record.id), { mode: 0o700 })
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false
        throw cause
      }
      await writePrivateFile(join(folder(record.id), 'start.json'), toText(record))
      return true
    },
    update: (record) => writePrivateFile(join(folder(record.id), 'start.json'), toText(record)),
    writeExit: (id, exit) => createPrivateFile(join(folder(id), 'exit.json'), toText(exit)),
    writeLastScreen: (id, screen) => writePrivateFile(join(folder(id), 'screen.json'), toText(screen)),
    async all() {
      const names = await readdir(dir).catch(() => [])
      const found = await Promise.all(names.filter(isSessionId).map(read))
      return found.filter((one) => one !== undefined)
    },
    read,
    lastScreen: (id) => readJson<LastScreen>(join(folder(id), 'screen.json')),
    output(id, from) {
      const place = folder(id)
      let names: readonly string[]
      try {
        names = logFilesIn(place)
      } catch {
        return undefined
      }
      const [first] = names
      if (first === undefined) return undefined
      const wanted = names.filter((_, index) => {
        const next = names[index + 1]
        return next === undefined || offsetOfLog(next) > from
      })
      const offset = Math.max(from, offsetOfLog(wanted[0] ?? first))
      return { offset, bytes: readOn(place, wanted, offset) }
    },
    forget: (id) => rm(folder(id), { recursive: true, force: true }),
  }
}

async function* readOn(dir: string, names: readonly string[], from: number): AsyncIterable<Buffer> {
  let at = from
  for (const name of names) {
    const begin = offsetOfLog(name)
    for await (const piece of createReadStream(join(dir, name), { start: Math.max(0, at - begin) })) {
      yield piece as Buffer
      at += (piece as Buffer).length
    }
  }
}

const toText = (value: unknown): string => `${JSON.stringify(value)}\n`

/** Files of ours, in a folder that is closed to others; what is torn is as if it were not there. */
async function readJson<T>(path: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as T
  } catch {
    return undefined
  }
}
