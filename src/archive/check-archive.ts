/** Whether what is archived is still what was written, a part at a time; and away with what nothing tells of. */
import type { ArchiveStore } from './archive-store.ts'

const dayMs = 86_400_000
/** Each piece once in so long, as far as passes get. */
const checkAgainMs = 7 * dayMs
const mostAtOnce = 400

export async function checkArchive(
  store: ArchiveStore,
  goesOn: () => Promise<boolean>,
  clock: () => number = Date.now,
): Promise<void> {
  for (const hash of await store.toCheck(clock() - checkAgainMs, mostAtOnce)) {
    await store.noteChecked(hash, store.pieces.isWhole(hash))
    if (!(await goesOn())) return
  }
  const swept = Number((await store.state('swept_ms')) ?? 0)
  if (clock() - swept < dayMs) return
  for (const folder of store.pieces.folders()) {
    await store.sweep(folder)
    if (!(await goesOn())) return
  }
  await store.noteState('swept_ms', String(clock()))
}
