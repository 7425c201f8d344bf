/**
 * The gate: a fixed set of small runs beside the last landing's figures (gate/baseline.json). `npm run bench -- gate` fails on a clear
 * loss alone: the median over 1.3 × and a difference that chance makes less than once in a hundred, both seen again when repeated; or
 * where what was once reached (gate/ceilings.ts) is no longer, seen again, too. `--save` writes the figures as the new baseline.
 *
 * CPU time is told as a multiple of a bare Node.js's in the same turn, which makes machines comparable; allocations and bytes written
 * are what they are.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BenchmarkOptions, BenchmarkTable } from './benchmark.ts'
import { rounded } from './benchmark.ts'
import { ceilings, type GateFound, isOver } from './gate/ceilings.ts'
import { type Comparison, compare, isClearLoss, medianOf } from './gate/compare.ts'
import { firstBytes, firstTableTimes } from './gate/page.ts'
import { type GateHome, type GatePlace, type GateRun, gateRuns, isShort, makeGateHome } from './gate/runs.ts'

const root = join(import.meta.dirname, '..')
const program = join(root, 'bin', 'tce.js')
const baselineFile = join(import.meta.dirname, 'gate', 'baseline.json')
const probe = pathToFileURL(join(import.meta.dirname, 'gate', 'probe.mjs')).href
const turns = 11

const measures = ['cpu', 'allocatedBytes', 'writtenBytes'] as const
type Measure = (typeof measures)[number]
type Figures = Readonly<Record<Measure, readonly number[]>>
type Baseline = Readonly<Record<string, Figures>>

export async function run({ isSaving }: BenchmarkOptions): Promise<readonly BenchmarkTable[]> {
  if (!existsSync(join(root, 'dist', 'app', 'tce.js')))
    return [{ rows: [], notes: ['tce is not built. Run "npm run build".'] }]
  const home = makeGateHome()
  try {
    const figures = measureAll(home, gateRuns)
    if (isSaving) return save(figures)
    const baseline = readBaseline()
    const suspects = gateRuns.filter(({ name }) => lossesOf(baseline[name], figures[name]).length > 0)
    // What a busy machine did once it rarely does twice.
    const again = suspects.length === 0 ? {} : measureAll(home, suspects)
    const lost = suspects.filter(({ name }) => lossesOf(baseline[name], again[name]).length > 0)
    const { table, broken } = await measureCeilings(home, figures)
    if (lost.length > 0 || broken.length > 0) process.exitCode = 1
    const losses = lost.map(({ name }) => `${name}: ${lossesOf(baseline[name], again[name]).join(', ')}`)
    const notes = [...losses, ...broken].map((loss) => `LOST: ${loss}`)
    return [
      table,
      {
        rows: gateRuns.map(({ name }) => toRow(name, baseline[name], figures[name])),
        notes: notes.length > 0 ? notes : ['No clear loss.'],
      },
    ]
  } finally {
    home.close()
  }
}

async function measureCeilings(home: GateHome, figures: Baseline) {
  const found = async (runs: Baseline): Promise<GateFound> => ({
    cpuOf: (run) => runs[run]?.cpu ?? [],
    pageBytes: firstBytes(),
    pageTimes: await firstTableTimes(),
  })
  const first = await found(figures)
  const suspects = ceilings.filter((one) => isOver(one, first))
  const again = suspects.length === 0 ? first : await found(measureAll(home, gateRuns.filter(isShort)))
  const broken = suspects
    .filter((one) => isOver(one, again))
    .map((one) => `${one.what}: ${rounded(one.found(again))}, at most ${one.most}`)
  const table: BenchmarkTable = {
    title: 'what was reached',
    rows: ceilings.map((one) => ({ what: one.what, found: rounded(one.found(first)), 'at most': one.most })),
  }
  return { table, broken }
}

function measureAll(home: GateHome, runs: readonly GateRun[]): Baseline {
  const found = new Map(
    runs.map(({ name }) => [name, { cpu: [], allocatedBytes: [], writtenBytes: [] } as Record<Measure, number[]>]),
  )
  for (let turn = -1; turn < turns; turn++) {
    for (const one of runs) {
      const place = one.isOfOthers === true ? home.others : home
      one.prepare?.(place)
      const bare = measure(place, ['-e', '0'])
      const args = [...(one.isScript === true ? [] : [program]), ...one.args]
      const { cpuMs, allocatedBytes, writtenBytes } = measure(place, args, one.input)
      const figures = found.get(one.name)
      // The first turn fills caches.
      if (turn < 0 || figures === undefined) continue
      figures.cpu.push(cpuMs / bare.cpuMs)
      figures.allocatedBytes.push(allocatedBytes)
      if (writtenBytes !== undefined) figures.writtenBytes.push(writtenBytes)
    }
  }
  return Object.fromEntries(found)
}

interface Probed {
  readonly cpuMs: number
  readonly allocatedBytes: number
  readonly writtenBytes?: number | undefined
}

function measure({ dir, dataDir }: GatePlace, args: readonly string[], input = ''): Probed {
  const scratch = mkdtempSync(join(tmpdir(), 'tce-gate-out-'))
  const out = join(scratch, 'figures')
  const env = {
    PATH: process.env['PATH'],
    LANG: 'C.UTF-8',
    HOME: dir,
    TCE_DATA_DIR: dataDir,
    TCE_CONFIG_DIR: join(dir, 'config'),
    TCE_GATE_OUT: out,
  }
  try {
    const { status, stderr } = spawnSync(process.execPath, ['--import', probe, ...args], {
      env,
      input,
      cwd: dir,
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`)
    const [line = ''] = readFileSync(out, 'utf8').split('\n')
    return JSON.parse(line) as Probed
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

const comparisons = (before: Figures, now: Figures): readonly (readonly [Measure, Comparison])[] =>
  measures
    .filter((measure) => before[measure].length > 0 && now[measure].length > 0)
    .map((measure) => [measure, compare(before[measure], now[measure])] as const)

function lossesOf(before: Figures | undefined, now: Figures | undefined): readonly string[] {
  if (before === undefined || now === undefined) return []
  return comparisons(before, now)
    .filter(([, comparison]) => isClearLoss(comparison))
    .map(([measure, { ratio, p }]) => `${measure} ${rounded(ratio)} × (p ${p.toExponential(1)})`)
}

function toRow(what: string, before: Figures | undefined, now: Figures | undefined) {
  if (now === undefined) return { what }
  const ratios =
    before && Object.fromEntries(comparisons(before, now).map(([name, { ratio }]) => [`${name} ×`, rounded(ratio)]))
  return {
    what,
    'CPU, in bare Node.js': rounded(medianOf(now.cpu)),
    'allocated MB': rounded(medianOf(now.allocatedBytes) / 1e6),
    'written kB': now.writtenBytes.length > 0 ? rounded(medianOf(now.writtenBytes) / 1e3, 0) : '–',
    ...(ratios ?? { '': 'new' }),
  }
}

function save(figures: Baseline): readonly BenchmarkTable[] {
  const kept = Object.fromEntries(
    Object.entries(figures).map(([name, one]) => [
      name,
      {
        cpu: one.cpu.map((value) => rounded(value, 3)),
        allocatedBytes: one.allocatedBytes,
        writtenBytes: one.writtenBytes,
      },
    ]),
  )
  writeFileSync(baselineFile, `${JSON.stringify(kept, null, 1)}\n`)
  return [
    { rows: gateRuns.map(({ name }) => toRow(name, undefined, figures[name])), notes: [`Saved as ${baselineFile}.`] },
  ]
}

const readBaseline = (): Baseline =>
  existsSync(baselineFile) ? (JSON.parse(readFileSync(baselineFile, 'utf8')) as Baseline) : {}
