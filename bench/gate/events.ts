/** Keeps ten thousand events, by ones and by hundreds, and asks for some in each way: the same on every machine. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { NewCaptured } from '../../src/core/captured/captured-event.ts'
import { eventKeys } from '../../src/core/captured/event-question.ts'
import { parseQuery } from '../../src/core/query/parse-query.ts'
import { openEventStore } from '../../src/events/event-store.ts'

const singles = 2_000
const batches = 80
const startMs = Date.parse('2026-11-20T10:00:00Z')
const words = ['deploy', 'build', 'test', 'cache', 'retry']

const event = (n: number): NewCaptured => ({
  source: `source-${n % 9}`,
  event_type: `${words[n % words.length]}.done`,
  level: n % 50 === 0 ? 'error' : 'info',
  message: `${words[n % words.length]} ${n} took ${n % 977} ms`,
  data: JSON.stringify({ run: n, ok: n % 7 !== 0 }),
  atMs: startMs + n,
})

const dataDir = mkdtempSync(join(tmpdir(), 'tce-gate-events-'))
const store = openEventStore({ dataDir, machine: 'gate', reportError: console.error })
try {
  await Promise.all(Array.from({ length: singles }, (_, n) => store.capture([event(n)])))
  for (let batch = 0; batch < batches; batch += 1) {
    await store.capture(Array.from({ length: 100 }, (_, n) => event(singles + batch * 100 + n)))
  }
  while ((await store.totals()).notIndexed > 0) await sleep(5)
  for (const text of ['source:source-3 level:error', 'deploy', '"build 4126"', 'data.run:>9990', 'type:cache*']) {
    const query = parseQuery(text, eventKeys, { nowMs: startMs, startOfDay: () => undefined })
    if (!query.ok) throw new Error(query.error.message)
    for (let turn = 0; turn < 20; turn += 1) await store.ask({ order: 'newest', limit: 100, query: query.value })
  }
  await store.histogram({ sinceMs: startMs, untilMs: startMs + 60_000, binMs: 60_000 })
} finally {
  await store.close()
  rmSync(dataDir, { recursive: true, force: true })
}
