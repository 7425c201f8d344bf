/** A first count is killed before each of its steps and at random moments, alone and beside a program that has the empty store open. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { LedgerEngine } from '../src/tracker/ledger-engine.ts'
import { rowsOfStore } from '../tests/tracker/store-content.ts'
import type { Drill, DrillOptions, DrillResult, Random } from './drill.ts'

const generator = join(import.meta.dirname, '../tests/tools/gen-claude-data.mjs')
const filler = join(import.meta.dirname, 'store-filler.ts')
/** As store-filler.ts counts them: from the making of the file to the opening of what took the place. */
const steps = 12
/** The others end at a random moment, from outside. */
const shareAtSteps = 0.6
/** Somebody has the empty store open meanwhile. */
const shareBesideOthers = 0.5
const saidEvery = 100
const mostFaults = 20

export const drill: Drill = {
  proves:
    'a first count that is killed at any step leaves nothing or all of it: the next one, also of who had the empty store open, comes to exactly the truth, row by row, and no file is left',
  times: 1_000,
  unit: 'kills',
  run,
}

type Beside = 'nobody' | 'who has it open' | 'who counts as well'

async function run({ times, random, say }: DrillOptions): Promise<DrillResult> {
  const folder = mkdtempSync(join(tmpdir(), 'store-filling-'))
  const configDir = join(folder, '.claude')
  const given = ['sessions=20', 'size-mb=1', 'forks=0.4', 'btw=0.3', 'subagents=0.4', `seed=${random.between(1, 1e6)}`]
  execFileSync(process.execPath, [generator, '--out', configDir, ...given.map((one) => `--${one}`)], {
    stdio: 'ignore',
  })
  const { unique } = JSON.parse(readFileSync(`${configDir}.truth.json`, 'utf8')) as { unique: { total: number } }
  const place = (name: string): Place => ({ dataDir: newFolder(join(folder, name)), configDir })
  const expected = await countIn(place('whole'))
  const wholeBytes = sizeOf(join(folder, 'whole', 'ledger.sqlite'))
  const usualMs = await lifeOf(place('timed'))
  const faults: string[] = []
  const figures = { kills: 0, 'at steps': 0, 'at random moments': 0, 'beside others': 0, 'were whole by then': 0 }
  for (; figures.kills < times && faults.length < mostFaults; figures.kills += 1) {
    const here = place('trial')
    const step = random.isLess(shareAtSteps) ? figures['at steps']++ % steps : undefined
    const afterMs = random.between(0, Math.round(usualMs * 1.1))
    if (step === undefined) figures['at random moments'] += 1
    const beside = chosenBeside(random)
    if (beside !== 'nobody') figures['beside others'] += 1
    const other = beside === 'nobody' ? undefined : engineOf(here)
    const counting = beside === 'who counts as well' ? other?.update() : undefined
    await killed(here, step === undefined ? { afterMs } : { step })
    if (sizeOf(join(here.dataDir, 'ledger.sqlite')) >= wholeBytes) figures['were whole by then'] += 1
    await counting
    const { rows, tokens, problems } = await countIn(here, other)
    const what = `Kill ${figures.kills}, ${step === undefined ? `after ${afterMs} ms` : `before step ${step}`}, beside ${beside}:`
    if (rows !== expected.rows) faults.push(`${what} the next count holds other rows.`)
    if (tokens !== unique.total) faults.push(`${what} ${tokens} tokens; the truth is ${unique.total}.`)
    if (problems.length > 0) faults.push(`${what} ${problems.join(' ')}`)
    const left = readdirSync(here.dataDir).filter((name) => name !== 'ledger.sqlite')
    if (left.length > 0) faults.push(`${what} ${left.join(', ')} is left beside the store.`)
    if ((figures.kills + 1) % saidEvery === 0) say(`${figures.kills + 1} kills`)
  }
  rmSync(folder, { recursive: true, force: true })
  return { figures, faults }
}

interface Place {
  readonly dataDir: string
  readonly configDir: string
}

function newFolder(path: string): string {
  rmSync(path, { recursive: true, force: true })
  mkdirSync(path)
  return path
}

const chosenBeside = (random: Random): Beside =>
  !random.isLess(shareBesideOthers) ? 'nobody' : random.isLess(0.5) ? 'who has it open' : 'who counts as well'

const engineOf = ({ dataDir, configDir }: Place): LedgerEngine =>
  new LedgerEngine({
    path: join(dataDir, 'ledger.sqlite'),
    machine: 'drill',
    sources: [{ agent: 'claude', dataDir: configDir }],
    worthFilling: { files: 1, bytes: 0 },
  })

interface Counted {
  readonly rows: string
  readonly tokens: number
  readonly problems: readonly string[]
}

/** By who had it open, or by the next who comes; closed afterwards. */
async function countIn(place: Place, other?: LedgerEngine): Promise<Counted> {
  const engine = other ?? engineOf(place)
  try {
    await engine.update()
    const tokens = engine.database
      .prepare('SELECT sum(input + output + cache_read + cache_write_5m + cache_write_1h) FROM by_time')
      .pluck()
      .get() as number
    return { rows: JSON.stringify(rowsOfStore(engine.database)), tokens, problems: engine.storeProblems }
  } finally {
    await engine.close()
  }
}

/** How long it takes where nobody ends it. */
async function lifeOf(place: Place): Promise<number> {
  const beganMs = performance.now()
  const said = await ended(start(place, -1))
  if (!said.includes(`filled in ${steps} steps`)) throw new Error(`It is filled in other steps than ${steps}: ${said}`)
  return performance.now() - beganMs
}

async function killed(place: Place, how: { readonly step: number } | { readonly afterMs: number }): Promise<void> {
  const child = start(place, 'step' in how ? how.step : -1)
  const end = ended(child)
  if ('afterMs' in how) {
    await sleep(how.afterMs)
    child.kill('SIGKILL')
  }
  await end
}

const start = ({ dataDir, configDir }: Place, step: number): ChildProcess =>
  spawn(process.execPath, [filler, dataDir, configDir, String(step), join(dataDir, '../compiled')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })

async function ended(child: ChildProcess): Promise<string> {
  let said = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  await once(child, 'close')
  return said
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0
