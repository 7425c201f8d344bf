/**
 * A random name of this machine, made once and kept in the data folder: what tells events of two machines apart. It says nothing about
 * the machine or its user. Synchronous, because it is asked for once, by the first who follows.
 */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { privateFileMode } from './private-file.ts'

export const machineIdFile = (dataDir: string): string => join(dataDir, 'machine')

/** Where it can't be kept (a disk that is full, or not ours) it is one for this run. */
export function machineId(dataDir: string): string {
  const file = machineIdFile(dataDir)
  return readId(file) ?? makeId(dataDir, file)
}

function readId(file: string): string | undefined {
  try {
    return /^[0-9a-f]{32}(?=\s*$)/.exec(readFileSync(file, 'utf8'))?.[0]
  } catch {
    return undefined // not there yet, or not ours to read
  }
}

function makeId(dataDir: string, file: string): string {
  // The global, which is loaded when it is used: node:crypto would cost every command that has its id already.
  const id = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('hex')
  const draft = `${file}.${id}.tmp`
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    writeFileSync(draft, `${id}\n`, { flag: 'wx', mode: privateFileMode })
    try {
      return publish(draft, file) ?? id
    } finally {
      rmSync(draft, { force: true })
    }
  } catch {
    return id
  }
}

/** Whole before it has its name. Of two who make it at once the first wins, and its id is returned; what is none is replaced. */
function publish(draft: string, file: string): string | undefined {
  try {
    linkSync(draft, file)
    return undefined
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause
  }
  const theirs = readId(file)
  if (theirs === undefined) renameSync(draft, file)
  return theirs
}
