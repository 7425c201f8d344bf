/**
 * One server per data dir. The server writes `<data dir>/instance/<n>.json` with its (pid, start), port and version; whoever holds the
 * highest n, and lives, is the one. A name is only ever created, never replaced or reused while a higher one is there: of two
 * starters that both find the last holder dead, both try n + 1, and the file system lets exactly one have it. (Removing a dead
 * holder's file and then making one's own is two steps, between which a second starter can remove the file of the first.)
 */
import { readdir, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProcessTable } from '../core/process/process.ts'
import { isSameProcess } from '../core/process/process.ts'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import { createPrivateFile, writePrivateFile } from '../storage/private-file.ts'
import { decodeInstance, type InstanceRecord, turnsOf } from './instance-record.ts'

export interface HeldInstance {
  /** Once it is known where it listens. */
  update(record: InstanceRecord): Promise<void>
  release(): Promise<void>
}

export interface InstanceLock {
  /** Fails with the living holder. */
  acquire(record: InstanceRecord): Promise<Result<HeldInstance, InstanceRecord>>
  /** The living holder; one that died, or whose pid is another process now, is none. */
  current(): Promise<InstanceRecord | undefined>
}

export interface InstanceLockOptions {
  readonly dataDir: string
  readonly table: Pick<ProcessTable, 'inspect'>
}

export function createInstanceLock({ dataDir, table }: InstanceLockOptions): InstanceLock {
  const dir = join(dataDir, 'instance')
  const pathOf = (turn: number): string => join(dir, `${turn}.json`)
  return { acquire, current: async () => (await last()).holder }

  async function acquire(record: InstanceRecord): Promise<Result<HeldInstance, InstanceRecord>> {
    const { turn, holder } = await last()
    if (holder !== undefined) return err(holder)
    const mine = turn + 1
    const isMine = await createPrivateFile(pathOf(mine), toText(record))
    // A starter that looked long ago may have made an old turn anew: the higher one holds.
    const turns = isMine ? await turnsIn(dir) : []
    if (!isMine || turns.some((other) => other > mine)) {
      if (isMine) await forget(mine)
      return acquire(record)
    }
    await Promise.all(turns.filter((other) => other < mine).map(forget))
    return ok({
      update: (changed) => writePrivateFile(pathOf(mine), toText(changed)),
      // Where it can't be written (the folder was removed, the disk is full) the end of this process says the same.
      // The file stays, as nobody's: a turn is never given out twice.
      release: () => writePrivateFile(pathOf(mine), released).catch(ignoreSystemError),
    })
  }

  /** The highest turn there has been, 0 for none. */
  async function last(): Promise<{ readonly turn: number; readonly holder?: InstanceRecord | undefined }> {
    const turn = Math.max(0, ...(await turnsIn(dir)))
    if (turn === 0) return { turn }
    const record = decodeInstance(await readFile(pathOf(turn), 'utf8').catch(() => ''))
    return { turn, holder: record && (await isRunning(record)) ? record : undefined }
  }

  async function isRunning(record: InstanceRecord): Promise<boolean> {
    const found = await table.inspect(record.pid)
    return found !== undefined && isSameProcess(record, found) && found.state !== 'zombie'
  }

  async function forget(turn: number): Promise<void> {
    await unlink(pathOf(turn)).catch(() => undefined)
  }
}

const released = '{"released":true}\n'
const toText = (record: InstanceRecord): string => `${JSON.stringify(record)}\n`

async function turnsIn(dir: string): Promise<readonly number[]> {
  const names = await readdir(dir).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT') throw cause
    return []
  })
  return turnsOf(names)
}

function ignoreSystemError(cause: unknown): void {
  if ((cause as NodeJS.ErrnoException).code === undefined) throw cause
}
