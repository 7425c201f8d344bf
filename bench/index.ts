/**
 * npm run bench [-- --peers] [-- name…]: runs the measurements in this folder and prints their tables. `--peers` also measures the
 * programs we compare with, `--save` keeps the gate's figures as its new baseline, `--full` is the size that is promised, `--events n` one
 * for a quick look at events, `--gib n` the same of transcripts for search, `--fresh` makes its index again. A measurement is a file that
 * exports `run`.
 */
import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import type { Benchmark } from './benchmark.ts'

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: {
    peers: { type: 'boolean', default: false },
    save: { type: 'boolean', default: false },
    full: { type: 'boolean', default: false },
    events: { type: 'string' },
    gib: { type: 'string' },
    fresh: { type: 'boolean', default: false },
  },
})

const folder = import.meta.dirname
const available = readdirSync(folder)
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => basename(file, '.bench.ts'))
  .sort()
const unknown = names.filter((name) => !available.includes(name))
if (unknown.length > 0) {
  console.error(`No measurement is called ${unknown.join(', ')}. There are: ${available.join(', ')}.`)
  process.exitCode = 2
} else {
  for (const name of names.length > 0 ? names : available) await measure(name)
}

async function measure(name: string): Promise<void> {
  const { run } = (await import(pathToFileURL(join(folder, `${name}.bench.ts`)).href)) as Benchmark
  console.log(`\n${name}`)
  const events = options.events === undefined ? undefined : Number(options.events)
  const gib = options.gib === undefined ? undefined : Number(options.gib)
  const asked = {
    withPeers: options.peers,
    isSaving: options.save,
    isFull: options.full,
    isFresh: options.fresh,
    events,
    gib,
  }
  for (const table of await run(asked)) {
    if (table.title !== undefined) console.log(table.title)
    console.table(Object.fromEntries(table.rows.map(({ what, ...figures }) => [what, figures])))
    for (const note of table.notes ?? []) console.log(note)
  }
}
