/** Relays that give all responses one id and no request id, in lines of clients that write no `requestRef` either. */
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  append,
  assistantLine,
  contentOf,
  ledgerOf,
  session2,
  tempDir,
  totalsOf,
  transcriptPath,
  userLine,
} from './home.ts'

interface Block {
  readonly at: number
  readonly input: number
  readonly output?: number
  readonly session?: string
  readonly more?: Readonly<Record<string, unknown>>
}

const second = (at: number): string => new Date(Date.UTC(2026, 10, 20, 10, 0, at)).toISOString()

const block = ({ at, input, output = 100, session, more }: Block): string =>
  assistantLine({
    id: 'relay',
    request: undefined,
    at: second(at),
    usage: { input_tokens: input, output_tokens: output },
    ...(session && { session }),
    more: { uuid: `uuid-${at}`, ...more },
  })

const prompt = (at: number): string => userLine(`and then, ${at}?`, { timestamp: second(at) })
const result = (at: number): string =>
  userLine([{ type: 'tool_result', tool_use_id: `toolu_${at}`, content: 'done' }], { timestamp: second(at) })

/** Two prompts, each answered in two lines; the first after a tool's result once more. */
const conversation = [
  prompt(0),
  block({ at: 1, input: 1_000, output: 1 }),
  block({ at: 2, input: 1_000 }),
  result(3),
  block({ at: 4, input: 1_500 }),
  prompt(5),
  block({ at: 6, input: 1_500 }),
  block({ at: 7, input: 1_500 }),
]

async function counted(pieces: readonly (string | Buffer)[], more: Readonly<Record<string, string>> = {}) {
  const configDir = tempDir()
  const ledger = await ledgerOf(configDir)
  for (const [session, text] of Object.entries(more)) append(madePath(configDir, session), text)
  for (const piece of pieces) {
    append(madePath(configDir), piece)
    await ledger.update()
  }
  return ledger
}

function madePath(configDir: string, session?: string): string {
  const path = transcriptPath(configDir, session)
  mkdirSync(dirname(path), { recursive: true })
  return path
}

it('counts a response per prompt and per tool’s result, however many lines each has', async () => {
  const ledger = await counted([conversation.join('')])
  expect(totalsOf(ledger)).toMatchObject({ responses: 3, input: 4_000, output: 300 })
})

it('counts a subagent’s responses by what each was given', async () => {
  const isSidechain = { isSidechain: true }
  const lines = [10, 20, 20, 30].map((input, at) => block({ at, input, more: isSidechain }))
  expect(totalsOf(await counted([lines.join('')]))).toMatchObject({ responses: 3, input: 60 })
})

it('counts copies of the lines once, in the session that they were copied from', async () => {
  const copy = conversation.map((line) => line.replace('{"parentUuid"', '{"forkedFrom":{"sessionId":"x"},"parentUuid"'))
  const fork = [...copy, prompt(8), block({ at: 9, input: 2_000, session: session2 })].join('')
  const ledger = await counted([conversation.join('')], { [session2]: fork })
  expect(totalsOf(ledger)).toMatchObject({ responses: 4, input: 6_000 })
  expect(ledger.session(session2)).toMatchObject({ responses: 1, tokens: { input: 2_000 } })
})

it('counts the same in whatever pieces the lines are written', { timeout: 60_000 }, async () => {
  const bytes = Buffer.from(conversation.join(''))
  const expected = contentOf(await counted([bytes]))
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.nat(bytes.length), { maxLength: 6 }), async (cuts) => {
      const places = [0, ...cuts.sort((a, b) => a - b), bytes.length]
      const pieces = places.slice(1).map((end, index) => bytes.subarray(places[index], end))
      expect(contentOf(await counted(pieces))).toEqual(expected)
    }),
    { numRuns: 30 },
  )
})
