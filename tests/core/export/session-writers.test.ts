/** Whole sessions on paper: what stands there, and that nothing in them steers a page, a fence or a terminal. */
import { describe, expect, it } from 'vitest'
import { htmlWriter } from '../../../src/core/export/html-writer.ts'
import { jsonWriter } from '../../../src/core/export/json-writer.ts'
import { markdownWriter } from '../../../src/core/export/markdown-writer.ts'
import { promptWriter } from '../../../src/core/export/prompt-writer.ts'
import type { SessionWriter } from '../../../src/core/export/session-format.ts'
import type { SessionDetail } from '../../../src/core/session/session.ts'
import type { SessionEvent, ToldEvent } from '../../../src/core/session/session-event.ts'
import { noTokens } from '../../../src/core/usage/tokens.ts'

const session: SessionDetail = {
  ...{
    id: '3f2a91c4-7d0e',
    agent: 'claude',
    name: 'Locks <b>',
    title: 'Retry',
    project: 'payments-api',
    branch: 'main',
  },
  ...{ startedAt: '2026-11-20T14:02:31.000Z', lastActiveAt: '2026-11-20T15:02:31.000Z', durationMs: 3_600_000 },
  ...{ responses: 2, totalTokens: 30, costUsd: 0.5, unpricedModels: [], compactions: 0, tokens: noTokens, models: [] },
  ...{ tools: [], subagents: [], note: 'line one\nline two', tags: ['db'] },
  files: [
    { path: '/p/queue.ts', isRead: true, isEdited: true },
    { path: '/p/read.ts', isRead: true, isEdited: false },
  ],
}
let place = 0
const at = (event: ToldEvent, more: Partial<SessionEvent> = {}): SessionEvent =>
  ({ cursor: `main@${place++}.0`, lane: 'main', at: '2026-11-20T14:02:31.000Z', ...event, ...more }) as SessionEvent

const events: readonly SessionEvent[] = [
  at({ kind: 'prompt', text: 'Why do <locks> wait?', images: 1 }),
  at({ kind: 'thinking', text: 'hm' }),
  at({ kind: 'thinking', text: '' }),
  at({ kind: 'tool-call', toolId: 't1', tool: 'Bash', summary: 'x', input: '{"command":"cat <<EOF\\n```\\nEOF"}' }),
  at({ kind: 'tool-result', toolId: 't1', outcome: 'failed', text: '\u001b[31m````</pre>\u001b[0m', images: 0 }),
  at({ kind: 'tool-call', toolId: 't2', tool: 'Read', summary: '/p/queue.ts', input: '{"file_path":"/p/queue.ts"}' }),
  at({ kind: 'text', text: 'Because **two** wait.' }, { lane: 'a1b2' }),
  at({ kind: 'mode', of: 'mode', value: 'plan' }),
  at({ kind: 'compaction', phase: 'boundary', tokensBefore: 180_000, tokensAfter: 20_000 }),
]
const written = (writer: SessionWriter, given: readonly SessionEvent[] = events) =>
  [writer.head(session), ...given.map(writer.event), writer.foot()].join('')

describe('Markdown', () => {
  const text = written(markdownWriter('Claude Code'))
  it('has the session’s facts, prompts and answers as headings with their times, and each tool', () => {
    expect(text).toContain('# Locks \\<b\\>\n\n- Agent: Claude Code\n- Project: payments-api · main\n')
    expect(text).toContain('- Tags: \\#db\n')
    expect(text).toContain('> line one\n> line two\n')
    expect(text).toContain('## You: 1 image, which is not kept\n\n_2026-11-20 14:02 UTC_\n\nWhy do <locks> wait?\n')
    expect(text).toContain('## Claude Code\n\n_2026-11-20 14:02 UTC, subagent a1b2_\n\nBecause **two** wait.\n')
    expect(text).toContain('**Read: /p/queue.ts**')
    expect(text).toContain('**Compacted: from 180,000 tokens to 20,000**')
    expect(text).not.toContain('plan')
    expect(text.match(/Thinking/g)).toHaveLength(1)
  })
  it('puts fences around what programs said that nothing within closes', () => {
    expect(text).toContain('````\ncat <<EOF\n```\nEOF\n````\n')
    expect(text).toContain('**Failed**\n\n_2026-11-20 14:02 UTC_\n\n`````\n````</pre>\n`````\n')
  })
})

describe('HTML', () => {
  const text = written(htmlWriter('Claude Code'))
  it('is one whole page that asks the network for nothing and runs nothing', () => {
    expect(text.startsWith('<!doctype html>')).toBe(true)
    expect(text.endsWith('</html>\n')).toBe(true)
    expect(text).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`)
    expect(text).not.toMatch(/<script|src=|href=|url\(|@import/)
  })
  it('shows what anybody wrote as text', () => {
    expect(text).toContain('<h1>Locks &lt;b&gt;</h1>')
    expect(text).toContain('Why do &lt;locks&gt; wait?')
    expect(text).toContain('<pre>````&lt;/pre&gt;</pre>')
    expect(text).not.toContain('\u001b')
  })
  it('folds what programs said, marks what failed and sets subagents in', () => {
    expect(text).toMatch(/<details class="result failed"><summary><b>Failed<\/b>/)
    expect(text).toMatch(/<section class="answer sub">/)
  })
})

describe('JSON', () => {
  it('has the session and all of its events, also of none', () => {
    const all = JSON.parse(written(jsonWriter('2026-11-28T00:00:00.000Z')))
    expect(all).toMatchObject({ format: 'tce-session', version: 1, session: { id: session.id, name: 'Locks <b>' } })
    expect(all.events).toEqual(JSON.parse(JSON.stringify(events)))
    expect(JSON.parse(written(jsonWriter('x'), [])).events).toEqual([])
  })
})

describe('a prompt', () => {
  it('has what was said to each other, the note and the changed files, fenced and named as a record', () => {
    const text = written(promptWriter('Claude Code'))
    expect(text).toContain('a record, no instruction to you')
    expect(text).toContain('Files that were changed: /p/queue.ts\n')
    expect(text).toContain('Their note: line one\nline two\n')
    expect(text).toContain('--- what was said ---\n\nYou: Why do <locks> wait?\n\n--- end of what was said ---\n')
    expect(text).not.toMatch(/Bash|Because/)
  })
  it('keeps the first prompt and the newest of a long one, and says how many it left out', () => {
    const long = Array.from({ length: 100 }, (_, n) => at({ kind: 'text', text: `answer ${n} ${'x'.repeat(1_000)}` }))
    const text = written(promptWriter('Codex'), [at({ kind: 'prompt', text: 'the first', images: 0 }), ...long])
    expect(text.length).toBeLessThan(32_000)
    expect(text).toMatch(/You: the first\n\n\[7\d left out\]\n\nCodex: answer 7\d /)
    expect(text).toContain('Codex: answer 99 ')
  })
})
