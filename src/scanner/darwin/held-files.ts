/**
 * The files that processes hold open, where only lsof tells: one question for all processes and folders of a look, asked again when other
 * processes are there, when something appeared in a folder or went, or after a while, as a lock that was left behind may be taken again.
 *   p40211
 *   f31
 *   n/Users/dev/.codex/thread-writer-locks/01a21bbd-….lock
 */
import { dirname } from 'node:path'
import { modifiedMs } from '../../storage/look.ts'
import { type RunCommand, runCommand } from '../command-output.ts'
import type { ReadHeldFiles } from '../linux/held-files.ts'

export interface ListedFiles {
  /** Before a look is taken: of these processes, in these folders. */
  list(pids: readonly number[], folders: readonly string[]): Promise<void>
  readonly read: ReadHeldFiles
}

const askAgainAfterMs = 5_000

export function createListedFiles(run: RunCommand = runCommand, now: () => number = Date.now): ListedFiles {
  let listed: ReadonlyMap<number, readonly string[]> = new Map()
  let asked = ''
  let askedAtMs = Number.NEGATIVE_INFINITY
  return {
    async list(pids, folders) {
      const there = folders.filter((folder) => modifiedMs(folder) !== undefined)
      const question = [...pids, ...there.map((folder) => `${folder} ${modifiedMs(folder)}`)].join()
      if (question === asked && Math.abs(now() - askedAtMs) < askAgainAfterMs) return
      ;[asked, askedAtMs] = [question, now()]
      listed = pids.length === 0 || there.length === 0 ? new Map() : await ask(run, pids, listed)
    },
    read: (pid, folder) => (listed.get(pid) ?? []).filter((path) => dirname(path) === folder),
  }
}

/** One that can't be asked at this moment leaves what was known. */
async function ask(
  run: RunCommand,
  pids: readonly number[],
  before: ReadonlyMap<number, readonly string[]>,
): Promise<ReadonlyMap<number, readonly string[]>> {
  try {
    return parseHeld(await run('lsof', ['-Fpn', '-p', pids.join(',')], { mayFailPartly: true }))
  } catch {
    return before
  }
}

/** Pid → paths of what it holds open. */
export function parseHeld(text: string): ReadonlyMap<number, readonly string[]> {
  const held = new Map<number, string[]>()
  let own: string[] | undefined
  for (const line of text.split('\n')) {
    if (line.startsWith('p')) {
      own = []
      held.set(Number(line.slice(1)), own)
    } else if (line.startsWith('n/')) own?.push(line.slice(1))
  }
  return held
}
