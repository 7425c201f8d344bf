/**
 * Search: how fast and how small the index of all texts is made, how soon an answer stands after each key, how soon what was just written is
 * found, and what it takes of the server's memory. `npm run bench -- search` on 1 GiB of generated transcripts, `--gib 0.2` for a quick look.
 * Home and index are kept from one run to the next: `--fresh` makes the index again, and measures that.
 *
 * The transcripts have a vocabulary of 60,000 words, frequent and rare ones as in what people write, and names that stand nowhere else: of
 * fewer words the index would be smaller, and every question would find everything. CPU time is told beside time on the wall, because a busy
 * machine stretches that alone. The server is asked when it has nothing else to do: what counts messages and looks for advice begins a minute
 * after its start, and its work would be told as that of the questions. cass (Rust, an engine of its own) claims 60 ms for an answer while
 * typing.
 */
import { execFileSync } from 'node:child_process'
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { textWords } from '../src/core/query/text-words.ts'
import { passageOf } from '../src/core/search/passage.ts'
import type { SearchAnswer, SearchOrder } from '../src/core/search/search-question.ts'
import { indexSessions } from '../src/search/index-pass.ts'
import { IndexWriter } from '../src/search/index-writer.ts'
import { searchPath } from '../src/search/search-path.ts'
import { createSessionTexts } from '../src/sessions/session-texts.ts'
import { machineId } from '../src/storage/machine-id.ts'
import { type AskedFigure, atLeast, atMost } from './asked.ts'
import { type BenchmarkOptions, type BenchmarkTable, quantile, rounded } from './benchmark.ts'
import { makeHome } from './made-home.ts'
import { benchCache } from './peers.ts'
import { isBuilt, rssMb, type Server, startServer, threadsOf, threadTimesMs, untilItRests } from './server-process.ts'

const root = join(import.meta.dirname, '..')
const vocabulary = 60_000
const [grownTimes, quickGrownTimes] = [15, 5]
/** From 11 s after the start until the first pass over the transcripts is over. */
const firstPassMs = 6_000
const claimedByCassMs = 60

/** A part of it shows the same; and what a server has at rest is waited for only once. */
const quickGib = 0.15

export async function run(options: BenchmarkOptions): Promise<readonly BenchmarkTable[]> {
  const { isQuick = false, gib = isQuick ? quickGib : 1, isFresh = false } = options
  if (process.platform !== 'linux') return [{ rows: [], notes: ['It reads /proc: it needs Linux.'] }]
  if (!isBuilt) return [{ rows: [], notes: ['tce is not built. Run "npm run build".'] }]
  const mib = Math.round(gib * 1024)
  const { dir } = makeHome(`search-${mib}`, {
    ...{ sessions: Math.round(2000 * gib), days: 120 },
    ...{ 'size-mb': mib, vocabulary },
  })
  const home = join(benchCache, `search-${mib}-indexed`)
  const [claudeDir, dataDir, typedFile] = [join(home, '.claude'), join(home, 'tce-data'), join(home, 'typed.json')]
  // Written last.
  const isKept = existsSync(typedFile) && !isFresh
  if (!isKept) {
    rmSync(home, { recursive: true, force: true })
    mkdirSync(dataDir, { recursive: true })
    // The same files under other names: what is appended here goes into a file of its own.
    execFileSync('cp', ['-al', join(dir, '.claude'), claudeDir])
  }
  rmSync(join(claudeDir, grownFolder), { recursive: true, force: true })
  const built = isKept ? undefined : await build(claudeDir, dataDir)
  if (built !== undefined) writeFileSync(typedFile, JSON.stringify(built.typed))
  const typed = JSON.parse(readFileSync(typedFile, 'utf8')) as readonly string[]
  const tables = await ask(home, typed, isQuick)
  const kept = { rows: [], notes: [`The index of an earlier run was used: ${home}`] }
  const shortened = `${gib} GiB instead of 1, and without what the server holds at rest`
  return [built?.table ?? kept, ...tables, ...(isQuick ? [{ rows: [], shortened }] : [])]
}

const grownFolder = 'projects/-home-dev-grown'

/** As rows, for what is measured beside. */
const rowsOf = (asked: readonly AskedFigure[]): BenchmarkTable['rows'] =>
  asked.map(({ work, found, asked: most, holds }) => ({
    what: work,
    measured: found,
    asked: most,
    holds: holds ? 'yes' : 'NO',
  }))

