/**
 * npm run drill -- <name>… [--share 0.02] [--seed 7] [--broken]: proofs that take long. Without a name each of them. What they showed at
 * their full number stands in docs/reliability.md. A drill is a file in this folder and a line in `drills`. `--broken` proves the proof: on
 * a server with a fault that is no part of TCE (broken-store.mjs) those that can have to find it.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { markProcesses } from '../tests/tools/left-overs.ts'
import type { Drill } from './drill.ts'
import { randomFrom } from './drill.ts'

const drills = new Map<string, () => Promise<{ readonly drill: Drill }>>([
  ['events-crash', () => import('./events-crash.ts')],
  ['clients-away', () => import('./clients-away.ts')],
  ['two-answerers', () => import('./two-answerers.ts')],
  ['prompt-races', () => import('./prompt-races.ts')],
  ['prompt-deliveries', () => import('./prompt-deliveries.ts')],
  ['terminal-crash', () => import('./terminal-crash.ts')],
  ['terminal-pictures', () => import('./terminal-pictures.ts')],
  ['store-filling', () => import('./store-filling.ts')],
  ['worktree-removals', () => import('./worktree-removals.ts')],
])

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: {
    share: { type: 'string', default: '1' },
    seed: { type: 'string' },
    broken: { type: 'boolean', default: false },
  },
})
const share = Number(options.share)
const seed = options.seed === undefined ? Math.floor(Math.random() * 2 ** 32) : Number(options.seed)
const unknown = names.filter((name) => !drills.has(name))

if (unknown.length > 0 || !(share > 0 && share <= 1) || !Number.isSafeInteger(seed)) {
  if (unknown.length > 0) console.error(`No drill is called ${unknown.join(', ')}.`)
  console.error(`npm run drill -- [${[...drills.keys()].join(' | ')}] [--share 0.02] [--seed 7] [--broken]`)
  process.exitCode = 2
} else {
  for (const [name, load] of drills)
    if (names.length === 0 || names.includes(name)) await inOwnFolder(async () => carryOut(name, (await load()).drill))
}

/** What a drill starts ends with it, also where it is ended itself, and its files go. What it left running is a fault of it. */
async function inOwnFolder(act: () => Promise<void>): Promise<void> {
  const before = process.env['TMPDIR']
  const folder = mkdtempSync(join(tmpdir(), 'tce-drill-'))
  process.env['TMPDIR'] = folder
  const processes = markProcesses(folder)
  try {
    await act()
    await processes.endAll()
  } finally {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function carryOut(name: string, drill: Drill): Promise<void> {
  const isBroken = options.broken
  if (isBroken && drill.canBreak !== true) return
  const times = Math.max(1, Math.ceil(drill.times * share))
  console.log(`\n${name}: ${drill.proves}`)
  console.log(`${times.toLocaleString('en')} of ${drill.times.toLocaleString('en')} ${drill.unit}, --seed ${seed}`)
  const beganAtMs = performance.now()
  const say = (text: string) => console.log(text)
  const { figures, faults } = await drill.run({ times, random: randomFrom(seed), isBroken, say })
  const seconds = Math.round((performance.now() - beganAtMs) / 1000)
  console.table({ ...figures, seconds })
  for (const fault of faults.slice(0, isBroken ? 3 : undefined)) console.log(`✗ ${fault}`)
  const holds = faults.length === 0
  if (isBroken) console.log(holds ? `${name} finds nothing wrong with a broken server.` : `${name} finds the fault.`)
  else console.log(holds ? `${name} holds.` : `${name} does not hold: --seed ${seed}`)
  if (holds === isBroken) process.exitCode = 1
}
