/**
 * Loaded into a server that is measured: how long its loop stood still at most, told as JSON on SIGUSR2 and begun anew. `longestMs` is by the
 * clock; `unawaitedMs` without what it waited for a core of a busy machine; `cpuMs` what its main thread itself ran between two turns
 * (Linux). Plain JavaScript, as node takes it.
 */
import { openSync, readSync, writeFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import process from 'node:process'

const file = process.env['TCE_BENCH_STALLS']
if (file !== undefined) {
  const [schedule, bytes] = [openSync('/proc/self/schedstat', 'r'), Buffer.alloc(128)]
  /** Of the main thread: how long it ran, and how long it could have. */
  const scheduled = () =>
    bytes
      .toString('latin1', 0, readSync(schedule, bytes, 0, 128, 0))
      .split(' ')
      .map((ns) => Number(ns) / 1e6)
  const nothing = { longestMs: 0, unawaitedMs: 0, cpuMs: 0 }
  let most = nothing
  let [lastMs, last] = [performance.now(), scheduled()]
  setInterval(() => {
    const [now, [ran, waited]] = [performance.now(), scheduled()]
    const lateMs = now - lastMs - 1
    most = {
      longestMs: Math.max(most.longestMs, lateMs),
      unawaitedMs: Math.max(most.unawaitedMs, lateMs - (waited - last[1])),
      cpuMs: Math.max(most.cpuMs, ran - last[0]),
    }
    ;[lastMs, last] = [now, [ran, waited]]
  }, 1).unref()
  process.on('SIGUSR2', () => {
    writeFileSync(file, JSON.stringify(most))
    most = nothing
  })
}
