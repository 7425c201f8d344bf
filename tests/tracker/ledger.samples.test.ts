/** Transcripts that real versions of Claude Code wrote. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { claudePrices } from '../../src/agents/claude/prices.ts'
import { createPriceBook } from '../../src/agents/price-book.ts'
import { costOf } from '../../src/core/usage/cost.ts'
import type { Ledger } from '../../src/tracker/ledger.ts'
import { copyOf, fixtures, ledgerOf, tempDir, totalsOf, write } from './home.ts'

const prices = createPriceBook(claudePrices)
const sessionId = 'a2051a55-6de4-4c98-a480-e854cdb4d38e'

const dollarsOf = (ledger: Ledger): number =>
  ledger.usage().reduce((sum, row) => {
    const price = prices.priceOf(row.model ?? '', new Date(row.quarterMs ?? 0).toISOString().slice(0, 10))
    return sum + (price ? costOf(row, price) : 0)
  }, 0)

async function ledgerOfVersion(version: string): Promise<Ledger> {
  const configDir = join(tempDir(), '.claude')
  const { cpSync } = await import('node:fs')
  cpSync(join(fixtures, 'projects', version), join(configDir, 'projects'), { recursive: true })
  const ledger = await ledgerOf(configDir)
  await ledger.update()
  return ledger
}

describe('session a2051a55', () => {
  it('is 12 responses and $0.134158 up to its first cost-state, which says the same', async () => {
    const configDir = join(tempDir(), '.claude')
    const folder = join(fixtures, 'projects/2.1.329/-home-dev-proj')
    const lines = readFileSync(join(folder, `${sessionId}.jsonl`), 'utf8').split(/(?<=\n)/)
    const until = lines.findIndex((line) => line.startsWith('{"type":"cost-state"')) + 1
    const subagent = `${sessionId}/subagents/agent-aa262a37dea50351f.jsonl`
    write(join(configDir, 'projects/-home-dev-proj', `${sessionId}.jsonl`), lines.slice(0, until).join(''))
    write(join(configDir, 'projects/-home-dev-proj', subagent), readFileSync(join(folder, subagent)))
    const ledger = await ledgerOf(configDir)
    await ledger.update()
    expect(totalsOf(ledger)).toMatchObject({ responses: 12, input: 144 })
    expect(dollarsOf(ledger)).toBeCloseTo(0.134158, 12)
    expect(ledger.session(sessionId)?.costState?.costUsd).toBe(0.134158)
  })

  it('tells what the session did', async () => {
    const ledger = await ledgerOfVersion('2.1.329')
    expect(ledger.session('a2051a55')).toMatchObject({
      id: sessionId,
      title: 'better-name',
      firstPrompt: 'please RUN_AGENT now',
      cwd: '/home/dev/proj',
      branch: 'master',
      version: '2.1.329',
      startedAtMs: Date.parse('2026-11-20T18:24:41.957Z'),
      lastActiveAtMs: Date.parse('2026-11-20T18:48:37.043Z'),
      prompts: 6,
      responses: 15,
      compactions: 1,
      linesAdded: 1,
      linesRemoved: 0,
      commits: 0,
      contextTokens: 19_512,
      contextModel: 'claude-sonnet-5',
      files: [{ path: '/home/dev/proj/hello.txt', linesAdded: 1, linesRemoved: 0, isRead: false, isEdited: true }],
      subagents: [
        { id: 'aa262a37dea50351f', type: 'general-purpose', description: 'Look around', model: 'claude-sonnet-5' },
      ],
    })
    const tools = ledger.session('a2051a55')?.tools ?? new Map()
    expect(Object.fromEntries(tools)).toEqual({
      Agent: { calls: 1, failures: 0 },
      Bash: { calls: 1, failures: 0 },
      Write: { calls: 2, failures: 0 },
    })
  })

  it('leaves the pause of 22 minutes out of its active time', async () => {
    const session = (await ledgerOfVersion('2.1.329')).session(sessionId)
    // 18:24:42–18:29:30 (the last notice came late) and 18:48:23–18:48:37; the rest of the 24 minutes is a pause.
    expect(session?.activeMs).toBe(302_028)
    expect((session?.lastActiveAtMs ?? 0) - (session?.startedAtMs ?? 0)).toBe(1_435_086)
  })
})

it.each([
  ['1.0.128', 2],
  ['2.0.76', 10],
  ['2.1.39', 2],
  ['2.1.88', 2],
  ['2.1.329', 25],
])('reads every line of %s: %i responses', async (version, responses) => {
  const ledger = await ledgerOfVersion(version)
  expect(ledger.status().badLines).toBe(0)
  expect(totalsOf(ledger).responses).toBe(responses)
})

it('gives flat subagent files of 2.0 to the session that their lines name', async () => {
  const ledger = await ledgerOfVersion('2.0.76')
  const subagents = ledger.usageBySource().filter(({ subagentId }) => subagentId !== undefined)
  expect(new Set(subagents.map(({ subagentId }) => subagentId)).size).toBe(6)
  for (const { sessionId } of subagents) expect(ledger.session(sessionId)?.subagents.length).toBeGreaterThan(0)
})

it('leaves what a fork copied with the session that paid for it', async () => {
  const ledger = await ledgerOfVersion('2.1.329-fork')
  const original = '5e60af22-eb1b-4d89-9f84-8bb877bdcfc8'
  const fork = 'ab2d7671-4ae9-4177-8da6-7acf826e4604'
  expect(totalsOf(ledger)).toMatchObject({ responses: 3, input: 10 + 11 + 12, output: 20 + 21 + 22 })
  expect(ledger.session(original)).toMatchObject({ responses: 2 })
  expect(ledger.session(fork)).toMatchObject({ responses: 1 })
})

it('takes from usage-data what no transcript tells', async () => {
  const ledger = await ledgerOfVersion('2.1.329')
  await ledger.close()
  const configDir = copyOf(join(fixtures, 'projects/2.1.329'))
  for (const kind of ['session-meta', 'facets']) {
    const text = readFileSync(join(fixtures, kind, `${sessionId}.json`))
    write(join(configDir, 'usage-data', kind, `${sessionId}.json`), text)
  }
  const alone = await ledgerOf(configDir)
  await alone.update()
  expect(alone.session(sessionId)).toMatchObject({
    summary: 'User tested.',
    firstPrompt: 'please RUN_AGENT now',
    prompts: 8,
    responses: 0,
    linesAdded: 2,
  })
})

const publicSamples =
  process.env['TCE_PUBLIC_SAMPLES'] ?? join(import.meta.dirname, '../../..', 'shared/samples/public')

describe.skipIf(!existsSync(publicSamples))('published transcripts', () => {
  it('counts real 2.1.39 files as their last lines say', async () => {
    const configDir = join(tempDir(), '.claude')
    const { cpSync } = await import('node:fs')
    cpSync(join(publicSamples, 'claude-projects/real-2.1.39-spotter'), join(configDir, 'projects/-spotter'), {
      recursive: true,
    })
    const ledger = await ledgerOf(configDir)
    await ledger.update()
    const truth = countEverything(join(configDir, 'projects/-spotter'))
    expect(totalsOf(ledger)).toMatchObject(truth)
  })
})

/** A second opinion, as plain as can be: every file parsed whole, every message id once, the maximum of each field. */
function countEverything(dir: string) {
  const { readdirSync } = process.getBuiltinModule('node:fs')
  const byId = new Map<string, { input: number; output: number; cacheRead: number }>()
  for (const path of readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.jsonl'),
  )) {
    for (const line of readFileSync(join(dir, path), 'utf8').split('\n')) {
      const record = parse(line)
      const { message } = record ?? {}
      if (record?.type !== 'assistant' || !message?.usage || message.model === '<synthetic>') continue
      const known = byId.get(message.id) ?? { input: 0, output: 0, cacheRead: 0 }
      byId.set(message.id, {
        input: Math.max(known.input, message.usage.input_tokens),
        output: Math.max(known.output, message.usage.output_tokens),
        cacheRead: Math.max(known.cacheRead, message.usage.cache_read_input_tokens ?? 0),
      })
    }
  }
  const sum = (name: 'input' | 'output' | 'cacheRead'): number =>
    [...byId.values()].reduce((total, row) => total + row[name], 0)
  return { responses: byId.size, input: sum('input'), output: sum('output'), cacheRead: sum('cacheRead') }
}

interface PlainRecord {
  readonly type?: string
  readonly message?: {
    readonly id: string
    readonly model?: string
    readonly usage?: {
      readonly input_tokens: number
      readonly output_tokens: number
      readonly cache_read_input_tokens?: number
    }
  }
}

function parse(line: string): PlainRecord | undefined {
  try {
    return JSON.parse(line) as PlainRecord
  } catch {
    return undefined
  }
}
