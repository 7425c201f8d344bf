/** What counts and what does not, line by line. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Ledger } from '../../src/tracker/ledger.ts'
import {
  assistantLine,
  ledgerOf,
  session1,
  session2,
  tempDir,
  totalsOf,
  transcriptPath,
  userLine,
  write,
} from './home.ts'

async function ledgerFrom(files: Readonly<Record<string, string | Buffer>>): Promise<Ledger> {
  const configDir = join(tempDir(), '.claude')
  for (const [path, content] of Object.entries(files)) write(join(configDir, 'projects', path), content)
  const ledger = await ledgerOf(configDir)
  await ledger.update()
  return ledger
}

const main = (session = session1) => `-home-dev-proj/${session}.jsonl`
const side = (session = session1) => `-home-dev-proj/${session}/subagents/agent-aside_question-1.jsonl`

it('takes the largest of each field of a response, not the sum and not the first', async () => {
  const lines = [
    assistantLine({ usage: { output_tokens: 3, cache_read_input_tokens: 900 } }),
    assistantLine({ usage: { output_tokens: 250, cache_read_input_tokens: 0 } }),
    assistantLine({ usage: { output_tokens: 1 } }),
  ]
  const ledger = await ledgerFrom({ [main()]: lines.join('') })
  expect(totalsOf(ledger)).toMatchObject({ responses: 1, input: 12, output: 250, cacheRead: 900 })
})

it('counts a response on the day of its first line', async () => {
  const lines = [assistantLine({ at: '2026-11-20T00:00:01.000Z' }), assistantLine({ at: '2026-11-19T23:59:59.000Z' })]
  const ledger = await ledgerFrom({ [main()]: lines.join('') })
  expect(ledger.responses()).toMatchObject([{ atMs: Date.parse('2026-11-19T23:59:59Z') }])
})

it('knows a side question’s replay by the message id alone', async () => {
  const replay = assistantLine({ request: 'req_other', more: { isSidechain: true } })
  const own = assistantLine({ id: 'msg_2', request: 'req_2', more: { isSidechain: true } })
  const ledger = await ledgerFrom({ [main()]: assistantLine(), [side()]: replay + own })
  expect(totalsOf(ledger).responses).toBe(2)
  expect(ledger.responses({ sessionId: session1 }).map(({ subagentId }) => subagentId)).toEqual([
    undefined,
    'aside_question-1',
  ])
})

it('knows lines without a request id by the message id alone', async () => {
  const line = assistantLine({ request: undefined })
  const ledger = await ledgerFrom({ [main()]: line + line, [main(session2)]: line + assistantLine() })
  expect(totalsOf(ledger).responses).toBe(1)
})

it('keeps two responses apart that share a message id under two request ids', async () => {
  const ledger = await ledgerFrom({ [main()]: assistantLine() + assistantLine({ request: 'req_2' }) })
  expect(totalsOf(ledger).responses).toBe(2)
})

it('counts lines without any id once per uuid', async () => {
  const first = assistantLine({ id: undefined, request: undefined })
  const second = assistantLine({ id: undefined, request: undefined, at: '2026-11-20T10:01:00.000Z' })
  const ledger = await ledgerFrom({ [main()]: first + second + first })
  expect(totalsOf(ledger).responses).toBe(2)
})

it.each([
  ['an API error of Claude Code itself', assistantLine({ model: '<synthetic>' })],
  [
    'a mirror of a subagent’s response',
    `${JSON.stringify({
      type: 'progress',
      data: { type: 'agent_progress', message: JSON.parse(assistantLine()) },
      uuid: 'u',
      timestamp: '2026-11-20T10:00:00.000Z',
    })}\n`,
  ],
  ['usage as text', userLine('look: {"usage":{"input_tokens":999,"output_tokens":999}}')],
  [
    'the usage that a tool’s result tells of',
    userLine([{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'done' }], {
      toolUseResult: { usage: { input_tokens: 999, output_tokens: 999 }, totalTokens: 1998 },
    }),
  ],
  ['a tool’s input that looks like usage', assistantLine({ usage: {} }).replace('"usage"', '"noUsage"')],
])('counts nothing for %s', async (_, line) => {
  const ledger = await ledgerFrom({ [main()]: line })
  expect(totalsOf(ledger)).toMatchObject({ responses: 0, input: 0, output: 0 })
  expect(ledger.status().badLines).toBe(0)
})

it('counts the response, not the usage-shaped input of its tool', async () => {
  const content = [{ type: 'tool_use', id: 't', name: 'Write', input: { usage: { input_tokens: 999 } } }]
  const ledger = await ledgerFrom({ [main()]: assistantLine({ content }) })
  expect(totalsOf(ledger)).toMatchObject({ responses: 1, input: 12 })
})

it('splits cache writes by lifetime; what no line splits lives five minutes', async () => {
  const split = {
    cache_creation_input_tokens: 1500,
    cache_creation: { ephemeral_1h_input_tokens: 1000, ephemeral_5m_input_tokens: 500 },
  }
  const lines = [
    assistantLine({ usage: { cache_creation_input_tokens: 1500 } }),
    assistantLine({ usage: split }),
    assistantLine({ id: 'msg_2', request: 'req_2', usage: { cache_creation_input_tokens: 70 } }),
  ]
  const ledger = await ledgerFrom({ [main()]: lines.join('') })
  expect(totalsOf(ledger)).toMatchObject({ cacheWrite1h: 1000, cacheWrite5m: 570 })
})

it('keeps apart what a price may depend on', async () => {
  const line = (n: number, usage: object) => assistantLine({ id: `msg_${n}`, request: `req_${n}`, usage: { ...usage } })
  const ledger = await ledgerFrom({
    [main()]: [
      line(1, { speed: 'fast' }),
      line(2, { inference_geo: 'us' }),
      line(3, { cache_read_input_tokens: 100_000 - 12 }),
      line(4, { cache_read_input_tokens: 100_000 - 11 }),
      line(5, { cache_read_input_tokens: 150_000, cache_creation_input_tokens: 60_000 }),
    ].join(''),
  })
  const variants = ledger.usage().map((row) => [row.isFast, row.isUsInference, row.promptAboveTokens, row.responses])
  expect(variants.sort()).toEqual([
    [false, false, 0, 1],
    [false, false, 100_000, 1],
    [false, false, 200_000, 1],
    [false, true, 0, 1],
    [true, false, 0, 1],
  ])
})

it('counts web searches of the answer and of the search tool’s own call, which is in no transcript', async () => {
  const searched = userLine([{ type: 'tool_result', tool_use_id: 'toolu_9', content: 'found' }], {
    toolUseResult: { query: 'x', results: [], searchCount: 3 },
  })
  const ledger = await ledgerFrom({
    [main()]: assistantLine({ usage: { server_tool_use: { web_search_requests: 2 } } }) + searched,
    [main(session2)]: searched,
  })
  expect(totalsOf(ledger)).toMatchObject({ responses: 1, webSearches: 5 })
})

it.each([
  ['negative', -5],
  ['absurd', 1e15],
])('keeps a line with a %s count out of all totals and names its place', async (_, count) => {
  const bad = assistantLine({ id: 'msg_bad', request: 'req_bad', usage: { input_tokens: count } })
  const ledger = await ledgerFrom({ [main()]: assistantLine() + bad })
  expect(totalsOf(ledger)).toMatchObject({ responses: 1, input: 12 })
  expect(ledger.status().badLineSamples).toMatchObject([
    { offsetBytes: assistantLine().length, reason: `a count that can't be true: input_tokens is ${count}` },
  ])
  expect(ledger.status().problems.join()).toContain('1 line of transcripts could not be read')
})

it('takes what is missing or of another type as not told', async () => {
  const odd = assistantLine({
    usage: { input_tokens: null, output_tokens: '7', cache_creation: 3, server_tool_use: [] },
  })
  const ledger = await ledgerFrom({ [main()]: `${odd}{"type":"assistant"}\n{"type":"unheard-of","x":1}\n[]\n` })
  expect(totalsOf(ledger)).toMatchObject({ responses: 1, input: 0, output: 0 })
  expect(ledger.status().badLines).toBe(1)
})

it('reads lines written with spaces', async () => {
  const spaced = assistantLine().replaceAll('":', '": ').replaceAll(',"', ', "')
  const ledger = await ledgerFrom({ [main()]: spaced })
  expect(totalsOf(ledger)).toMatchObject({ responses: 1, input: 12, output: 100 })
})

it('survives NUL bytes, invalid UTF-8, blank lines and a lone byte order mark', async () => {
  const invalid = Buffer.from(assistantLine({ id: 'msg_2', request: 'req_2', content: [{ type: 'text', text: 'X' }] }))
  invalid[invalid.indexOf('"X"') + 1] = 0xff
  const ledger = await ledgerFrom({
    [main()]: Buffer.concat([
      Buffer.from([0, 0, 0, 10]),
      Buffer.from('\r\n \n'),
      Buffer.from([0xef, 0xbb, 0xbf, 10]),
      invalid,
      Buffer.from(assistantLine()),
    ]),
  })
  expect(totalsOf(ledger).responses).toBe(2)
  expect(ledger.status().badLines).toBe(2)
})

it.each([
  ['a record of no interest', '{"type":"mode","mode":"normal","sessionId":"s"}'],
  ['a huge one', `{"type":"api-request","params":"${'}{ '.repeat(100_000)}"}`],
  ['a tool’s long result', userLine([{ type: 'tool_result', tool_use_id: 't', content: 'x'.repeat(5000) }]).trimEnd()],
  ['half a record of no interest', '{"type":"last-prompt","lastPrompt":"half of '],
  ['half of a tool’s long result', userLine('x'.repeat(5000)).slice(0, 3000)],
  ['a record and zero bytes', `${userLine('hello').trimEnd()}\0\0\0`],
])('counts a response on the line of %s', async (_what, before) => {
  const ledger = await ledgerFrom({ [main()]: userLine('begin') + before + assistantLine() })
  expect(totalsOf(ledger)).toMatchObject({ responses: 1, input: 12 })
  expect(ledger.status().badLines).toBe(before.startsWith('{') && /[}\0]$/.test(before) ? 0 : 1)
})

it('counts a last line without a line end when it is whole, and holds back one that is not', async () => {
  const whole = assistantLine().trimEnd()
  expect(totalsOf(await ledgerFrom({ [main()]: whole })).responses).toBe(1)
  const ledger = await ledgerFrom({ [main()]: whole.slice(0, -1) })
  expect(totalsOf(ledger).responses).toBe(0)
  expect(ledger.status().badLines).toBe(0)
})

it('counts responses without a time, on no day', async () => {
  const line = assistantLine({ more: { timestamp: undefined } })
  const ledger = await ledgerFrom({ [main()]: line })
  expect(ledger.usage()).toMatchObject([{ quarterMs: undefined, responses: 1 }])
  expect(ledger.usage({ untilMs: Date.now() })).toEqual([])
})

it('says when responses are dated in the future', async () => {
  const ledger = await ledgerFrom({ [main()]: assistantLine({ at: '2999-01-01T00:00:00.000Z' }) })
  expect(totalsOf(ledger).responses).toBe(1)
  expect(ledger.status().problems.join()).toContain('ahead of this machine')
})

it('skips a line that no buffer should hold, and reads on behind it', async () => {
  const huge = userLine('x'.repeat(40 << 20))
  const ledger = await ledgerFrom({
    [main()]: assistantLine() + huge + assistantLine({ id: 'msg_2', request: 'req_2' }),
  })
  expect(totalsOf(ledger).responses).toBe(2)
  expect(ledger.status().badLineSamples[0]?.reason).toMatch(/a line of 42 MB/)
})

it('has nothing to say without a config folder', async () => {
  const ledger = await ledgerOf(join(tempDir(), 'nowhere'))
  expect(await ledger.update()).toMatchObject({ filesSeen: 0, problems: [], isSaved: true })
  expect(ledger.usage()).toEqual([])
})

it('is not led astray by a folder that is called like a transcript', async () => {
  const configDir = join(tempDir(), '.claude')
  mkdirSync(transcriptPath(configDir), { recursive: true })
  write(join(configDir, 'projects/-p', `${session2}.jsonl`), assistantLine({ session: session2 }))
  const ledger = await ledgerOf(configDir)
  await ledger.update()
  expect(totalsOf(ledger).responses).toBe(1)
})

it.each([
  ['few underscores', 'output with one_word ', true],
  ['a thousand underscores', 'snake_case_everywhere ', true],
  ['the key as text', 'it said {"is_error":true} ', false],
  ['few underscores, and success', 'all_well ', false],
])('knows whether a tool failed from a long result with %s', async (_what, words, hasFailed) => {
  const configDir = join(tempDir(), '.claude')
  const call = { type: 'tool_use', id: 'toolu_1', name: 'Bash', input: { command: 'make' } }
  const result = { type: 'tool_result', content: words.repeat(200), is_error: hasFailed, tool_use_id: 'toolu_1' }
  write(transcriptPath(configDir), assistantLine({ content: [call] }) + userLine([result]))
  const ledger = await ledgerOf(configDir)
  await ledger.update()
  expect(ledger.session(session1)?.tools.get('Bash')).toEqual({ calls: 1, failures: hasFailed ? 1 : 0 })
})
