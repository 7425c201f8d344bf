/** docs/speed.md: its tables are made of what was measured (measured.json), never written by hand. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, release, totalmem, type } from 'node:os'
import { join } from 'node:path'
import { type Measured, speedTables } from './asked.ts'

const kept = join(import.meta.dirname, 'measured.json')
const page = join(import.meta.dirname, '..', 'docs', 'speed.md')
const [begin, end] = ['<!-- measured: begin -->', '<!-- measured: end -->']

export const measuredSoFar = (): Readonly<Record<string, Measured>> =>
  existsSync(kept) ? (JSON.parse(readFileSync(kept, 'utf8')) as Readonly<Record<string, Measured>>) : {}

/** What a page says when these are its figures. */
export function pageWith(text: string, found: Readonly<Record<string, Measured>>): string {
  const [before, rest] = text.split(begin)
  const after = rest?.split(end)[1]
  if (before === undefined || after === undefined) throw new Error(`docs/speed.md lacks ${begin} or ${end}.`)
  return `${before}${begin}\n\n${speedTables(found)}\n\n${end}${after}`
}

/** What was measured anew takes the place of what was; the rest stays, with its own date. */
export function saveMeasured(anew: Readonly<Record<string, Measured>>, order: readonly string[]): void {
  const all = { ...measuredSoFar(), ...anew }
  const sorted = Object.fromEntries(order.flatMap((name) => (all[name]?.figures.length ? [[name, all[name]]] : [])))
  writeFileSync(kept, `${JSON.stringify(sorted, null, 1)}\n`)
  writeFileSync(page, pageWith(readFileSync(page, 'utf8'), sorted))
}

/** Which kind of machine: no name, no path of it. */
export function machineKind(): string {
  const [{ model } = { model: 'unknown processor' }] = cpus()
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`
  const { length: cores } = cpus()
  return `${cores} cores (${model.trim()}), ${memory}, ${type()} ${release().split('-')[0]}, Node.js ${process.versions.node}`
}

export const loadNow = (): number => Math.round((loadavg()[0] ?? 0) * 10) / 10
