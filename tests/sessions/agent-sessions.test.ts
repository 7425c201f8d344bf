/** The sessions of every agent that logs lines: found, read in pages, followed and replayed alike, whatever happens to their files. */
import { appendFileSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { sessionLogs } from '../../src/agents/session-logs.ts'
import type { SessionEvent } from '../../src/core/session/session-event.ts'
import { fromStart } from '../../src/core/session/session-watch.ts'
import { LaneTail } from '../../src/sessions/line-files/lane-tail.ts'
import type { SessionReader } from '../../src/sessions/session-reader.ts'
import { createSessionWatcher, type SessionWatcher } from '../../src/sessions/session-watcher.ts'
import { loggingAgents, recordedHome, runs, storeOf, tempDir, writtenHome } from './agent-homes.ts'
import { describeSessionReader } from './session-reader.contract.ts'

let close: (() => void) | undefined
afterEach(() => close?.())

for (const agent of loggingAgents) {
  describeSessionReader(`${agent}'s sessions`, () => {
    const home = writtenHome(agent)
    let written = 0
    return {
      store: storeOf(agent, home.dataDir),
      sessionId: home.sessionId,
      write: () => home.says(`words ${++written}`),
      replace: () => home.beginsAnew(`other words ${++written}`),
    }
  })
}

const as = (event: SessionEvent) => event
const quiet = { appended: () => {}, subagent: () => {}, voided: () => {}, problems: () => {} }

async function readerOf(agent: (typeof loggingAgents)[number], dataDir: string, sessionId: string) {
  const reader: SessionReader = storeOf(agent, dataDir).read({ sessionId, cwd: () => undefined, listener: quiet })
  close = () => reader.close()
  await reader.begin()
  return reader
}

function readAll(tail: LaneTail): readonly SessionEvent[] {
  const events: SessionEvent[] = []
  for (;;) {
    const { lines, isAtEnd } = tail.read('kept')
    events.push(...lines.flatMap((line) => line.events))
    if (isAtEnd) return events
  }
}

describe.each(loggingAgents)('%s', (agent) => {
  const recorded = globSync('**/*.jsonl', { cwd: join(runs, agent) }).map((path) =>
    readFileSync(join(runs, agent, path)),
  )
  const log = sessionLogs[agent]
  const place = () => ({ sessionId: 'any', lane: 'main', path: join(tempDir(), 'log.jsonl'), log })

  it('tells the same in whatever pieces a log is written, and whoever goes on reading it', () => {
    for (const bytes of recorded) {
      const of = place()
      writeFileSync(of.path, bytes)
      const whole = readAll(new LaneTail(of))
      expect(whole.length).toBeGreaterThan(1)
      fc.assert(
        fc.property(fc.array(fc.integer({ min: 0, max: bytes.length }), { maxLength: 12 }), (cuts) => {
          writeFileSync(of.path, '')
          const events: SessionEvent[] = []
          let tail = new LaneTail(of)
          let from = 0
          for (const to of [...cuts.toSorted((a, b) => a - b), bytes.length]) {
            appendFileSync(of.path, bytes.subarray(from, to))
            from = to
            events.push(...readAll(tail))
            // Another reader goes on where this one ended.
            tail = new LaneTail(of, JSON.parse(JSON.stringify(tail.place)))
          }
          expect(events).toEqual(whole)
        }),
        { numRuns: 8 },
      )
    }
  })

  it('says a word of what is torn, zero, not text, huge or of a version to come, and loses nothing around it', () => {
    const of = place()
    const home = writtenHome(agent)
    home.says('before')
    appendFileSync(home.path, '{"type":"tor\n')
    appendFileSync(home.path, Buffer.alloc(4096))
    appendFileSync(home.path, `\n${Buffer.from([0xff, 0xfe, 0x80, 10]).toString('latin1')}`)
    appendFileSync(home.path, `{"type":"of the future","payload":${JSON.stringify({ deep: [[[[1]]]] })}}\n`)
    appendFileSync(home.path, `{"type":"huge","text":"${'x'.repeat(2 << 20)}"}\n`)
    home.says('after')
    const events = readAll(new LaneTail({ ...of, path: home.path }))
    const words = events.flatMap((event) => ('text' in event && event.text !== undefined ? event.text : []))
    expect(words).toEqual(expect.arrayContaining(['before', 'after']))
    const strange = events.filter((event) => event.kind === 'other' && !event.isKnown)
    expect(strange.length).toBeGreaterThanOrEqual(3)
  })

  it('reads an event by page and by cursor as it was first told, however far into a long log', async () => {
    const home = writtenHome(agent)
    const long = 'long words '.repeat(1_500)
    for (let i = 0; i < 60; i++) home.says(`${i} ${long}`)
    const first = readAll(new LaneTail({ ...place(), sessionId: home.sessionId, path: home.path }))
    const reader = await readerOf(agent, home.dataDir, home.sessionId)
    const forward = (await reader.page({ after: fromStart, limit: 1000 }, as)).events
    const middle = first[Math.floor(first.length / 2)]
    const older = (await reader.page({ before: middle?.cursor, limit: 10 }, as)).events
    const newer = (await reader.page({ after: middle?.cursor, limit: 10 }, as)).events
    expect(forward).toEqual(first)
    const at = first.indexOf(middle as SessionEvent)
    expect(older).toEqual(first.slice(at - 10, at))
    expect(newer).toEqual(first.slice(at + 1, at + 11))
    expect(reader.event(middle?.cursor ?? '')).toMatchObject({ cursor: middle?.cursor, kind: middle?.kind })
  })
})

describe('what the programs wrote', () => {
  let watcher: SessionWatcher | undefined

  async function story(agent: (typeof loggingAgents)[number], id: string) {
    watcher = createSessionWatcher({ sources: [{ agent, dataDir: recordedHome(agent) }] })
    close = () => void watcher?.close()
    const watch = await watcher.open(id)
    const events = (await watch?.events({ limit: 1000 }))?.events ?? []
    const told = events.filter(({ kind }) => kind !== 'other')
    return { state: watch?.state(), words: told.map(inWords) }
  }

  it('Codex: two turns, a tool, and a subagent in a thread of its own that was ended with its parent', async () => {
    const { state, words } = await story('codex', '01a21a0c-83dd')
    expect(words).toEqual([
      'main mode gpt-6.1-sol',
      'main prompt RUN_ENV',
      'main tool-call env | grep -iE "codex|thread|session"',
      'main tool-result done',
      'main text Mock answer 2',
      'main turn-end',
      'main prompt RUN_SPAWN FORKALL',
      'main tool-call sub_one',
      'main subagent-start /root/sub_one',
      'main tool-result done',
      'sub prompt Message Type: NEW_TASK',
      'main text Mock answer 4',
      'sub tool-call sub_one',
      'main turn-end',
      'sub tool-result interrupted',
      'sub interrupt interrupted',
      'sub subagent-end interrupted',
    ])
    expect(state).toMatchObject({ responses: 5, cwd: '/home/dev/proj', model: 'gpt-6.1-sol' })
    expect(state?.subagents).toMatchObject([
      { id: '01a21a0c-88fe-7372-9a29-3cd635dc884e', parent: 'main', status: 'interrupted', toolCalls: 1 },
    ])
  })

  it('Codex: a compaction twice, each told once', async () => {
    const { state } = await story('codex', '01a21a0c-10f2')
    expect(state?.context.compactionCount).toBe(2)
  })

  it('Codex: a fork is a session of its own, without its parent', async () => {
    const { state, words } = await story('codex', '01a21a0b-c7e5')
    expect(state).toMatchObject({ turns: 1, responses: 1, subagents: [] })
    expect(words.filter((line) => line.startsWith('main prompt'))).toHaveLength(1)
  })

  it('Gemini: a record that is written again when its tool is done is told once', async () => {
    const { words } = await story('gemini', '915a14d2')
    expect(words).toEqual([
      'main prompt SLOW14 hello',
      'main text Mock answer 12',
      'main prompt RUN_TOOL please',
      'main tool-call echo hi',
      'main tool-result done',
      'main text Mock answer 21',
    ])
  })

  it('Copilot: three legs of one session, a call that failed', async () => {
    const { state, words } = await story('copilot', '3da82141')
    expect(words).toEqual([
      'main prompt say hi RUN_TOOL',
      'main tool-call echo hi',
      'main tool-result done',
      'main text Mock answer 24',
      'main turn-end',
      'main prompt RUN_AGENT again',
      'main tool-call sub work',
      'main tool-result failed',
      'main text Mock answer 26',
      'main turn-end',
      'main prompt SLOW6 third',
      'main text Mock answer 27',
      'main turn-end',
    ])
    expect(state).toMatchObject({ turns: 3, failedToolCalls: 1, version: '1.0.102' })
  })

  it('Qwen: a subagent in the background, done when its message comes', async () => {
    const { state } = await story('qwen', '9a00e688')
    expect(state?.subagents).toMatchObject([
      { id: 'general-purpose-call_17', type: 'general-purpose', description: 'sub work', status: 'done' },
    ])
    expect(state).toMatchObject({ turns: 3, responses: 8 })
  })

  it('Cursor: results find their calls without ids, and what the program put before a prompt is left out', async () => {
    const { state, words } = await story('cursor', '5c000000')
    expect(words.filter((line) => line.startsWith('main'))).toEqual([
      'main prompt find the bug in src/cart.ts',
      'main thinking The cart first.',
      'main text I look at the cart.',
      'main tool-call src/cart.ts',
      'main tool-call npm test',
      'main tool-result done',
      'main tool-result failed',
      'main text The total is never summed.',
      'main tool-call src/cart.ts',
      'main tool-result done',
      'main text Mended.',
      'main turn-end',
      'main prompt and the tests?',
      'main tool-call tests/cart.test.ts',
      'main tool-result done',
      'main tool-call look at the tests',
      'main tool-result done',
      'main text They are right.',
      'main turn-end',
      'main prompt stop',
      'main text I go on with',
      'main interrupt aborted',
      'main prompt as a text',
      'main text answered as a text',
      'main turn-end',
    ])
    expect(state).toMatchObject({ turns: 4, toolCalls: 5, failedToolCalls: 1, responses: 0, costUsd: undefined })
    expect(state?.subagents).toMatchObject([{ id: '5c000000-0000-4000-8000-00000000000a' }])
  })

  it('Kimi and pi: what was said', async () => {
    expect((await story('kimi', 'session')).words).toEqual([
      'main mode auto',
      'main prompt SLOW20 C',
      'main mode kimi-k3',
      'main text Mock answer 11',
      'main turn-end',
    ])
    const { words } = await story('pi', '01a21a13-2930')
    expect(words.slice(-3)).toEqual(['main prompt forked', 'main text Mock answer 10', 'main turn-end'])
  })
})

it("kimi-cli's sessions, which Kimi Code took the place of, tell what was said and run", async () => {
  const dataDir = join(runs, '../agent-cases/kimi/kimi-cli')
  const watcher = createSessionWatcher({ sources: [{ agent: 'kimi', dataDir }] })
  close = () => void watcher.close()
  const watch = await watcher.open('9a000000')
  const { events = [] } = (await watch?.events({ limit: 100 })) ?? {}
  expect(events.filter(({ kind }) => kind !== 'other').map(inWords)).toEqual([
    'main prompt go',
    'main thinking hm',
    'main tool-call ls',
    'main tool-result done',
    'main text Done.',
    'main turn-end',
  ])
  expect(watch?.state()).toMatchObject({ responses: 2, turns: 1, toolCalls: 1 })
})

it('finds a session of Codex in the folder of its day as soon as its first line is there', async () => {
  const home = writtenHome('codex')
  const watcher = createSessionWatcher({ sources: [{ agent: 'codex', dataDir: home.dataDir }] })
  close = () => void watcher.close()
  expect(await watcher.open(home.sessionId)).toBeUndefined()
  mkdirSync(dirname(home.path), { recursive: true })
  home.says('hello')
  const watch = await watcher.open(home.sessionId.slice(0, 20))
  expect(watch?.state()).toMatchObject({ agent: 'codex', sessionId: home.sessionId, cwd: '/home/dev/proj' })
})

function inWords(event: SessionEvent): string {
  const lane = event.lane === 'main' ? 'main' : 'sub'
  const words = wordsOf(event)
  return `${lane} ${event.kind}${words === undefined ? '' : ` ${words.split('\n')[0]}`}`
}

function wordsOf(event: SessionEvent): string | undefined {
  switch (event.kind) {
    case 'tool-result':
    case 'subagent-end':
      return event.outcome
    case 'tool-call':
      return event.summary
    case 'mode':
      return event.value
    case 'subagent-start':
      return event.description
    default:
      return 'text' in event ? event.text : undefined
  }
}
