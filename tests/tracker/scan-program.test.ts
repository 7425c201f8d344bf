/** The scanner in WebAssembly and the reader that it must never differ from, on recorded lines and on made ones of every unusual kind. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scanSourcesHash } from '../../scripts/scan-sources.mjs'
import { scanProgram } from '../../src/agents/claude/scanned-lines.ts'
import { transcriptPlace } from '../../src/agents/claude/transcript-place.ts'
import type { ProgramSink } from '../../src/agents/records.ts'
import { noFileFacts } from '../../src/core/session/file-facts.ts'
import { variantsOf } from '../../src/tracker/packed-variants.ts'
import { readRecords } from '../../src/tracker/read-records.ts'
import type { FileState, RecordPiece } from '../../src/tracker/record-piece.ts'
import { ScanPrograms } from '../../src/tracker/scan-programs.ts'
import { append, tempDir, write } from './home.ts'

const never = new ScanPrograms(Number.POSITIVE_INFINITY)
const always = new ScanPrograms(0)

interface Known {
  readonly state: FileState
  readonly facts: RecordPiece['facts']
}

function piecesOf(path: string, programs: ScanPrograms, known?: Known): readonly RecordPiece[] {
  const pieces: RecordPiece[] = []
  const problem = readRecords(
    {
      path,
      kind: { agent: 'claude', name: 'transcripts' },
      place: transcriptPlace(path.split('/').slice(-2)),
      state: known?.state,
      facts: known?.facts,
    },
    (piece) => pieces.push(piece),
    programs,
  )
  expect(problem).toBeUndefined()
  return pieces
}

/** All that it tells; in which order responses come, and their fields, tells nothing. */
function contentsOf(piece: RecordPiece | undefined) {
  if (piece === undefined) return undefined
  const { facts, variants, ...rest } = piece
  return {
    ...rest,
    facts: JSON.parse(facts.facts) as unknown,
    files: JSON.parse(facts.files) as unknown,
    responses: new Map(
      [...variantsOf(variants, piece.path)].map((one) => [`${one.messageId}\t${one.variant.requestId}`, one.variant]),
    ),
    count: variants.count,
  }
}

function expectSame(path: string): void {
  expect(piecesOf(path, always).map(contentsOf)).toEqual(piecesOf(path, never).map(contentsOf))
}

/** Which of these lines are left to the other reader. */
function leftOf(lines: readonly string[]): readonly string[] {
  const loaded = always.of(scanProgram, 1)
  if (loaded === undefined) throw new Error('The scanner does not run here.')
  const { room, scanner } = loaded
  const end = room.write(`${lines.join('\n')}\n`)
  const left: string[] = []
  const nothing = () => undefined
  const sink: ProgramSink = { facts: noFileFacts(), usage: nothing, bad: nothing, source: nothing, merged: nothing }
  scanner.scan(room.byteOffset, room.byteOffset + end, 0, sink, (from, to) =>
    left.push(room.toString('utf8', from - room.byteOffset, to - room.byteOffset)),
  )
  return left
}

const chain = {
  parentUuid: '0951fd25-5f05-4148-81b8-49a6c4c973b1',
  isSidechain: false,
  cwd: '/home/dev/shop',
  sessionId: '54ef740d-f3d1-404d-8982-5ac558fe1f0d',
  version: '2.1.329',
  gitBranch: 'main',
  uuid: 'd5ce893c-8e4c-4241-a53e-261cc96a2a75',
  timestamp: '2026-09-24T15:57:29.442Z',
}
const usage = {
  input_tokens: 8,
  cache_creation_input_tokens: 3252,
  cache_read_input_tokens: 25422,
  cache_creation: { ephemeral_5m_input_tokens: 252, ephemeral_1h_input_tokens: 3000 },
  output_tokens: 8,
  service_tier: 'standard',
  inference_geo: 'not_available',
  server_tool_use: { web_search_requests: 2, web_fetch_requests: 0 },
  iterations: [{ type: 'message', input_tokens: 8 }],
  speed: 'standard',
}
const call = { type: 'tool_use', id: 'toolu_1', name: 'Edit', input: { file_path: '/home/dev/shop/a.ts' } }
const message = {
  model: 'claude-sonnet-5',
  id: 'msg_01X84u0HcvCbZAU4ctYv76IA',
  type: 'message',
  role: 'assistant',
  content: [{ type: 'text', text: 'Done.' }, call],
  stop_reason: 'tool_use',
  usage,
}
const answer = { ...chain, message, requestId: 'req_011CLqsXh14HnAqMZRpTHIqW', type: 'assistant' }
const changed = { type: 'update', structuredPatch: [{ oldStart: 1, lines: [' a', '+b', '-c', '+d'] }] }
const result = {
  ...chain,
  type: 'user',
  message: { role: 'user', content: [{ tool_use_id: 'toolu_1', type: 'tool_result', content: 'ok' }] },
  toolUseResult: changed,
}
const note = { ...chain, type: 'system', subtype: 'turn_duration', durationMs: 54803 }

