/** How long opencode waits to write while its database is read: a writer beside `tce usage` and `tce sessions`, both without a store. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { BenchmarkTable } from '../benchmark.ts'
import type { WriterTold } from './opencode-writer.ts'

export async function measureWriterBeside(
  path: string,
  commands: readonly { readonly what: string; readonly run: () => Promise<void> }[],
): Promise<BenchmarkTable> {
  const writer = fork(join(import.meta.dirname, 'opencode-writer.ts'), [path, '600000000'])
  try {
    await wait(2_000)
    await toldBy(writer)
    await wait(3_000)
    const rows = [{ what: 'alone', ...(await toldBy(writer)) }]
    for (const { what, run } of commands) {
      await run()
      rows.push({ what: `beside ${what}`, ...(await toldBy(writer)) })
    }
    return {
      title: 'what its own writes wait for',
      rows: rows.map(({ what, writes, p99Ms, longestMs }) => ({
        what,
        writes,
        'p99 ms': p99Ms,
        'longest ms': longestMs,
      })),
      notes: ['It waits for no lock: one that was held against it would have ended it, and this with it.'],
    }
  } finally {
    const ended = once(writer, 'exit')
    if (writer.exitCode === null) writer.disconnect()
    await ended
  }
}

/** Of the writes since it was asked last. */
async function toldBy(writer: ChildProcess): Promise<WriterTold> {
  if (writer.exitCode !== null) throw new Error(`The writer ended with ${writer.exitCode}.`)
  writer.send('tell')
  const [told] = (await once(writer, 'message')) as [WriterTold]
  return told
}
