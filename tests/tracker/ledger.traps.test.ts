/** Everything that is known to mislead, in one home: whatever order and pieces it comes in, and wherever reading stops, it counts the same. */
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { openLedger } from '../../src/tracker/open-ledger.ts'
import { fieldCaseProjects } from '../tools/field-case.ts'
import { append, claudeSources, contentOf, generateHome, ledgerOf, machine, tempDir, totalsOf } from './home.ts'

interface TrapFile {
  /** Below `projects/`. */
  readonly path: string
  readonly bytes: Buffer
}

const cases = [
  'advisor-iterations',
  'bom-first-line',
  'nul-bytes',
  'relay-constant-id',
  'session-copied-twice',
  'torn-and-joined',
  'undated-responses',
  'utf16-transcript',
  'worktree-project',
  'worktree-stub',
]

const filesBelow = (dir: string, ending: string): readonly TrapFile[] =>
  readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(ending))
    .sort()
    .map((path) => ({ path, bytes: readFileSync(join(dir, path)) }))

/** Each case with sessions of its own; the same bytes otherwise, of whatever encoding. */
function trapsOf(name: string, index: number): readonly TrapFile[] {
  const own = (index + 0xa0).toString(16)
  const renamed = (text: string): string =>
    text.replace(/(?:1\0?){8}|(?:2\0?){8}/g, (id) => {
      let at = 0
      return id.replace(/[12]/g, (digit) => own[at++] ?? digit)
    })
  return filesBelow(fieldCaseProjects(name), '.jsonl').map(({ path, bytes }) => ({
    path: `${name}${renamed(path)}`,
    bytes: Buffer.from(renamed(bytes.toString('latin1')), 'latin1'),
  }))
}

/** Copies of a relay's lines, which older clients wrote without `requestRef`, and which diverge. */
function relayCopies(): readonly TrapFile[] {
  const [file] = trapsOf('relay-constant-id', 20)
  if (file === undefined) throw new Error('There is no such case.')
  const lines = file.bytes
    .toString()
    .replaceAll(/,"requestRef":"[^"]*"/g, '')
    .trimEnd()
    .split('\n')
  const upTo = (count: number) =>
    Buffer.from(
      lines
        .slice(0, count)
        .map((line) => `${line}\n`)
        .join(''),
    )
  const later = `${(lines.at(-1) ?? '').replaceAll('00001', '00009').replaceAll('"input_tokens":', '"input_tokens":7')}\n`
  const conflict = file.path.replace('.jsonl', '.sync-conflict-20261103-101500-ABCDEFG.jsonl')
  return [
    { path: `old-${file.path}`, bytes: upTo(lines.length) },
    { path: `old-${conflict}`, bytes: Buffer.concat([upTo(3), Buffer.from(later)]) },
  ]
}

function allTraps(): readonly TrapFile[] {
  const generated = generateHome({
    sessions: 6,
    'size-mb': 0.3,
    days: 3,
    forks: 0.7,
    btw: 0.7,
    subagents: 0.7,
    seed: 5,
  })
  return [
    ...cases.flatMap(trapsOf),
    ...relayCopies(),
    ...filesBelow(join(generated.configDir, 'projects'), '.jsonl'),
    ...filesBelow(join(generated.configDir, 'projects'), '.meta.json'),
  ]
}

function put(configDir: string, { path, bytes }: TrapFile, from = 0, to = bytes.length): void {
  const whole = join(configDir, 'projects', path)
  mkdirSync(dirname(whole), { recursive: true })
  append(whole, bytes.subarray(from, to))
}

it('counts the same in any order of files, in any pieces, wherever reading stopped', { timeout: 300_000 }, async () => {
  const traps = allTraps()
  const atOnce = tempDir()
  for (const file of traps) put(atOnce, file)
  const ledger = await ledgerOf(atOnce)
  await ledger.update()
  const expected = contentOf(ledger)
  expect(totalsOf(ledger).responses).toBeGreaterThan(40)
  await fc.assert(
    fc.asyncProperty(fc.infiniteStream(fc.nat()), async (random) => {
      const draw = (below: number): number => (random.next().value ?? 0) % below
      expect(await countedInPieces(traps, draw)).toEqual(expected)
    }),
    { numRuns: 12 },
  )
})

async function countedInPieces(traps: readonly TrapFile[], draw: (below: number) => number): Promise<unknown> {
  const [configDir, dataDir] = [tempDir(), tempDir()]
  const open = () => openLedger({ dataDir, machine, sources: claudeSources(configDir) })
  let ledger = await open()
  const left = traps.map((file) => ({ file, at: 0 }))
  while (left.length > 0) {
    const index = draw(left.length)
    const next = left[index]
    if (next === undefined) break
    const size = draw(2) === 0 ? next.file.bytes.length : 1 + draw(900)
    put(configDir, next.file, next.at, next.at + size)
    next.at += size
    if (next.at >= next.file.bytes.length) left.splice(index, 1)
    if (draw(4) === 0) await ledger.update()
    if (draw(16) === 0) {
      await ledger.close()
      ledger = await open()
    }
  }
  await ledger.update()
  const content = contentOf(ledger)
  await ledger.close()
  rmSync(configDir, { recursive: true, force: true })
  return content
}
