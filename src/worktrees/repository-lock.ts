/**
 * One at a time per repository: within this program by waiting, among programs by a file in what its worktrees share, which says whose it
 * is. Who died with it left it behind: it is taken over.
 */
import { link, readFile, rename, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive } from '../storage/is-alive.ts'

const waiting = new Map<string, Promise<unknown>>()
const patienceMs = 60_000

export class RepositoryBusyError extends Error {}

export async function whileAlone<T>(commonDir: string, act: () => Promise<T>): Promise<T> {
  const before = waiting.get(commonDir) ?? Promise.resolve()
  const mine = before.then(
    () => whileFileIsOurs(join(commonDir, 'tce.lock'), act),
    () => whileFileIsOurs(join(commonDir, 'tce.lock'), act),
  )
  waiting.set(commonDir, mine)
  try {
    return await mine
  } finally {
    if (waiting.get(commonDir) === mine) waiting.delete(commonDir)
  }
}

async function whileFileIsOurs<T>(path: string, act: () => Promise<T>): Promise<T> {
  const sinceMs = performance.now()
  while (!(await take(path))) {
    if (performance.now() - sinceMs > patienceMs) {
      const holder = (await readFile(path, 'utf8').catch(() => '')).trim()
      throw new RepositoryBusyError(
        `Another TCE (pid ${holder}) is at work in this repository. Try again, or look at ${path}.`,
      )
    }
    await sleep(50)
  }
  try {
    return await act()
  } finally {
    await unlink(path).catch(() => undefined)
  }
}

async function take(path: string): Promise<boolean> {
  // Complete before it has its name: nobody reads one without its holder.
  const draft = `${path}.${crypto.randomUUID()}`
  await writeFile(draft, `${process.pid}\n`, { flag: 'wx', mode: 0o600 })
  try {
    await link(draft, path)
    return true
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause
  } finally {
    await unlink(draft)
  }
  await takeAwayIfLeftBehind(path)
  return false
}

async function takeAwayIfLeftBehind(path: string): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  const holder = Number(text?.trim())
  // In this program one waits for the other: our own number is that of somebody before us.
  if (text === undefined || !Number.isSafeInteger(holder) || holder <= 0) return
  if (holder !== process.pid && isAlive(holder)) return
  const aside = `${path}.${crypto.randomUUID()}`
  if (!(await succeeds(rename(path, aside)))) return
  // Somebody else may have taken it away, and taken it, since we read: theirs goes back.
  if ((await readFile(aside, 'utf8').catch(() => text)) !== text) await succeeds(link(aside, path))
  await unlink(aside).catch(() => undefined)
}

const succeeds = (action: Promise<unknown>): Promise<boolean> =>
  action.then(
    () => true,
    () => false,
  )