const text = (record: object): string => JSON.stringify(record)
const withMessage = (changes: object) => ({ ...answer, message: { ...message, ...changes } })
const withUsage = (changes: object) => withMessage({ usage: { ...usage, ...changes } })
const withCall = (changes: object) => withMessage({ content: [{ ...call, ...changes }] })
const withInput = (input: object) => withCall({ input })
const withResult = (changes: object, block: object = {}) => ({
  ...result,
  message: { role: 'user', content: [{ tool_use_id: 'toolu_1', type: 'tool_result', ...block }] },
  ...changes,
})

const withPrompt = (content: unknown) => ({ ...chain, type: 'user', message: { role: 'user', content } })

const usual: Readonly<Record<string, string>> = {
  'an answer': text(answer),
  'a response without a call': text(withMessage({ content: [], stop_reason: 'end_turn' })),
  'a fork': text({ ...answer, forkedFrom: { sessionId: 'x' } }),
  'a request of another session': text({ ...answer, requestSessionId: 'another' }),
  'a sidechain': text({ ...answer, isSidechain: true, agentId: 'a80' }),
  'one with a reference': text({ ...answer, requestRef: 'ref-1', requestId: 'relay' }),
  'fast, in the US': text(withUsage({ speed: 'fast', inference_geo: 'us' })),
  'counts that are left out': text(withUsage({ cache_creation: null, server_tool_use: undefined, iterations: null })),
  'a path with escapes': text({ ...answer, cwd: 'C:\\Users\\dev', gitBranch: 'fête "1"' }),
  'a command': text(withCall({ name: 'Bash', input: { command: `ls "a"\n${'é"'.repeat(400)}`, description: 'List' } })),
  'a file that is written': text(withCall({ name: 'Write', input: { file_path: '/a', content: 'a\nb\n\tc' } })),
  'a search': text(withCall({ name: 'Grep', input: { pattern: 'a"b', path: '/x' } })),
  'a call without a name': text(withCall({ name: undefined, id: undefined })),
  'an input that is no object': text(withCall({ input: [1, 2] })),
  'names that are no text': text(withInput({ file_path: 1, notebook_path: ['x'], command: null, content: {} })),
  'a result': text(result),
  'a long result': text(withResult({}, { content: 'x'.repeat(2000) })),
  'a result that failed': text(withResult({ toolUseResult: 'Error' }, { is_error: true, content: 'y'.repeat(600) })),
  'a file that was made': text(withResult({ toolUseResult: { ...changed, type: 'create' } })),
  'a made file without a list': text(withResult({ toolUseResult: { type: 'create', content: 'z'.repeat(600) } })),
  'one that says so late': text(withResult({ toolUseResult: { filePath: '/a', ...changed, type: 'create' } })),
  'a result behind its type': text({ ...withResult({}), type: undefined }).replace(/\}$/, ',"type":"user"}'),
  'a prompt': text(withPrompt(`Look "around"\n${'é '.repeat(200)} `)),
  'a prompt on a sidechain': text({ ...withPrompt('Look around'), isSidechain: true }),
  'a prompt that was typed': text({ ...withPrompt('/look around'), promptSource: 'typed', isMeta: false }),
  'a note': text(note),
  'a carriage return': `${text(answer)}\r`,
}

const twice = (line: string, field: string): string => line.replace(/\}$/, `,${field}}`)

