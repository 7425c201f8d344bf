/**
 * Loaded into a server that is measured: how long its loop stood still at most, told as JSON on SIGUSR2 and begun anew. `longestMs` is by the
 * clock; `ownMs` what of a turn is the program's own doing: what its main thread ran, and slept. What it waited for a core of a busy machine is
 * not, nor what a garbage collection slept until its other threads came to one; as long as those ran, it is. `cpuMs` is what its main thread
 * ran between two turns. Linux. Plain JavaScript, as node takes it.
 */
import { openSync, readSync, writeFileSync } from 'node:fs'
import { PerformanceObserver, performance } from 'node:perf_hooks'
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
  /** Of all its threads. */
  const usedMs = () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1e3
  }
  /** Only these are looked at more closely, and only then is it told how long a collection took. */
  const [longMs, mostTurns] = [5, 1_000]
  let turns = []
  let collections = []
  const collected = (list) => {
    for (const { startTime, duration } of list) collections.push([startTime, startTime + duration])
  }
  const observer = new PerformanceObserver((list) => collected(list.getEntries()))
  observer.observe({ entryTypes: ['gc'] })

  const ownOf = ({ fromMs, toMs, lateMs, ranMs, waitedMs, othersMs }) => {
    const sleptMs = Math.max(0, lateMs - ranMs - waitedMs)
    const collectingMs = collections.reduce(
      (sum, [from, to]) => sum + Math.max(0, Math.min(to, toMs) - Math.max(from, fromMs)),
      0,
    )
    const forOthersMs = Math.min(sleptMs, collectingMs)
    return ranMs + sleptMs - forOthersMs + Math.min(forOthersMs, othersMs)
  }

  const nothing = { longestMs: 0, cpuMs: 0 }
  let most = nothing
  let [lastMs, last, lastUsedMs] = [performance.now(), scheduled(), usedMs()]
  setInterval(() => {
    const [now, [ran, waited], used] = [performance.now(), scheduled(), usedMs()]
    const [lateMs, ranMs, waitedMs] = [now - lastMs - 1, ran - last[0], waited - last[1]]
    most = { longestMs: Math.max(most.longestMs, lateMs), cpuMs: Math.max(most.cpuMs, ranMs) }
    if (lateMs > longMs) {
      const othersMs = Math.max(0, used - lastUsedMs - ranMs)
      turns.push({ fromMs: lastMs, toMs: now, lateMs, ranMs, waitedMs, othersMs })
      if (turns.length > mostTurns)
        turns = turns.toSorted((a, b) => b.lateMs - b.waitedMs - a.lateMs + a.waitedMs).slice(0, mostTurns / 2)
    }
    ;[lastMs, last, lastUsedMs] = [now, [ran, waited], used]
  }, 1).unref()
  process.on('SIGUSR2', () => {
    collected(observer.takeRecords())
    writeFileSync(file, JSON.stringify({ ...most, ownMs: Math.max(0, ...turns.map(ownOf)) }))
    most = nothing
    turns = []
    collections = []
  })
}
