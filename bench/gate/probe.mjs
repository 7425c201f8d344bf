/**
 * Loaded into a measured program (`--import`): when it ends it writes what it took to the file that TCE_GATE_OUT names. What was
 * allocated is what every collection found and left, of this thread's heap; what was written is what the system counted.
 */
import { appendFileSync, readFileSync } from 'node:fs'
import process from 'node:process'
import v8 from 'node:v8'

const startBytes = v8.getHeapStatistics().used_heap_size
const profiler = new v8.GCProfiler()
profiler.start()

process.on('exit', () => {
  const { user, system } = process.cpuUsage()
  const out = process.env['TCE_GATE_OUT']
  if (out === undefined) return
  const written = writtenBytes()
  const line = { cpuMs: (user + system) / 1000, allocatedBytes: allocatedBytes(), writtenBytes: written }
  appendFileSync(out, `${JSON.stringify(line)}\n`)
})

function allocatedBytes() {
  const collections = profiler.stop()?.statistics ?? []
  let last = startBytes
  let sum = 0
  for (const { beforeGC, afterGC } of collections) {
    sum += Math.max(0, beforeGC.heapStatistics.usedHeapSize - last)
    last = afterGC.heapStatistics.usedHeapSize
  }
  return sum + Math.max(0, v8.getHeapStatistics().used_heap_size - last)
}

/** Undefined where the system does not count it. */
function writtenBytes() {
  try {
    const [, bytes] = /^wchar: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8')) ?? []
    return bytes === undefined ? undefined : Number(bytes)
  } catch {
    return undefined
  }
}
