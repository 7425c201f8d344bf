/** Loaded into a server that is measured: how long its loop stood still at most, told on SIGUSR2 and begun anew. Plain JavaScript, as node takes it. */
import { writeFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import process from 'node:process'

const file = process.env['TCE_BENCH_STALLS']
if (file !== undefined) {
  let [longestMs, lastMs] = [0, performance.now()]
  setInterval(() => {
    const now = performance.now()
    longestMs = Math.max(longestMs, now - lastMs - 1)
    lastMs = now
  }, 1).unref()
  process.on('SIGUSR2', () => {
    writeFileSync(file, String(longestMs))
    longestMs = 0
  })
}
