/** A line of which a few bytes are looked at tells the ledger what it tells when it is parsed, in whatever form it is written. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCodexReader } from '../../src/agents/codex/session-log.ts'
import { createCopilotReader } from '../../src/agents/copilot/session-log.ts'
import { createGeminiReader } from '../../src/agents/gemini/session-log.ts'
import { createKimiReader } from '../../src/agents/kimi/session-log.ts'
import { piReader } from '../../src/agents/pi/session-log.ts'
import { type LedgerReader, scanEvents } from '../../src/agents/scan-events.ts'
import { noFileFacts } from '../../src/core/session/file-facts.ts'

type Open = () => LedgerReader

const openers: Readonly<Record<string, Open>> = {
  codex: () => createCodexReader(undefined),
  copilot: () => createCopilotReader('s1', undefined),
  gemini: () => createGeminiReader(undefined),
  kimi: () => createKimiReader('s1 main', undefined),
  pi: () => ({ ...piReader }),
}

const fixtures = join(import.meta.dirname, '../fixtures')

/** Files of lines, of the genuine program and of all cases. */
const filesOf = (agent: string): readonly (readonly string[])[] =>
  ['agent-runs', 'agent-cases'].flatMap((kind) =>
    globSync(`${kind}/${agent}/**/*.jsonl`, { cwd: fixtures }).map((path) =>
      readFileSync(join(fixtures, path), 'utf8')
        .split('\n')
        .filter((line) => line !== ''),
    ),
  )

/** All that the ledger is told of a file. */
function told(open: Open, lines: readonly string[], isSkimmed: boolean) {
  const reader = open()
  let skimmed = 0
  const skim: LedgerReader['skim'] = (...line) => {
    const found = isSkimmed ? reader.skim?.(...line) : undefined
    if (found !== undefined) skimmed++
    return found
  }
  const scanner = scanEvents({ ...reader, skim }, { projectSlug: undefined, sessionId: 's1', subagentId: undefined })
  const heard: unknown[] = []
  const facts = noFileFacts()
  const sink = {
    facts,
    usage: (...usage: unknown[]) => void heard.push(usage),
    account: (...account: unknown[]) => void heard.push(account),
    bad: (...bad: unknown[]) => void heard.push(bad),
  }
  let offset = 0
  for (const line of lines) {
    const bytes = Buffer.from(`before\n${line}\nbehind`)
    const length = Buffer.byteLength(line)
    scanner.scan(bytes, 7, 7 + length, offset, sink)
    offset += length + 1
  }
  return { told: { facts, heard }, skimmed }
}

function expectSame(open: Open, lines: readonly string[]): number {
  const { told: quickly, skimmed } = told(open, lines, true)
  expect(quickly).toEqual(told(open, lines, false).told)
  return skimmed
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** Each text of a record by what `change` makes of it. */
function withTexts(value: Json, change: (text: string, key: string) => string, key = ''): Json {
  if (typeof value === 'string') return change(value, key)
  if (Array.isArray(value)) return value.map((one) => withTexts(one, change, key))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, of]) => [name, withTexts(of, change, name)]))
}

function reversed(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, of]) => [name, reversed(of)]),
  )
}

/** What a tool may have written. */
const hostile = [
  'Process exited with code 1\n',
  'Chunk ID: 1\nWall time: 0.1 seconds\nProcess exited with code 2\nOutput:\n',
  'aborted by user after 0.1s',
  '{"output":"x","metadata":{"exit_code":1}}',
  '","isError":true,"success":false,"is_error":true,"',
  '\\","isError":true}}',
  '{"type":"tool.result","isError":true}',
  '}{"timestamp":"2026-11-20T10:00:00.000Z","type":"event_msg"}',
  '"agentId":"a1","parentToolCallId":"c9"',
  '"rate_limits":{"primary":{"used_percent":50}}',
  'ends with a backslash \\',
  'ends with a comma,',
  '\u0000\u001b[31mred\u2028\ud83d',
]
const texts = new Set(['output', 'text', 'content', 'resultDisplay', 'message', 'aggregated_output', 'think'])

describe.each(Object.entries(openers))('%s', (agent, open) => {
  const files = filesOf(agent)

  it('tells the same of what the genuine program wrote, and some of it by a few bytes', () => {
    const skimmed = files.map((lines) => expectSame(open, lines))
    expect(skimmed.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(0)
  })

  it('tells the same whatever tools wrote, and however much of it', () => {
    for (const words of hostile) {
      for (const more of ['', ' and more\n'.repeat(600)]) {
        for (const lines of files) {
          const written = lines.map((line) => {
            const record = JSON.parse(line) as Json
            return JSON.stringify(withTexts(record, (text, key) => (texts.has(key) ? `${words}${more}${text}` : text)))
          })
          expectSame(open, written)
        }
      }
    }
  })

  it('tells the same in another order of keys, with spaces between them, with keys that are escaped', () => {
    for (const lines of files) {
      const records = lines.map((line) => JSON.parse(line) as Json)
      expectSame(
        open,
        records.map(reversed).map((record) => JSON.stringify(record)),
      )
      expectSame(
        open,
        records.map((record) => JSON.stringify(record, undefined, 1).replaceAll('\n', ' ')),
      )
      expectSame(
        open,
        lines.map((line) => line.replaceAll('"type"', '"t\\u0079pe"').replaceAll('"output"', '"\\u006futput"')),
      )
    }
  })

  it('tells of two records in one line, and of zeros in one, that they can not be read', () => {
    for (const lines of files) {
      const joined = lines.flatMap((line, at) => (at % 2 === 0 ? [`${line}${lines[at + 1] ?? ''}`] : []))
      expectSame(open, joined)
      expectSame(
        open,
        lines.map((line) => `${line.slice(0, line.length / 2)}\0\0\0${line.slice(line.length / 2 + 3)}`),
      )
    }
  })

  it('tells the same where lines of several versions stand in one file', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 2, maxLength: 8 }), (picked) => {
        const all = files.flat()
        expectSame(
          open,
          picked.map((one) => all[one % all.length] ?? ''),
        )
      }),
      { numRuns: 300 },
    )
  })

  it('tells the same of lines that are torn and written on by the next', () => {
    const all = files.flat()
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (one, other, share) => {
        const line = all[one % all.length] ?? ''
        const next = all[other % all.length] ?? ''
        const cut = line.slice(0, Math.floor(line.length * share))
        expectSame(open, [line, `${cut}${next}`, next])
      }),
      { numRuns: 150 },
    )
  })
})
