/** What looks cost while opencode writes to a large database: nothing was written, something was, and all sessions compared. */
import { dirname, join } from 'node:path'
import { agents } from '../../src/agents/index.ts'
import { keptSessions } from '../../src/scanner/session-signs/kept-sessions.ts'
import { createGlimpses } from '../../src/sessions/session-glimpse.ts'
import { LedgerEngine } from '../../src/tracker/ledger-engine.ts'
import { type BenchmarkTable, costOf, quantile, rounded } from '../benchmark.ts'
import { type OpencodeDatabase, openOpencodeDatabase } from './opencode-database.ts'
import { requestMaker } from './requests.ts'

const calls = 40
const directory = '/home/dev/polled'
const sessionId = 'ses_of_the_polls'

/** `path` is written to. */
export async function measurePolls(path: string, work: string): Promise<BenchmarkTable> {
  const beganMs = Date.now()
  const write = writerOf(openOpencodeDatabase(path), beganMs)
  const kept = keptSessions(agents.opencode, [dirname(path)], Date.now)
  const glimpses = createGlimpses()
  let nowMs = beganMs
  const engine = new LedgerEngine({
    path: join(work, 'polled-ledger.sqlite'),
    sources: [{ agent: 'opencode', dataDir: dirname(path) }],
    machine: 'bench',
    nowMs: () => nowMs,
  })
  await engine.updateUsage()
  const looked = () => kept.flatMap((sessions) => sessions.newestIn(directory, beganMs)?.lastEvents() ?? [])
  const followed = () => engine.followed(undefined)
  const rows = [
    await row('a process’s session, nothing written', looked),
    await row('a process’s session, after a write', looked, write),
    await row('live sessions, after a write', () => glimpses.recentIn('opencode', path, beganMs), write),
    await row('ledger, nothing written', followed),
    await row('ledger, after a write', followed, write),
    await row('ledger, all sessions compared', followed, () => {
      write()
      nowMs += 60_000
    }),
  ]
  await engine.close()
  write.close()
  return {
    title: 'polls of that database',
    rows,
    notes: [
      'Promised: ≤ 0.5 ms where nothing was written. All are compared in a thread of its own, once a minute at most.',
    ],
  }
}

async function row(what: string, look: () => unknown, before: () => void = () => undefined) {
  const { times, cpuMs } = await costOf(look, { calls, warmUps: 5, before })
  return {
    what,
    'median ms': rounded(quantile(times, 0.5)),
    'p95 ms': rounded(quantile(times, 0.95)),
    'own CPU ms': rounded(cpuMs),
  }
}

function writerOf(database: OpencodeDatabase, beganMs: number) {
  const requests = requestMaker()
  // Its messages are the newest, by their ids.
  let no = 700_000_000
  database.atOnce(() => database.session(sessionId, directory, beganMs, beganMs))
  const write = (): void => {
    no += 1
    database.atOnce(() => void database.turn(sessionId, { ...requests.next(), no, atMs: Date.now() }))
  }
  return Object.assign(write, { close: () => database.close() })
}
