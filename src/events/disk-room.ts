/** Whether the disk has the room that its user wants left: below that no event is stored, and from above it on they are again. */
import { statfs } from 'node:fs/promises'
import type { CaptureProblem } from '../core/captured/captured-event.ts'
import { formatBytes } from '../core/words/format.ts'

export interface DiskRoom {
  /** Why nothing is to be stored now; undefined: there is room, or nobody can tell. */
  check(): Promise<CaptureProblem | undefined>
  /** As of the last look; one that is old is made again behind. */
  readonly problem: string | undefined
}

/** A look is good for so long. */
const lookForMs = 2_000

export function createDiskRoom(
  dir: string,
  leastBytes: () => number,
  freeBytesOf: (dir: string) => Promise<number> = freeBytes,
): DiskRoom {
  let lookedMs = Number.NEGATIVE_INFINITY
  let problem: CaptureProblem | undefined

  async function look(): Promise<void> {
    lookedMs = performance.now()
    const least = leastBytes()
    const free = least === 0 ? undefined : await freeBytesOf(dir).catch(() => undefined)
    problem = free === undefined || free >= least ? undefined : tooLittle(dir, free, least)
  }
  const isOld = () => performance.now() - lookedMs > lookForMs

  return {
    async check() {
      if (isOld()) await look()
      return problem
    },
    get problem() {
      if (isOld() && problem !== undefined) void look()
      return problem?.message
    },
  }
}

async function freeBytes(dir: string): Promise<number> {
  const { bavail, bsize } = await statfs(dir)
  return bavail * bsize
}

const tooLittle = (dir: string, free: number, least: number): CaptureProblem => ({
  kind: 'unwritable',
  message: `The disk of ${dir} has ${formatBytes(free)} free: below ${formatBytes(least)} no event is stored ([events] min_free_mb). Next: free some space.`,
  retryAfterMs: 30_000,
})
