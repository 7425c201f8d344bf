/**
 * A download that is not whole yet: `<archive>.<pid>.part`. Whoever comes next takes over what one left behind that ended, however it
 * ended; what one that still runs is writing is left alone.
 */
import { readdir, rename, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { minutes } from '../core/time/duration.ts'
import { isAlive } from '../storage/is-alive.ts'

/** Longer than a connection may be silent: a pid that is another program's by now. */
const abandonedAfterMs = minutes(2)

/** Our own part file, with what there was. The largest of several is the one, the rest goes. */
export async function takePart(home: string, archiveFile: string): Promise<string> {
  const own = join(home, `${archiveFile}.${process.pid}.part`)
  const free = (await partsIn(home)).filter((part) => part.isFree)
  const [best] = free.filter((part) => part.archiveFile === archiveFile).toSorted((a, b) => b.bytes - a.bytes)
  for (const part of free) if (part !== best) await unlink(part.path).catch(() => undefined)
  if (best !== undefined && best.path !== own) await rename(best.path, own)
  return own
}

/** What is there of it already, whoever brought it. */
export async function partBytes(home: string, archiveFile: string): Promise<number> {
  const parts = await partsIn(home)
  return Math.max(0, ...parts.filter((part) => part.archiveFile === archiveFile).map((part) => part.bytes))
}

async function partsIn(home: string) {
  const names = await readdir(home).catch(() => [])
  const found = await Promise.all(names.map((name) => describe(home, name)))
  return found.filter((part) => part !== undefined)
}

async function describe(home: string, name: string) {
  const [, archiveFile, pid] = /^(.+\.zip)\.(\d+)\.part$/.exec(name) ?? []
  const path = join(home, name)
  const about = await stat(path).catch(() => undefined)
  if (archiveFile === undefined || about === undefined) return undefined
  const isOld = Date.now() - about.mtimeMs > abandonedAfterMs
  return { archiveFile, path, bytes: about.size, isFree: isOld || !isOthers(Number(pid)) }
}

export const isOthers = (pid: number): boolean => pid !== process.pid && isAlive(pid)
