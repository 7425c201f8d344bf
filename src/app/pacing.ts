/** Work of a thread that nobody waits for: with what the processor has to spare. */
import { setPriority } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'

/** Of this thread alone, which only Linux knows: elsewhere it would be the whole program's. */
export function giveWay(): void {
  if (process.platform !== 'linux') return
  try {
    setPriority(0, 19)
  } catch {
    // Not allowed here: it rests as often.
  }
}

/** After so much work it rests as long, so that a machine of two cores keeps one. */
const stretchMs = 50

/** Called between steps. */
export function pacing(goesOn: () => boolean): () => Promise<boolean> {
  let sinceMs = performance.now()
  return async () => {
    const workedMs = performance.now() - sinceMs
    if (workedMs >= stretchMs) {
      await wait(stretchMs)
      sinceMs = performance.now()
    }
    return goesOn()
  }
}
