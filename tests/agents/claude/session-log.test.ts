/** Every transcript of every version we have: what the reader makes of it, event by event. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { readSessionLine, recordTypeOf } from '../../../src/agents/claude/session-log.ts'
import type { SessionEvent } from '../../../src/core/session/session-event.ts'
import { mainLane, sessionEventKinds } from '../../../src/core/session/session-event.ts'
import { call, eventsOf, prompt, result, system, text } from '../../sessions/transcript-lines.ts'

const fixtures = fileURLToPath(new URL('../../fixtures/claude/', import.meta.url))
const transcripts = globSync('projects/**/*.jsonl', { cwd: fixtures }).sort()
/** Published by others: read where they lie, never copied. */
const publicSamples =
  process.env['TCE_PUBLIC_SAMPLES'] ?? fileURLToPath(new URL('../../../../shared/samples/public', import.meta.url))
const published = existsSync(publicSamples) ? globSync('claude-projects/**/*.jsonl', { cwd: publicSamples }).sort() : []

function eventsIn(path: string): readonly SessionEvent[] {
  const lane = /^agent-(.+)\.jsonl$/.exec(basename(path))?.[1] ?? mainLane
  let offset = 0
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line) => {
      const { events } = line === '' ? { events: [] } : readSessionLine(line, { lane, offset })
      offset += Buffer.byteLength(line) + 1
      return events
    })
}

/** One line per event: enough to see every change of the reader, short enough to be read. */
function golden({ cursor, lane: _lane, at, kind, response, ...fields }: SessionEvent): string {
  const told = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => {
      const words = JSON.stringify(value)
      return `${name}=${words.length > 90 ? `${words.slice(0, 89)}…` : words}`
    })
  const spent = response?.tokens === undefined ? [] : [`context=${response.contextTokens}`]
  return [cursor, at?.slice(11, 23) ?? '-', kind, ...told, ...spent].join(' ')
}

describe('a transcript of ours', () => {
  it.each(transcripts)('%s', async (path) => {
    const lines = eventsIn(join(fixtures, path)).map(golden)
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(
      join(fixtures, 'events', relative('projects', path).replace(/\.jsonl$/, '.txt')),
    )
  })

  it('has no record that is not known', () => {
    const unknown = transcripts.flatMap((path) =>
      eventsIn(join(fixtures, path)).filter((event) => event.kind === 'other' && !event.isKnown),
    )
    expect(unknown).toEqual([])
  })
})

describe.skipIf(published.length === 0)('a transcript published by others', () => {
  it.each(published)('%s is read whole', (path) => {
    const file = join(publicSamples, path)
    const events = eventsIn(file)
    expect(events.length).toBeGreaterThan(0)
    expect(new Set(events.map(({ cursor }) => cursor)).size).toBe(events.length)
    for (const { kind, at } of events) {
      expect(sessionEventKinds).toContain(kind)
      if (at !== undefined) expect(Number.isNaN(Date.parse(at))).toBe(false)
    }
    const results = events.filter(({ kind }) => kind === 'tool-result').length
    const blocks = readFileSync(file, 'utf8').split('"tool_use_id":"').length - 1
    if (blocks > 0) expect(results).toBeGreaterThan(0)
  })
})

