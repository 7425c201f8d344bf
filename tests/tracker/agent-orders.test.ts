/** Every agent's files in any order, in any pieces, read by a ledger that is stopped anywhere and goes on: the same totals. And damaged ones. */
import {
  appendFileSync,
  cpSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AgentId } from '../../src/agents/agent.ts'
import { openDatabase } from '../../src/storage/sqlite.ts'
import type { CountedResponse, Ledger } from '../../src/tracker/ledger.ts'
import { openLedger } from '../../src/tracker/open-ledger.ts'
import { machine, tempDir } from './home.ts'

const fixtures = join(import.meta.dirname, '../fixtures')
const agentsWithCases = readdirSync(join(fixtures, 'agent-cases')) as AgentId[]

/** Where an agent's cases and runs lie in its data folder. */
const placeOf = (agent: AgentId): string => (agent === 'codex' ? 'sessions/2026/11/20' : '')

interface GivenFile {
  readonly path: string
  readonly bytes: Buffer
}

interface Home {
  readonly name: string
  readonly folder: string
  readonly place: string
}

/** All cases of an agent, each a home of its own, and what its program wrote, where that was files. */
function homesOf(agent: AgentId): readonly Home[] {
  const cases = readdirSync(join(fixtures, 'agent-cases', agent)).map((name) => ({
    name,
    folder: join(fixtures, 'agent-cases', agent, name),
    place: placeOf(agent),
  }))
  if (agent === 'opencode') return cases
  return [...cases, { name: 'what the program wrote', folder: join(fixtures, 'agent-runs', agent), place: '' }]
}

function filesIn({ folder, place }: Pick<Home, 'folder' | 'place'>): readonly GivenFile[] {
  return globSync('**/*', { cwd: folder })
    .filter((path) => statSync(join(folder, path)).isFile() && basename(path) !== 'expected.json')
    .flatMap((path) => {
      const bytes = readFileSync(join(folder, path))
      if (!path.endsWith('.sql')) return [{ path: join(place, path), bytes }]
      const database = path.replace(/\.sql$/, '.db')
      const isThere = readdirSync(join(folder, dirname(path))).includes(basename(database))
      return isThere ? [] : [{ path: join(place, database), bytes: databaseOf(bytes.toString()) }]
    })
}

function databaseOf(sql: string): Buffer {
  const path = join(tempDir(), 'made.db')
  const opened = openDatabase(path, { migrations: [sql] })
  if (!opened.ok) throw new Error(opened.error.message)
  opened.value.pragma('wal_checkpoint(TRUNCATE)')
  opened.value.close()
  return readFileSync(path)
}

const open = (agent: AgentId, dataDir: string, ledgerDir: string): Promise<Ledger> =>
  openLedger({ dataDir: ledgerDir, machine, sources: [{ agent, dataDir }], thread: 'this' })

/** Whose requests took what: order and pieces must change nothing of it. */
function totalsOf(responses: readonly CountedResponse[]): readonly string[] {
  const sums = new Map<string, number[]>()
  for (const { sessionId, subagentId, model, tokens } of responses) {
    const key = `${sessionId} ${subagentId ?? ''} ${model ?? ''}`
    const sum = sums.get(key) ?? [0, 0, 0, 0, 0]
    const of = [1, tokens.input, tokens.output, tokens.cacheRead, tokens.cacheWrite5m + tokens.cacheWrite1h]
    sums.set(
      key,
      sum.map((count, at) => count + (of[at] ?? 0)),
    )
  }
  return [...sums].map(([key, sum]) => `${key}: ${sum.join(' ')}`).sort()
}

async function readAtOnce(agent: AgentId, files: readonly GivenFile[]): Promise<readonly string[]> {
  const dataDir = tempDir()
  for (const { path, bytes } of files) {
    mkdirSync(dirname(join(dataDir, path)), { recursive: true })
    writeFileSync(join(dataDir, path), bytes)
  }
  const ledger = await open(agent, dataDir, tempDir())
  await ledger.update()
  const totals = totalsOf(ledger.responses())
  await ledger.close()
  return totals
}

const isWritten = (path: string): boolean => path.endsWith('.jsonl')
/** Written in the moment of its log: of a fork it alone tells whose its first requests were. */
const isBeside = (path: string): boolean => basename(path) === 'state.json'

/** Lines come in pieces; databases and documents are there whole, or half and then whole. */
const orderOf = (files: readonly GivenFile[]) =>
  fc
    .tuple(
      fc.shuffledSubarray(
        files.map((_, at) => at),
        { minLength: files.length },
      ),
      fc.array(fc.tuple(fc.nat(), fc.double({ min: 0, max: 1, noNaN: true })), { maxLength: 4 }),
      fc.array(fc.boolean(), { minLength: 32, maxLength: 32 }),
    )
    .map(([shuffled, cuts, stops]) => {
      const [beside, others] = [true, false].map((is) =>
        shuffled.filter((at) => isBeside(files[at]?.path ?? '') === is),
      )
      return { order: [...(beside ?? []), ...(others ?? [])], cuts, stops }
    })