const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/** In this process, without a pause: per second of CPU. */
async function build(claudeDir: string, dataDir: string) {
  const texts = createSessionTexts([{ agent: 'claude', dataDir: claudeDir }])
  const { textBytes, passages, counts } = readThrough(texts)
  const transcriptBytes = Number(
    execFileSync('du', ['-sb', join(claudeDir, 'projects')], { encoding: 'utf8' }).split('\t')[0],
  )
  const path = searchPath(dataDir)
  const writer = new IndexWriter(path, machineId(dataDir))
  const began = cpuSeconds()
  await indexSessions({ writer, sources: texts(), goesOn: async () => true })
  writer.close()
  const seconds = cpuSeconds() - began
  const share = (statSync(path).size / textBytes) * 100
  const asked = [
    atLeast('search index: text, a second and core', textBytes / 1e6 / seconds, 'MB', 8),
    atLeast('search index: transcripts, a second and core', transcriptBytes / 1e6 / seconds, 'MB', 20),
    atMost('search index: size, of the indexed text', share, '%', 60),
  ]
  const table: BenchmarkTable = {
    title: `the index of ${rounded(transcriptBytes / 2 ** 20, 0)} MiB of transcripts: ${passages} passages, ${rounded(textBytes / 1e6, 0)} MB of text`,
    rows: rowsOf(asked),
    asked,
  }
  return { table, typed: toType(counts) }
}

/** What is indexed, and how often which word of a part of it. */
function readThrough(texts: ReturnType<typeof createSessionTexts>) {
  const counts = new Map<string, number>()
  let [textBytes, passages] = [0, 0]
  for (const session of texts()) {
    for (const lane of session.lanes()) {
      for (const told of lane.forward({ kind: 'edge' })) {
        const text = told && passageOf(told.event)?.text
        if (text === undefined) continue
        textBytes += Buffer.byteLength(text)
        passages += 1
        if (passages % 100 === 0) for (const word of textWords(text)) counts.set(word, (counts.get(word) ?? 0) + 1)
      }
    }
  }
  return { textBytes, passages, counts }
}

/** Words that are everywhere, frequent, rare, and stand nearly nowhere: alone, in pairs, as identifiers and as a path. */
function toType(counts: ReadonlyMap<string, number>): readonly string[] {
  const byRank = [...counts].filter(([word]) => /^[a-z]{3,}$/.test(word)).sort((a, b) => b[1] - a[1])
  const at = (rank: number): string => byRank[Math.min(rank, byRank.length - 1)]?.[0] ?? 'retry'
  return [
    ...[at(0), at(30), at(300), at(3_000), at(15_000)],
    ...[`${at(5)} ${at(50)}`, `${at(100)} ${at(1_000)}`, `${at(500)} ${at(8)}`],
    ...['session token', 'retry timeout', 'useAuthToken', 'src/api/price.ts', '日本'],
  ]
}

async function ask(home: string, typed: readonly string[], isQuick: boolean): Promise<readonly BenchmarkTable[]> {
  const env = { ...process.env, ...{ HOME: home, CLAUDE_CONFIG_DIR: join(home, '.claude') } }
  // The ledger is there, as on a machine on which a server runs: it is not what is measured.
  execFileSync(process.execPath, [join(root, 'dist/app/tce.js'), 'usage', '--json'], {
    env: { ...env, TCE_CONFIG_DIR: join(home, 'tce-config'), TCE_DATA_DIR: join(home, 'tce-data') },
    stdio: 'ignore',
  })
  const server = await startServer(home)
  try {
    // The ledger is open on a machine on which agents run; the index is begun with 15 s after the start.
    await fetch(`http://127.0.0.1:${server.port}/api/sessions?limit=20`)
    await wait(11_000)
    const withoutMb = rssMb(server)
    if (isQuick) {
      await wait(firstPassMs)
      return [await keystrokes(server, typed, isQuick), await growth(server, home, quickGrownTimes)]
    }
    await untilItRests(server)
    const [restingMb, busyWith] = [rssMb(server) - withoutMb, threadsOf(server)]
    await search(server, 'first', 'best')
    const tables = [await keystrokes(server, typed, isQuick)]
    const askedMb = rssMb(server) - withoutMb
    tables.push(await growth(server, home, grownTimes))
    const writingMb = rssMb(server) - withoutMb
    await untilItRests(server)
    const againMb = rssMb(server) - withoutMb
    const asked = [
      atMost('server at rest, all indexed, counted and looked through: RSS, more', restingMb, 'MB', 25),
      atMost('server at rest again after the questions: RSS, more', againMb, 'MB', 25),
    ]
    const memory: BenchmarkTable = {
      title: `RSS of the server, more than before anything was indexed, counted or asked (${withoutMb} MB)`,
      rows: [
        ...rowsOf(asked),
        { what: 'right after all these questions', measured: `${askedMb} MB`, asked: '', holds: '' },
        { what: 'while a session is written and asked for', measured: `${writingMb} MB`, asked: '', holds: '' },
      ],
      notes: [`${busyWith} threads at rest.`],
      asked,
    }
    return [...tables, memory]
  } finally {
    server.end()
    await server.ended()
  }
}

async function search({ port }: Server, query: string, order: SearchOrder): Promise<SearchAnswer> {
  const asked = new URLSearchParams({ query, order })
  const response = await fetch(`http://127.0.0.1:${port}/api/search?${asked}`)
  if (!response.ok) throw new Error(`${query}: ${response.status} ${await response.text()}`)
  return (await response.json()) as SearchAnswer
}