const unusual: Readonly<Record<string, string>> = {
  'white space between tokens': JSON.stringify(answer, undefined, 1).replaceAll('\n', ' '),
  'a second message': twice(text(answer), '"message":{}'),
  'a second type': twice(text(answer), '"type":"user"'),
  'a second moment': twice(text(answer), '"timestamp":"2026-09-25T15:57:29.442Z"'),
  'a second count': text(answer).replace('"output_tokens":8', '"output_tokens":8,"output_tokens":9'),
  'a second path': text(answer).replace('"file_path":', '"file_path":"/b","file_path":'),
  'a second type of a block': text(answer).replace('"type":"tool_use"', '"type":"tool_use","type":"text"'),
  'a key with an escape': text(answer).replace('"requestId"', '"request\\u0049d"'),
  'a type with an escape': text(answer).replace('"assistant"}', '"assist\\u0061nt"}'),
  'a bad escape': text(answer).replace('Done.', 'Do\\xne.'),
  'a control byte': text(answer).replace('Done.', 'Do\tne.'),
  'a bad number': text(answer).replace('"input_tokens":8', '"input_tokens":08'),
  'a fraction': text(answer).replace('"input_tokens":8', '"input_tokens":8.5'),
  'a count that can not be true': text(withUsage({ output_tokens: 2_000_000_000 })),
  'a negative count': text(withUsage({ output_tokens: -1 })),
  'a count as text': text(withUsage({ output_tokens: '8' })),
  'an advisor': text(withUsage({ iterations: [{ type: 'advisor_message', model: 'claude-opus-5', input_tokens: 3 }] })),
  'a count in the wrong place': text(withUsage({ server_tool_use: { ephemeral_1h_input_tokens: 5 } })),
  'no usage': text(withMessage({ usage: undefined })),
  'a usage that is none': text(withMessage({ usage: 'much' })),
  'a text as content': text(withMessage({ content: 'Done.' })),
  'no id': text(withMessage({ id: undefined })),
  'an empty id': text(withMessage({ id: '' })),
  'no model': text(withMessage({ model: undefined })),
  'no model at all': text(withMessage({ model: '<synthetic>' })),
  'no request': text({ ...answer, requestId: undefined }),
  'no moment': text({ ...answer, timestamp: undefined }),
  'another kind of moment': text({ ...answer, timestamp: '2026-09-24T15:57:29Z' }),
  'a day that is none': text({ ...answer, timestamp: '2026-02-30T15:57:29.442Z' }),
  'a moment as number': text({ ...answer, timestamp: 1_790_000_000_000 }),
  'a sidechain that is none': text({ ...answer, isSidechain: 'yes' }),
  'more than 60 calls': text(
    withMessage({ content: Array.from({ length: 61 }, (_, at) => ({ ...call, id: `t${at}` })) }),
  ),
  'a commit': text(withCall({ name: 'Bash', input: { command: 'git add . && git commit -m "x"' } })),
  'what may be a commit': text(withCall({ name: 'Bash', input: { command: 'git c@' } })).replace('@', '\\u006fmmit'),
  'a name with an escape': text(withCall({ name: 'a"b' })),
  'a long name': text(withCall({ name: 'x'.repeat(201) })),
  'an id of a call with an escape': text(withCall({ id: 'a\\b' })),
  'a long id of a call': text(withCall({ id: 'x'.repeat(201) })),
  'a long path': text(withInput({ file_path: `/${'x'.repeat(4000)}` })),
  'an id with an escape': text(withMessage({ id: 'msg_"1"' })),
  'an id of other letters': text(withMessage({ id: 'msg_é1' })),
  'a long id': text({ ...answer, requestId: `req_1${'x'.repeat(200)}` }),
  'a model of other letters': text(withMessage({ model: 'modèle' })),
  'a long folder': text({ ...answer, cwd: `/${'x'.repeat(1000)}` }),
  'a long id of a result': text(withResult({}, { tool_use_id: 'x'.repeat(201) })),
  'deep nesting': text(answer).replace('"Done."', `${'['.repeat(300)}1${']'.repeat(300)}`),
  'a compaction': text({ ...note, subtype: 'compact_boundary' }),
  'two results': text({ ...result, message: { content: [...result.message.content, ...result.message.content] } }),
  'a result without an id': text(withResult({}, { tool_use_id: undefined })),
  searches: text(withResult({ toolUseResult: { searchCount: 3 } })),
  'a failure elsewhere': text(
    withResult({ toolUseResult: { inner: { is_error: true } } }, { content: 'x'.repeat(600) }),
  ),
  'a change elsewhere': text(withResult({ toolUseResult: { inner: changed } }, { content: 'x'.repeat(600) })),
  'another moment inside': text(withResult({ toolUseResult: { id: 'a', timestamp: '2026-01-01T00:00:00.000Z' } })),
  'a sign with an escape': text(result).replace('"+b"', '"\\u002bb"'),
  'a text that may end a line': text(withResult({}, { content: `${'x'.repeat(600)}}{` })),
  'a record inside': text(withResult({ toolUseResult: { inner: { parentUuid: null } } }, { content: 'x'.repeat(600) })),
  'a prompt by a machine': text(withPrompt('<command-name>/clear</command-name>')),
  'a prompt that might be one': text(withPrompt('Caveat: The messages below were made')),
  'a prompt behind a space': text(withPrompt(' Look')),
  'a prompt behind a line': text(withPrompt('\n[Request interrupted by user]')),
  'an empty prompt': text(withPrompt('')),
  'a queued prompt': text({ ...withPrompt('Look around'), promptSource: 'queued' }),
  'a note as prompt': text({ ...withPrompt('Look around'), isMeta: true }),
  'a summary as prompt': text({ ...withPrompt('Look around'), isCompactSummary: true }),
  'a prompt in parts': text(withPrompt([{ type: 'text', text: 'Look around' }])),
  'a prompt with a result': text({
    ...withPrompt('Look'),
    toolUseResult: { tool_use_id: 'toolu_1', content: 'x'.repeat(600) },
  }),
  'a long first prompt': text(withPrompt('x'.repeat(1025))),
  'a title': text({ type: 'ai-title', aiTitle: 'Shop', sessionId: chain.sessionId }),
  'a queue': text({ type: 'queue-operation', operation: 'enqueue', sessionId: 'a', timestamp: chain.timestamp }),
  'an unknown type': text({ ...answer, type: 'later' }),
  'two records': text(answer) + text(note),
  'half a record': text(answer).slice(0, 500),
  padding: `  ${text(answer)}`,
  'zero bytes': `${text(answer)}\0\0`,
  'a mark': `\ufeff${text(answer)}`,
  'no object': '[1,2]',
  'a broken end': `${text(answer).slice(0, -1)}]`,
}

