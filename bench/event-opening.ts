/** How soon a server that was just started stores an event for good, however many there are: after each kind of end, and after an older form. */
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { eventMigrations } from '../src/events/event-schema.ts'
import { eventsPath } from '../src/events/events-path.ts'
import { openForCheckpoints } from '../src/storage/sqlite.ts'
import { atMost } from './asked.ts'
import { type BenchmarkTable, medianOf, rounded } from './benchmark.ts'
import { type Server, startServer } from './server-process.ts'

interface Times {
  readonly listeningMs: number
  readonly firstAnswerMs: number
}

export interface Stored {
  readonly home: string
  readonly key: string
  readonly count: number
}

export async function opening({ home, key, count: stored }: Stored, rounds: number): Promise<BenchmarkTable> {
  const clean = await timesOfStarts(home, key, { rounds, endWith: 'SIGTERM' })
  const killed = await timesOfStarts(home, key, { rounds, endWith: 'SIGKILL' })
  const older = await timesOfStarts(home, key, { rounds, endWith: 'SIGTERM', before: () => takeBackLastForm(home) })
  const longest = Math.max(...[clean, killed, older].flat().map(({ firstAnswerMs }) => firstAnswerMs))
  const rowOf = (what: string, times: readonly Times[]) => ({
    what,
    'started until it listens, ms': rounded(medianOf(times.map(({ listeningMs }) => listeningMs)), 0),
    'from then to the first that is stored, ms': rounded(medianOf(times.map(({ firstAnswerMs }) => firstAnswerMs)), 0),
    'longest, ms': rounded(Math.max(...times.map(({ firstAnswerMs }) => firstAnswerMs)), 0),
  })
  return {
    title: `The first answer of a server that finds ${stored.toLocaleString('en')} (asked: within 1 s)`,
    rows: [
      rowOf('after a clean end', clean),
      rowOf('after SIGKILL, the file is checked beside', killed),
      rowOf('after an update that changes its form, a copy is made beside', older),
    ],
    asked: [atMost('events: first answer of a new server, after each kind of end: longest', longest / 1000, 's', 1)],
  }
}

interface Start {
  readonly rounds: number
  /** How the one before was ended, and this one is. */
  readonly endWith: NodeJS.Signals
  readonly before?: () => void
}

/** The first start only brings about the end before the next. */
async function timesOfStarts(home: string, key: string, { rounds, endWith, before }: Start): Promise<readonly Times[]> {
  const times: Times[] = []
  for (let round = 0; round <= rounds; round += 1) {
    before?.()
    const beganMs = performance.now()
    const server = await startServer(home)
    const listeningMs = performance.now() - beganMs
    const firstAnswerMs = await firstAnswer(server, key)
    if (round > 0) times.push({ listeningMs, firstAnswerMs })
    await sleep(1_000)
    process.kill(server.pid, endWith)
    await server.ended()
  }
  return times
}

async function firstAnswer({ port }: Server, key: string): Promise<number> {
  const beganMs = performance.now()
  const answer = await fetch(`http://127.0.0.1:${port}/events`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-API-Key': key },
    body: JSON.stringify({ source: 'opening', event_type: 'first' }),
  })
  if (!answer.ok) throw new Error(`The first event was answered with ${answer.status}: ${await answer.text()}`)
  await answer.text()
  return performance.now() - beganMs
}

/** The file as the version before wrote it: without the keys with which events were sent. */
function takeBackLastForm(home: string): void {
  if (eventMigrations.length !== 3) throw new Error('Another migration came: this takes back the third.')
  const opened = openForCheckpoints(eventsPath(join(home, 'tce-data')))
  if (!opened.ok) throw new Error(opened.error.message)
  opened.value.exec('DROP TABLE keys; ALTER TABLE events DROP COLUMN key; PRAGMA user_version = 2')
  opened.value.close()
}