interface Keystroke {
  readonly query: string
  readonly ms: number
  /** As the server tells it: without the way there and back. */
  readonly tookMs: number
  readonly isBounded: boolean
}

async function keystrokes(server: Server, typed: readonly string[], isQuick: boolean): Promise<BenchmarkTable> {
  const [newest, best] = [await typeAll(server, typed, 'newest'), await typeAll(server, typed, 'best')]
  const row = (what: string, ms: number) => ({ what, measured: `${rounded(ms, 1)} ms`, asked: '', holds: '' })
  const rows = [
    row('newest first, p95', quantile(newest.sorted, 0.95)),
    row('ranked, p50', quantile(best.sorted, 0.5)),
    row('newest first, CPU of one', newest.cpuMs),
    row('ranked, CPU of one', best.cpuMs),
    row('of that in the main thread', best.mainMs),
  ]
  if (!isQuick) {
    const [newestTwice, bestTwice] = [
      await typeAll(server, typed, 'newest', 2),
      await typeAll(server, typed, 'best', 2),
    ]
    rows.push(row('two at once, newest first, p50', quantile(newestTwice.sorted, 0.5)))
    rows.push(row('two at once, ranked, p95', quantile(bestTwice.sorted, 0.95)))
  }
  const p95 = quantile(best.sorted, 0.95)
  const cass = `cass claims ${claimedByCassMs} ms: ${rounded(p95 / claimedByCassMs, 1)} × of it`
  const asked = [
    atMost('search, newest first, p50 of a keystroke', quantile(newest.sorted, 0.5), 'ms', 30),
    atMost('search, ranked, p95 of a keystroke', p95, 'ms', 120, cass),
  ]
  const slowest = best.keys.toSorted((a, b) => b.ms - a.ms).slice(0, 4)
  return {
    title: `answers, key by key: ${newest.keys.length} questions, ${best.keys.filter(({ isBounded }) => isBounded).length} of them with more than 20,000 matches`,
    rows: [...rowsOf(asked), ...rows],
    notes: [
      `The slowest: ${slowest.map(({ query, ms, tookMs }) => `"${query}" ${Math.round(ms)} ms, ${tookMs} of them in the server`).join('; ')}.`,
    ],
    asked,
  }
}

/** `atOnce`: by so many who type the same, each in his own time. */
async function typeAll(server: Server, typed: readonly string[], order: SearchOrder, atOnce = 1) {
  const keys: Keystroke[] = []
  const before = threadTimesMs(server)
  const type = async (texts: readonly string[]) => {
    for (const query of texts.flatMap(eachKey)) {
      const startMs = performance.now()
      const { isBounded, tookMs } = await search(server, query, order)
      keys.push({ query, ms: performance.now() - startMs, tookMs, isBounded })
    }
  }
  await Promise.all(Array.from({ length: atOnce }, (_, no) => type(no % 2 === 0 ? typed : typed.toReversed())))
  const after = threadTimesMs(server)
  const mainMs = (after.main - before.main) / keys.length
  const cpuMs = mainMs + (after.others - before.others) / keys.length
  return { keys, cpuMs, mainMs, sorted: keys.map(({ ms }) => ms).sort((a, b) => a - b) }
}

const eachKey = (text: string): readonly string[] =>
  [...text].map((_, at, all) => all.slice(0, at + 1).join('')).filter((query) => !query.endsWith(' '))

/** A session that goes on: from the write until it is found. */
async function growth(server: Server, home: string, times: number): Promise<BenchmarkTable> {
  const folder = join(home, '.claude', grownFolder)
  mkdirSync(folder, { recursive: true })
  const path = join(folder, '00000000-0000-4000-8000-000000000001.jsonl')
  const seconds: number[] = []
  for (let time = 0; time < times; time += 1) {
    const word = `grown${time}x${Math.random().toString(36).slice(2, 8)}`
    const startMs = performance.now()
    appendFileSync(path, lineOf(time, word))
    while ((await search(server, word, 'newest')).hits === 0) await wait(20)
    seconds.push((performance.now() - startMs) / 1000)
    await wait(500)
  }
  const sorted = seconds.sort((a, b) => a - b)
  const asked = [atMost('search: what was written is found after, longest', quantile(sorted, 1), 's', 2)]
  return {
    title: `a transcript that grows, ${times} times`,
    rows: [
      ...rowsOf(asked),
      { what: 'found after, median', measured: `${rounded(quantile(sorted, 0.5))} s`, asked: '', holds: '' },
    ],
    asked,
  }
}

const lineOf = (no: number, word: string): string =>
  `${JSON.stringify({
    ...{ type: 'user', uuid: `u${no}`, sessionId: '00000000-0000-4000-8000-000000000001', cwd: '/home/dev/grown' },
    ...{ timestamp: new Date().toISOString(), message: { role: 'user', content: `look for ${word}` } },
  })}\n`