const skipped: Readonly<Record<string, string>> = {
  'an attachment': text({ ...chain, attachment: { type: 'todo', content: [] }, type: 'attachment' }),
  'a mirrored answer': text({ ...chain, type: 'progress', data: { message: { message, type: 'assistant' } } }),
  'a mode': text({ type: 'mode', mode: 'normal', sessionId: 'a' }),
}

const everyLine = Object.values({ ...usual, ...unusual, ...skipped })
const pathIn = (dir: string): string => join(dir, '-home-dev-shop', `${chain.sessionId}.jsonl`)

it('is what its sources make', () => {
  const program = readFileSync(new URL('../../assets/transcript-scan.wasm', import.meta.url))
  expect(program.includes(scanSourcesHash()), 'make it with "npm run build:scan"').toBe(true)
})

describe('what the scanner takes', () => {
  it.each(Object.entries(usual))('takes %s', (_, line) => expect(leftOf([line])).toEqual([]))
  it.each(Object.entries(skipped))('passes over %s', (_, line) => expect(leftOf([line])).toEqual([]))
  it.each(Object.entries(unusual))('leaves %s to the other reader', (_, line) => expect(leftOf([line])).toEqual([line]))
})

it('tells the same as the other reader of every such line, by itself and behind an answer with its result', () => {
  const path = pathIn(tempDir())
  for (const line of everyLine) {
    expectSame(write(path, `${line}\n`))
    expectSame(write(path, `${[usual['an answer'], line, usual['a result'], line].join('\n')}\n`))
  }
})

