/** Homes for tests of the ledger: generated ones with a known truth, and small ones written line by line. */
import { execFileSync } from 'node:child_process'
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Ledger } from '../../src/tracker/ledger.ts'
import { openLedger } from '../../src/tracker/open-ledger.ts'
import type { LedgerOptions } from '../../src/tracker/writing-side.ts'

export const fixtures = join(import.meta.dirname, '../fixtures/claude')
const generator = join(import.meta.dirname, '../tools/gen-claude-data.mjs')

/** Removed when the test ends. */
export function tempDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'tce-ledger-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

export interface TruthFigures {
  readonly responses: number
  readonly input: number
  readonly output: number
  readonly cacheWrite5m: number
  readonly cacheWrite1h: number
  readonly cacheRead: number
  readonly total: number
  readonly cost: number
}

export interface Truth {
  readonly counts: Readonly<Record<string, number>>
  readonly unique: Omit<TruthFigures, 'responses' | 'cost'> & { readonly costUsd: number }
  readonly byModel: Readonly<Record<string, TruthFigures>>
  readonly bySession: Readonly<Record<string, TruthFigures>>
  readonly byProject: Readonly<Record<string, TruthFigures>>
}

/** A config folder with transcripts, and what a right ledger must say of them. */
export function generateHome(options: Readonly<Record<string, string | number>>): {
  readonly configDir: string
  readonly truth: Truth
} {
  const configDir = join(tempDir(), '.claude')
  const given = Object.entries(options).map(([name, value]) => `--${name}=${value}`)
  execFileSync(process.execPath, [generator, '--out', configDir, ...given], { stdio: 'pipe' })
  return { configDir, truth: JSON.parse(readFileSync(`${configDir}.truth.json`, 'utf8')) as Truth }
}

export const copyOf = (configDir: string): string => {
  const copy = join(tempDir(), '.claude')
  cpSync(configDir, copy, { recursive: true, preserveTimestamps: true })
  return copy
}

export const claudeSources = (...dirs: readonly string[]) =>
  dirs.map((dataDir) => ({ agent: 'claude' as const, dataDir }))

export const machine = '0123456789abcdef0123456789abcdef'

/** Opened and closed with the test. */
export async function ledgerOf(configDir: string, options: Partial<LedgerOptions> = {}): Promise<Ledger> {
  const ledger = await openLedger({ dataDir: tempDir(), machine, sources: claudeSources(configDir), ...options })
  onTestFinished(() => ledger.close())
  return ledger
}

export function write(path: string, content: string | Buffer): string {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  return path
}

export const append = (path: string, content: string | Buffer): void => appendFileSync(path, content)

export interface LineOptions {
  readonly id?: string | undefined
  readonly request?: string | undefined
  readonly session?: string
  readonly at?: string
  readonly model?: string
  readonly usage?: Readonly<Record<string, unknown>>
  readonly more?: Readonly<Record<string, unknown>>
  readonly content?: readonly unknown[]
}

export const session1 = '11111111-1111-4111-8111-111111111111'
export const session2 = '22222222-2222-4222-8222-222222222222'

/** An assistant line of 12 input and 100 output tokens, unless told otherwise. */
export function assistantLine(options: LineOptions = {}): string {
  const { id = 'msg_1', request = 'req_1', session = session1, at = '2026-11-20T10:00:00.000Z' } = options
  return `${JSON.stringify({
    parentUuid: null,
    isSidechain: false,
    cwd: '/home/dev/proj',
    sessionId: session,
    version: '2.1.329',
    gitBranch: 'main',
    message: {
      id: 'id' in options && options.id === undefined ? undefined : id,
      type: 'message',
      role: 'assistant',
      model: options.model ?? 'claude-opus-5-5',
      content: options.content ?? [{ type: 'text', text: 'ok' }],
      usage: { input_tokens: 12, output_tokens: 100, ...options.usage },
    },
    requestId: 'request' in options && options.request === undefined ? undefined : request,
    type: 'assistant',
    uuid: `uuid-${id}-${at}`,
    timestamp: at,
    ...options.more,
  })}\n`
}

export function userLine(content: unknown, more: Readonly<Record<string, unknown>> = {}): string {
  return `${JSON.stringify({
    parentUuid: null,
    isSidechain: false,
    type: 'user',
    message: { role: 'user', content },
    cwd: '/home/dev/proj',
    sessionId: session1,
    version: '2.1.329',
    gitBranch: 'main',
    uuid: '0f0f0f0f-0000-4000-8000-000000000000',
    timestamp: '2026-11-20T10:00:00.000Z',
    ...more,
  })}\n`
}

export const transcriptPath = (configDir: string, session = session1): string =>
  join(configDir, 'projects', '-home-dev-proj', `${session}.jsonl`)

/** All figures of a ledger that must not depend on how it came to know them; bad lines' places do. */
export function contentOf(ledger: Ledger): unknown {
  const sessions = ledger.sessionRows({ sort: 'start' }).rows
  const byId = [...sessions].sort((a, b) => (a.id < b.id ? -1 : 1))
  return {
    usage: sorted(ledger.usage()),
    bySource: sorted(ledger.usageBySource()),
    bySession: sorted(ledger.sessionUsage()),
    responses: ledger.responses(),
    sessions: byId,
    details: byId.map(({ id }) => ledger.session(id)),
  }
}

const sorted = (rows: readonly unknown[]): readonly string[] => rows.map((row) => JSON.stringify(row)).sort()

export function totalsOf(ledger: Ledger) {
  const sum = { responses: 0, input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, webSearches: 0 }
  for (const { responses, tokens, webSearches } of ledger.usage()) {
    sum.responses += responses
    sum.webSearches += webSearches
    sum.input += tokens.input
    sum.output += tokens.output
    sum.cacheRead += tokens.cacheRead
    sum.cacheWrite5m += tokens.cacheWrite5m
    sum.cacheWrite1h += tokens.cacheWrite1h
  }
  return sum
}
