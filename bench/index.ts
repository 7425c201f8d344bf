/**
 * npm run bench [-- --peers] [-- name…]: runs the measurements in this folder and prints their tables. `--peers` also measures the
 * programs we compare with, `--save` keeps the gate's figures as its new baseline, `--full` is the size that is promised, `--events n` one
 * for a quick look at events, `--gib n` the same of transcripts for search, `--fresh` makes its index again. A measurement is a file that
 * exports `run`.
 *
 * `npm run bench -- all` runs each of which something is asked, and ends with one table of that; `--quick` makes them smaller and shorter,
 * `--save-doc` writes the table into docs/speed.md (with names: of these alone, the others stay as they are, with their date).
 */
import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { type AskedFigure, askedTable, type Measured, missedSentence } from './asked.ts'
import { askedOfRows, quickEnvironment } from './asked-of-rows.ts'
import type { Benchmark } from './benchmark.ts'
import { loadNow, machineKind, saveMeasured } from './speed-page.ts'

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: {
    peers: { type: 'boolean', default: false },
    save: { type: 'boolean', default: false },
    full: { type: 'boolean', default: false },
    events: { type: 'string' },
    gib: { type: 'string' },
    fresh: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    'save-doc': { type: 'boolean', default: false },
  },
})

const folder = import.meta.dirname
const available = readdirSync(folder)
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => basename(file, '.bench.ts'))
  .sort()

/** Of these something is asked, in the order of docs/speed.md. The gate is a check of its own. */
const withAsked = [
  ...['ledger', 'tiny', 'agents', 'cli', 'server', 'page'],
  ...['events', 'events-page', 'prompts', 'waiting', 'waiting-told', 'search', 'analytics-page', 'statusline'],
  ...['terminals', 'terminals-served', 'tasks', 'tasks-page', 'review'],
].filter((name) => available.includes(name))

/** They take longer than all others together, and smaller they show nothing. */
const notInQuick = ['tiny']

/** They mostly wait: shortened, they do so at the same time. */
const together = [['server', 'terminals', 'prompts', 'waiting', 'waiting-told']]

const allOf = withAsked.filter((name) => !options.quick || !notInQuick.includes(name))

const isAll = names.includes('all')
const isSaved = options['save-doc']
const unknown = names.filter((name) => name !== 'all' && !available.includes(name))
if (unknown.length > 0) {
  console.error(`No measurement is called ${unknown.join(', ')}. There are: all, ${available.join(', ')}.`)
  process.exitCode = 2
} else {
  if (options.quick) Object.assign(process.env, { ...quickEnvironment, ...process.env })
  const beganMs = performance.now()
  const found: Record<string, Measured> = {}
  const failed: string[] = []
  const before = { ...process.env }
  for (const group of groupsOf(isAll ? allOf : names.length > 0 ? names : available)) {
    const measured = await Promise.allSettled(group.map(measure))
    for (const [index, one] of measured.entries()) {
      const name = group[index] ?? ''
      if (one.status === 'fulfilled') found[name] = one.value
      else if (!isAll) throw one.reason
      else {
        console.error(one.reason)
        failed.push(name)
      }
    }
    if (isSaved) saveMeasured(found, withAsked)
    // What one of them sets for its programs is not for those of the next.
    for (const key of Object.keys(process.env)) if (!(key in before)) delete process.env[key]
    Object.assign(process.env, before)
  }
  summarise(found, failed, performance.now() - beganMs)
}

function groupsOf(all: readonly string[]): readonly (readonly string[])[] {
  if (!isAll || !options.quick) return all.map((name) => [name])
  const grouped = (name: string) => together.find((some) => some.includes(name)) ?? [name]
  return all.flatMap((name) => (grouped(name)[0] === name ? [grouped(name)] : []))
}

async function measure(name: string): Promise<Measured> {
  const { run } = (await import(pathToFileURL(join(folder, `${name}.bench.ts`)).href)) as Benchmark
  const events = options.events === undefined ? undefined : Number(options.events)
  const gib = options.gib === undefined ? undefined : Number(options.gib)
  const began = { at: new Date().toISOString(), isQuick: options.quick, machine: machineKind(), load: loadNow() }
  const beganMs = performance.now()
  const asked = {
    withPeers: options.peers || isAll || isSaved,
    isSaving: options.save,
    isFull: options.full,
    isFresh: options.fresh || isAll || isSaved,
    isQuick: options.quick,
    isAskedAlone: isAll || isSaved,
    events,
    gib,
  }
  const figures: AskedFigure[] = []
  const tables = await run(asked)
  console.log(`\n${name}`)
  for (const table of tables) {
    if (table.title !== undefined) console.log(table.title)
    console.table(Object.fromEntries(table.rows.map(({ what, ...row }) => [what, row])))
    for (const note of table.notes ?? []) console.log(note)
    if (table.shortened !== undefined) console.log(`Shortened: ${table.shortened}`)
    figures.push(...(table.asked ?? []))
  }
  figures.push(...(askedOfRows[name]?.(tables.flatMap(({ rows }) => rows)) ?? []))
  if (figures.length > 0) console.log(askedTable(figures))
  console.log(`${name} took ${Math.round((performance.now() - beganMs) / 1000)} s.`)
  return { ...began, figures }
}

function summarise(found: Readonly<Record<string, Measured>>, failed: readonly string[], tookMs: number): void {
  const figures = Object.values(found).flatMap((one) => one.figures)
  if (isAll) {
    console.log(`\n${machineKind()}\n\n${askedTable(figures)}\n\n${missedSentence(figures)}`)
    for (const name of failed) console.log(`${name} broke off: see above.`)
    for (const name of withAsked) if (!allOf.includes(name)) console.log(`--quick leaves out ${name}.`)
    console.log(`It took ${Math.round(tookMs / 1000)} s.`)
  }
  if (failed.length > 0) process.exitCode = 1
  if (isSaved) console.log('docs/speed.md has the new figures.')
}
