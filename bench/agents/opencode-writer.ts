/**
 * Adds turns to an opencode database as opencode does, and tells how long each write took: alone, and beside those who read. A process of
 * its own, asked by messages: its arguments are the database and the number of the first turn.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { quantile, rounded } from '../benchmark.ts'
import { openOpencodeDatabase } from './opencode-database.ts'
import { requestMaker } from './requests.ts'

export interface WriterTold {
  readonly writes: number
  readonly p99Ms: number
  readonly longestMs: number
}

/** A part of a streamed answer is written about that often. */
const everyMs = 10
const sessionId = 'ses_of_the_writer'
const [path = '', first = '0'] = process.argv.slice(2)
/** It waits for nobody: a write that finds the database locked fails. */
const database = openOpencodeDatabase(path, 0)
const requests = requestMaker()
let no = Number(first)
let timesMs: number[] = []

process.on('message', () => {
  const sorted = timesMs.toSorted((a, b) => a - b)
  timesMs = []
  const told: WriterTold = {
    writes: sorted.length,
    p99Ms: rounded(quantile(sorted, 0.99)),
    longestMs: rounded(sorted.at(-1) ?? Number.NaN),
  }
  process.send?.(told)
})

process.on('disconnect', () => process.exit(0))
database.atOnce(() => database.session(sessionId, '/home/dev/writer', Date.now(), Date.now()))
for (;;) {
  no += 1
  const beganMs = performance.now()
  database.atOnce(() => void database.turn(sessionId, { ...requests.next(), no }))
  timesMs.push(performance.now() - beganMs)
  await wait(everyMs)
}
