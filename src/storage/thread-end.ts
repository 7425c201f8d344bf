/**
 * How a thread of ours ends: it is asked to, finishes what it is at, and goes by itself. A thread that is stopped from outside
 * (`worker.terminate()`) in the moment in which it loads a native module takes the whole program with it: better-sqlite3 can't report what V8
 * refuses then, and aborts. Whoever is stuck is stopped at last, when it has long loaded what it loads.
 */
import type { Worker } from 'node:worker_threads'
import { seconds } from '../core/time/duration.ts'
import { giveBackMemorySoon } from './give-back-soon.ts'

/** Why a call was not answered: its thread was told to end. Expected of whoever asks while a program closes. */
export class ThreadEnded extends Error {
  readonly kind = 'ended'

  /** `name`: what its calls are about. */
  constructor(name?: string) {
    super(`The thread${name === undefined ? '' : ` of ${name}`} has ended. Ask again when TCE runs.`)
  }
}

/** A statement that runs longer is one that nobody waits for any more. */
const mostPatienceMs = seconds(10)

/** Taken when the thread is made: one that is gone says so once. */
export function endOf(worker: Pick<Worker, 'once' | 'terminate'>): (patienceMs?: number) => Promise<void> {
  const gone = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  return async (patienceMs = mostPatienceMs) => {
    const timer = setTimeout(() => void worker.terminate(), patienceMs)
    await gone
    clearTimeout(timer)
    giveBackMemorySoon()
  }
}