describe.each(agentsWithCases)('%s', (agent) => {
  it.each(homesOf(agent))('$name counts the same in whatever order and pieces its files come', async (home) => {
    const files = filesIn(home)
    const whole = await readAtOnce(agent, files)
    expect(whole.length).toBeGreaterThan(0)
    await fc.assert(
      fc.asyncProperty(orderOf(files), async ({ order, cuts, stops }) => {
        const [dataDir, ledgerDir] = [tempDir(), tempDir()]
        let ledger = await open(agent, dataDir, ledgerDir)
        for (const [step, at] of order.entries()) {
          const { path, bytes } = files[at] as GivenFile
          mkdirSync(dirname(join(dataDir, path)), { recursive: true })
          const own = cuts.filter(([file]) => file % files.length === at).map(([, share]) => share)
          for (const share of own.toSorted()) {
            const size = Math.floor(bytes.length * share)
            if (isWritten(path)) writeFileSync(join(dataDir, path), bytes.subarray(0, size))
            else if (path.endsWith('.json')) writeFileSync(join(dataDir, path), bytes.subarray(0, size))
            await ledger.update()
          }
          writeFileSync(join(dataDir, path), bytes)
          if (stops[step % stops.length] !== true) continue
          await ledger.update()
          await ledger.close()
          ledger = await open(agent, dataDir, ledgerDir)
        }
        await ledger.update()
        const totals = totalsOf(ledger.responses())
        await ledger.close()
        expect(totals).toEqual(whole)
      }),
      { numRuns: 5 },
    )
  })

  it('loses nothing of what is whole beside files that are damaged, torn, huge or of a version to come, and says a word', async () => {
    const files = homesOf(agent).slice(0, 1).flatMap(filesIn)
    const whole = await readAtOnce(agent, files)
    const dataDir = tempDir()
    for (const { path, bytes } of files) {
      mkdirSync(dirname(join(dataDir, path)), { recursive: true })
      writeFileSync(join(dataDir, path), bytes)
      const beside = join(dataDir, dirname(path), `x-${basename(path)}`)
      if (path.endsWith('.jsonl')) {
        appendFileSync(join(dataDir, path), '{"type":"tor\n')
        appendFileSync(join(dataDir, path), Buffer.alloc(2048))
        appendFileSync(
          join(dataDir, path),
          `\n{"type":"of the future","v":9}\n{"type":"x","t":"${'y'.repeat(3 << 20)}"}\n`,
        )
        writeFileSync(beside, '{"half')
      } else if (path.endsWith('.db')) writeFileSync(join(dataDir, dirname(path), `opencode-broken.db`), 'no database')
      else cpSync(join(dataDir, path), beside)
    }
    const ledger = await open(agent, dataDir, tempDir())
    const { problems } = await ledger.update()
    expect(totalsOf(ledger.responses())).toEqual(whole)
    const { badLines } = ledger.status()
    if (files.some(({ path }) => path.endsWith('.jsonl'))) expect(badLines).toBeGreaterThan(0)
    else expect(problems.join()).toMatch(/could not be read .*: what was known of it stays, and it is tried again/)
    await ledger.close()
  })
})

it('a database that is cut in the middle is named, keeps what was counted of it, and counts again when it is whole', async () => {
  const files = filesIn({ folder: join(fixtures, 'agent-cases/opencode/fork-and-child'), place: '' })
  const { path, bytes } = files.find((file) => file.path.endsWith('.db')) as GivenFile
  const [dataDir, ledgerDir] = [tempDir(), tempDir()]
  const whole = await readAtOnce('opencode', files)
  writeFileSync(join(dataDir, path), bytes)
  const ledger = await open('opencode', dataDir, ledgerDir)
  await ledger.update()
  writeFileSync(join(dataDir, path), bytes.subarray(0, bytes.length / 2))
  expect((await ledger.update()).problems.join()).toMatch(/could not be read/)
  expect(totalsOf(ledger.responses())).toEqual(whole)
  writeFileSync(join(dataDir, path), bytes)
  expect((await ledger.update()).problems).toEqual([])
  expect(totalsOf(ledger.responses())).toEqual(whole)
  await ledger.close()
})

/** A table of each, without which its requests can't be read. */
const databases = [
  { agent: 'opencode', name: 'fork-and-child', file: 'opencode.db', table: 'message' },
  { agent: 'kilo', name: 'fork-and-child', file: 'kilo.db', table: 'message' },
  { agent: 'copilot', name: 'session-store', file: 'session-store.db', table: 'assistant_usage_events' },
] as const

it.each(databases)(
  "$agent's database that is locked by its writer, or half migrated, keeps what was counted of it, says so, and counts again",
  async ({ agent, name, file, table }) => {
    const folder = join(fixtures, 'agent-cases', agent === 'kilo' ? 'opencode' : agent, name)
    const given = filesIn({ folder, place: '' }).find(({ path }) => path.endsWith('.db'))
    const dataDir = tempDir()
    writeFileSync(join(dataDir, file), given?.bytes ?? '')
    const ledger = await open(agent, dataDir, tempDir())
    await ledger.update()
    const whole = totalsOf(ledger.responses())
    expect(whole.length).toBeGreaterThan(0)
    const opened = openDatabase(join(dataDir, file), { migrations: [] })
    if (!opened.ok) throw new Error(opened.error.message)
    const writer = opened.value
    const problemsAfter = async (sql: string) => {
      writer.exec(sql)
      const { problems } = await ledger.update()
      expect(totalsOf(ledger.responses()), sql).toEqual(whole)
      return problems.join()
    }
    const unread = /could not be read .*: what was known of it stays, and it is tried again/
    try {
      const locking = 'PRAGMA journal_mode = DELETE; CREATE TABLE IF NOT EXISTS later (id); BEGIN EXCLUSIVE'
      expect(await problemsAfter(locking)).toMatch(unread)
      expect(await problemsAfter('COMMIT')).toBe('')
      expect(await problemsAfter(`ALTER TABLE ${table} RENAME TO of_before`)).toMatch(unread)
      expect(await problemsAfter(`ALTER TABLE of_before RENAME TO ${table}`)).toBe('')
    } finally {
      writer.close()
      await ledger.close()
    }
  },
)