it('tells the same of all recorded transcripts, and takes most lines of them that it is for', () => {
  const fixtures = join(import.meta.dirname, '../fixtures')
  const files = readdirSync(fixtures, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.jsonl'))
  expect(files.length).toBeGreaterThan(20)
  let lines = 0
  let left = 0
  for (const file of files) {
    expectSame(join(fixtures, file))
    const answers = readFileSync(join(fixtures, file), 'utf8')
      .split('\n')
      .filter((line) => /"requestId":"req_\w{10,}/.test(line) && line.includes('"type":"assistant"'))
    lines += answers.length
    left += leftOf(answers).length
  }
  expect(lines).toBeGreaterThan(50)
  expect(left / lines).toBeLessThan(0.1)
})

it('reads on behind lines longer than its room, and in a line that was not finished', () => {
  const path = pathIn(tempDir())
  const long = (bytes: number) => text(withResult({}, { content: 'x'.repeat(bytes) }))
  const parts = [text(answer), long(300_000), text(answer), long(9_000_000), text(note), text(answer)]
  const whole = `${parts.join('\n')}\n`
  expectSame(write(path, whole))
  write(path, whole.slice(0, 2000))
  const known = [never, always].map((programs) => {
    const last = piecesOf(path, programs).at(-1)
    if (last === undefined) throw new Error('Nothing was read.')
    return last
  })
  append(path, whole.slice(2000, 400_000))
  const [a, b] = known.map((last, index) => piecesOf(path, index === 0 ? never : always, last).map(contentsOf))
  expect(b).toEqual(a)
})

it('is not missed where it can not be loaded', () => {
  const path = write(pathIn(tempDir()), `${text(answer)}\n`)
  const without = new ScanPrograms(0, new URL('./nowhere/', import.meta.url))
  expect(piecesOf(path, without).map(contentsOf)).toEqual(piecesOf(path, never).map(contentsOf))
})

/** Whatever JSON allows, and what it does not: pieces of text put in, taken out, doubled, swapped. */
const mutated = fc
  .record({
    line: fc.constantFrom(...everyLine),
    at: fc.nat(4000),
    length: fc.nat(60),
    put: fc.constantFrom(
      ...[
        '"',
        '\\',
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        ' ',
        '0',
        '-',
        'e5',
        'null',
        'true',
        '\\u000a',
        '\\n',
        '\\"',
        '\0',
        '\r',
        'é',
      ],
      ...['"type":"user",', '"type":"progress",', '"message":{},', '"is_error":true,', '"tool_use_id":"toolu_1",'],
      ...[
        '"timestamp":"2026-09-24T15:57:29.442Z",',
        '"structuredPatch":[],',
        '"isSidechain":true,',
        '{"parentUuid":1},',
      ],
    ),
    how: fc.constantFrom('put', 'cut', 'replace', 'double', 'atKey', 'none'),
  })
  .map(({ line, at, length, put, how }) => {
    const place = line.length === 0 ? 0 : at % line.length
    const [before, piece, after] = [line.slice(0, place), line.slice(place, place + length), line.slice(place + length)]
    if (how === 'put') return before + put + piece + after
    if (how === 'cut') return before + after
    if (how === 'replace') return before + put + after
    if (how === 'double') return before + piece + piece + after
    // Where another field may stand.
    const key = line.indexOf('"', line.indexOf(',', place))
    return how === 'atKey' && put.endsWith(',') && key > 0 ? line.slice(0, key) + put + line.slice(key) : line
  })

const anyString = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('', '+a', '-b\n', 'git commit', '}{'),
)
const count = fc.constantFrom(0, 1, 7, 2000, 1_000_000_000)
const minutes = fc.integer({ min: 0, max: 59 }).map((minute) => `2026-09-24T15:${`${minute}`.padStart(2, '0')}:29.442Z`)

/** Answers in parts, results in any order, of few sessions, models, files and calls. */
const made = fc
  .record({
    base: fc.constantFrom(
      answer,
      answer,
      result,
      note,
      withCall({ name: 'Write' }),
      withResult({}, { content: 'x'.repeat(700) }),
      withPrompt('Look'),
    ),
    prompt: fc.oneof(anyString, fc.constantFrom('Look', 'x '.repeat(600), '<system-reminder>', ' \\ufeff')),
    promptSource: fc.constantFrom(undefined, 'typed', 'queued', 1),
    isMeta: fc.constantFrom(undefined, false, true, 1),
    cwd: fc.oneof(anyString, fc.constant(undefined), fc.constant(null)),
    gitBranch: fc.oneof(anyString, fc.constantFrom('main', 'next')),
    sessionId: fc.oneof(anyString, fc.constant(chain.sessionId)),
    timestamp: minutes,
    agentId: fc.constantFrom(undefined, undefined, 'a80', 'é'),
    isSidechain: fc.boolean(),
    requestId: fc.constantFrom('req_1', 'req_2', 'req_011CLqsXh14HnAqMZRpTHIqW', 'relay', undefined),
    requestRef: fc.constantFrom(undefined, undefined, 'ref-1', ''),
    requestSessionId: fc.constantFrom(undefined, undefined, chain.sessionId, 'another'),
    said: fc.record({
      id: fc.constantFrom('msg_1', 'msg_2', 'msg_01X84u0HcvCbZAU4ctYv76IA', 'chatcmpl-1', 'relay', 'no digit but long'),
      model: fc.constantFrom('claude-opus-5', 'claude-sonnet-5', 'a', '', 'modèle'),
      stop_reason: fc.constantFrom('end_turn', 'tool_use', null),
      usage: fc.record({
        input_tokens: count,
        output_tokens: count,
        cache_read_input_tokens: count,
        cache_creation_input_tokens: count,
        cache_creation: fc.record({ ephemeral_5m_input_tokens: count, ephemeral_1h_input_tokens: count }),
        speed: fc.constantFrom('fast', 'standard'),
        inference_geo: fc.constantFrom('us', 'eu'),
      }),
    }),
    input: fc.dictionary(
      fc.constantFrom('file_path', 'notebook_path', 'command', 'content', 'pattern', 'query', '__proto__'),
      fc.oneof(anyString, fc.constantFrom('/a', 'C:\\b', 'x"'.repeat(700))),
    ),
    name: fc.constantFrom('Write', 'Edit', 'Bash', 'Read', 'WebSearch', undefined),
    id: fc.constantFrom('toolu_1', 'toolu_2', 'toolu_3', 'é'),
    toolUseResult: fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constant(changed),
      fc.constant({ ...changed, type: 'create' }),
    ),
    isError: fc.constantFrom(true, false, undefined, 'true'),
    order: fc.boolean(),
  })
  .map(({ base, input, name, id, toolUseResult, isError, order, said, prompt, ...fields }) => {
    const record: Record<string, unknown> = { ...base, ...fields }
    if (record['type'] === 'assistant') {
      record['message'] = { ...message, ...said, content: [{ type: 'tool_use', id, name, input }] }
    } else if (typeof (base as typeof result).message?.content === 'string') {
      record['message'] = { content: prompt }
      record['toolUseResult'] = toolUseResult
    } else if (record['type'] === 'user') {
      const [block] = (base as typeof result).message.content
      record['message'] = { content: [{ ...block, tool_use_id: id, is_error: isError }] }
      record['toolUseResult'] = toolUseResult
    }
    return JSON.stringify(order ? record : Object.fromEntries(Object.entries(record).reverse()))
  })