describe('one line', () => {
  const only = (record: object) => eventsOf([record])[0]

  it.each([
    ['an interrupted turn', prompt('[Request interrupted by user for tool use]'), { kind: 'interrupt' }],
    [
      'a slash command',
      prompt('<command-name>/model</command-name><command-args>opus</command-args>'),
      { kind: 'command', phase: 'run', text: '/model opus' },
    ],
    [
      'a shell command of the user',
      prompt('<bash-input>ls -l</bash-input>'),
      { kind: 'command', phase: 'run', text: '! ls -l' },
    ],
    [
      'what it printed',
      prompt('<bash-stdout>a\nb</bash-stdout><bash-stderr></bash-stderr>'),
      { kind: 'command', phase: 'output', text: 'a\nb' },
    ],
    ['a reminder nobody typed', prompt('Remember.', { isMeta: true }), { kind: 'notice', isError: false }],
    [
      'the summary of a compaction',
      prompt('This session is …', { isCompactSummary: true }),
      { kind: 'compaction', phase: 'summary' },
    ],
    [
      'a prompt of blocks with a picture',
      prompt('', {
        message: {
          role: 'user',
          content: [
            { type: 'image', source: {} },
            { type: 'text', text: 'What is this?' },
          ],
        },
      }),
      { kind: 'prompt', text: 'What is this?', images: 1 },
    ],
    [
      'a retry',
      system({
        subtype: 'api_error',
        error: { status: 529, message: 'Overloaded' },
        retryInMs: 512,
        retryAttempt: 1,
        maxRetries: 10,
      }),
      { kind: 'retry', text: '529 Overloaded', attempt: 1, maxAttempts: 10, delayMs: 512 },
    ],
    [
      'an error of the API for good',
      { ...text('API Error: 500'), isApiErrorMessage: true },
      { kind: 'api-error', text: 'API Error: 500' },
    ],
    [
      'a compaction',
      system({
        subtype: 'compact_boundary',
        compactMetadata: { trigger: 'auto', preTokens: 150_000, postTokens: 9_000 },
      }),
      { kind: 'compaction', phase: 'boundary', trigger: 'auto', tokensBefore: 150_000, tokensAfter: 9_000 },
    ],
    [
      'a hook that failed',
      { type: 'attachment', attachment: { type: 'hook_blocking_error', hookName: 'PreToolUse:Bash' } },
      { kind: 'hook', hook: 'PreToolUse:Bash', isFailed: true },
    ],
    [
      'a prompt that waited in the queue',
      { type: 'attachment', attachment: { type: 'queued_command', prompt: 'and then?' } },
      { kind: 'prompt', text: 'and then?', source: 'queued' },
    ],
    [
      'a pull request',
      { type: 'pr-link', prNumber: 7, prUrl: 'https://example.org/pull/7' },
      { kind: 'pr-link', number: 7 },
    ],
    [
      'the queue',
      { type: 'queue-operation', operation: 'enqueue', content: 'later' },
      { kind: 'queue', operation: 'enqueue', text: 'later' },
    ],
    ['a type of tomorrow', { type: 'telepathy', message: 7 }, { kind: 'other', type: 'telepathy', isKnown: false }],
  ])('%s', (_, record, expected) => {
    expect(only(record)).toMatchObject(expected)
  })

  it.each([
    [
      'a command that failed',
      'Exit code 2\nls: cannot access x',
      { is_error: true },
      'failed',
      'exit 2, ls: cannot access x',
    ],
    [
      'a refusal',
      "The user doesn't want to proceed with this tool use.",
      { is_error: true },
      'interrupted',
      'not allowed',
    ],
    [
      'one that was stopped',
      'partial',
      { toolUseResult: { stdout: '', interrupted: true } },
      'interrupted',
      'interrupted',
    ],
    ['lines of output', 'a\nb', { toolUseResult: { stdout: 'a\nb\n', stderr: '' } }, 'done', '2 lines'],
    [
      'a file that was read',
      '1→a',
      { toolUseResult: { type: 'text', file: { filePath: '/a', numLines: 212 } } },
      'done',
      '212 lines',
    ],
    ['a search', 'x', { toolUseResult: { mode: 'content', numLines: 11, numFiles: 3 } }, 'done', '11 matches'],
    [
      'an edit',
      'ok',
      {
        toolUseResult: {
          filePath: '/a',
          structuredPatch: [{ oldStart: 1, newStart: 1, lines: [' a', '-b', '+c', '+d'] }],
        },
      },
      'done',
      '+2 −1',
    ],
    [
      'a new file',
      'ok',
      { toolUseResult: { type: 'create', filePath: '/a', content: 'x\ny\n', structuredPatch: [] } },
      'done',
      '+2',
    ],
  ])('tells of %s in a few words', (_, content, more, outcome, summary) => {
    expect(only(result('t1', content, more))).toMatchObject({ kind: 'tool-result', outcome, summary })
  })

  it('is a call and a start where a subagent begins, a result and an end where it comes back', () => {
    const events = eventsOf([
      call('t1', 'Agent', { description: 'Look around', prompt: 'Look at it', subagent_type: 'Explore' }),
      result('t1', 'found', {
        toolUseResult: { status: 'completed', agentId: 'a1', totalDurationMs: 900, totalTokens: 77 },
      }),
    ])
    expect(events.map(({ kind }) => kind)).toEqual(['tool-call', 'subagent-start', 'tool-result', 'subagent-end'])
    expect(events[3]).toMatchObject({ agentId: 'a1', durationMs: 900, totalTokens: 77, outcome: 'done' })
  })

  it('is cut where it is long, and whole when asked for', () => {
    const line = JSON.stringify(prompt('x'.repeat(50_000)))
    const place = { lane: 'main', offset: 7 }
    const [kept] = readSessionLine(line, place).events
    expect(kept).toMatchObject({ cursor: 'main@7.0', isCut: true, text: 'x'.repeat(8_000) })
    const [whole] = readSessionLine(line, place, { textLength: Number.POSITIVE_INFINITY, diffLines: 9 }).events
    expect(whole).toMatchObject({ text: 'x'.repeat(50_000) })
    expect(whole).not.toHaveProperty('isCut')
  })

  it('that repeats a whole request is passed over', () => {
    expect(readSessionLine('{"type":"api-request","params":{', { lane: 'main', offset: 0 }).events).toEqual([])
  })

  it('is named with its subtype for the audit', () => {
    expect(recordTypeOf({ type: 'system', subtype: 'turn_duration' })).toEqual({
      type: 'system/turn_duration',
      isKnown: true,
    })
    expect(recordTypeOf({ type: 'telepathy' })).toEqual({ type: 'telepathy', isKnown: false })
  })
})