it('tells the same when there is more of something than its tables hold', () => {
  const path = pathIn(tempDir())
  const many = (count: number, of: (at: number) => object): void => {
    expectSame(write(path, `${Array.from({ length: count }, (_, at) => text(of(at))).join('\n')}\n${text(result)}\n`))
  }
  many(200, (at) => withCall({ name: `tool-${at}`, id: `t${at}` }))
  many(20, (at) => withMessage({ model: `model-${at}` }))
  many(70, (at) => ({ ...answer, gitBranch: `branch-${at}` }))
  many(600, (at) => ({ ...note, timestamp: new Date(1_790_000_000_000 + at * 600_000).toISOString() }))
  const calls = (from: number) =>
    Array.from({ length: 60 }, (_, at) => ({ ...call, input: { file_path: `/${from * 60 + at}` } }))
  many(40, (at) => withMessage({ content: calls(at) }))
  many(250, (at) => withCall({ id: `t${at}`, input: { file_path: `/${at}/${'x'.repeat(3900)}` } }))
  const short = { ...chain, cwd: undefined, version: undefined, type: 'assistant' }
  const shortMessage = { model: 'a', content: [], usage: { input_tokens: 1, output_tokens: 2 } }
  many(8_500, (at) => ({ ...short, requestId: `req_${at}`, message: { ...shortMessage, id: `msg_${at}` } }))
})

it('tells the same of whatever lines there may be, in any order, also when the file grows', () => {
  const path = pathIn(tempDir())
  fc.assert(
    fc.property(
      fc.array(fc.oneof(mutated, made, fc.constantFrom(...everyLine)), { minLength: 1, maxLength: 40 }),
      fc.constantFrom('\n', '\n', '\r\n'),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (lines, end, share) => {
        const bytes = Buffer.from(lines.join(end) + end)
        const cut = Math.floor(bytes.length * share)
        expectSame(write(path, bytes))
        write(path, bytes.subarray(0, cut))
        const [a, b] = [piecesOf(path, never).at(-1), piecesOf(path, always).at(-1)]
        expect(contentsOf(b)).toEqual(contentsOf(a))
        append(path, bytes.subarray(cut))
        expect(piecesOf(path, always, b).map(contentsOf)).toEqual(piecesOf(path, never, a).map(contentsOf))
      },
    ),
    { numRuns: Number(process.env['TCE_SCAN_RUNS'] ?? 120) },
  )
})
