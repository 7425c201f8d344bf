/** Databases of agents that are too large to be read at once: usage is there first and exact, the rest comes behind. */
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { database as records } from '../../src/agents/opencode/records.ts'
import type { Query, RecordSink } from '../../src/agents/records.ts'
import { noFileFacts } from '../../src/core/session/file-facts.ts'
import { withQuery } from '../../src/storage/foreign-database.ts'
import { openDatabase } from '../../src/storage/sqlite.ts'
import type { Ledger } from '../../src/tracker/ledger.ts'
import { LedgerEngine } from '../../src/tracker/ledger-engine.ts'
import { openLedger } from '../../src/tracker/open-ledger.ts'
import { openUsage } from '../../src/tracker/open-usage.ts'
import { ledgerPath } from '../../src/tracker/writing-side.ts'
import { type OpencodeHome, opencode2Home, opencodeHome } from '../sessions/opencode-home.ts'
import { machine, tempDir } from './home.ts'

const beganAtMs = Date.UTC(2026, 8, 1, 8)
const manySessions = 60
const idOf = (session: number): string => `ses_${String(session).padStart(6, '0')}`

/** A prompt, an answer that ran a command, and what it cost. */
function turn(home: OpencodeHome, session: number, no: number, more: object = {}): void {
  const sessionId = idOf(session)
  const atMs = beganAtMs + session * 3_600_000 + no * 60_000
  const times = { time_created: atMs, time_updated: atMs }
  const [user, answer] = ['u', 'v'].map((kind) => `msg_${String(session * 1000 + no).padStart(8, '0')}${kind}`)
  const part = (id: string, data: object) =>
    home.write('part', {
      id: `prt_${answer}${id}`,
      message_id: id === 'a' ? user : answer,
      session_id: sessionId,
      ...times,
      data,
    })
  home.write('message', { id: user, session_id: sessionId, ...times, data: { role: 'user', time: { created: atMs } } })
  part('a', { type: 'text', text: 'Mend the basket.' })
  const tokens = { input: 100 + session, output: 10 + no, reasoning: 5, cache: { read: 1000, write: 3 } }
  const time = { created: atMs, completed: atMs + 1000 }
  const data = {
    role: 'assistant',
    modelID: 'm1',
    providerID: 'mock',
    cost: 0.01,
    tokens,
    time,
    finish: 'stop',
    ...more,
  }
  home.write('message', { id: answer, session_id: sessionId, ...times, data })
  const state = {
    status: 'completed',
    input: { command: 'npm test' },
    output: 'ok',
    metadata: { exit: 0 },
    time: { start: atMs, end: atMs },
  }
  part('b', { type: 'tool', tool: 'bash', callID: `c${session}${no}`, state })
}

function sessionOf(home: OpencodeHome, session: number, turns: number): void {
  const atMs = beganAtMs + session * 3_600_000
  const row = { id: idOf(session), directory: '/home/dev/shop', title: `Session ${session}`, version: '1.18.33' }
  home.write('session', { ...row, time_created: atMs, time_updated: atMs })
  for (let no = 0; no < turns; no += 1) turn(home, session, no)
}

function largeHome(): OpencodeHome {
  const home = opencodeHome()
  for (let session = 0; session < manySessions; session += 1) sessionOf(home, session, 3)
  return home
}

const sourcesOf = ({ dataDir }: Pick<OpencodeHome, 'dataDir'>) => [{ agent: 'opencode' as const, dataDir }]

async function ledgerOf(
  home: OpencodeHome,
  options: { readonly dataDir?: string; readonly thread?: 'this' | 'own' } = {},
) {
  return openLedger({ dataDir: tempDir(), machine, sources: sourcesOf(home), ...options })
}

const callsIn = (ledger: Pick<Ledger, 'session'>, session: number): number | undefined =>
  ledger.session(idOf(session))?.tools.get('bash')?.calls

it('tells the usage of many new sessions first, and all else with the next update: the figures stay', async () => {
  const home = largeHome()
  const ledger = await ledgerOf(home)
  const first = await ledger.updateUsage()
  expect(first).toMatchObject({ isUsageAlone: true, newResponses: manySessions * 3, problems: [] })
  const figures = ledger.responses()
  expect(ledger.session(idOf(7))).toMatchObject({ title: 'Session 7', cwd: '/home/dev/shop', responses: 3 })
  expect(callsIn(ledger, 7)).toBeUndefined()
  const second = await ledger.update()
  expect(second).toMatchObject({ isUsageAlone: false, newResponses: 0, problems: [] })
  expect(ledger.responses()).toEqual(figures)
  expect(callsIn(ledger, 7)).toBe(3)
  expect(ledger.session(idOf(7))?.firstPrompt).toBe('Mend the basket.')
  expect((await ledger.update()).filesRead).toBe(0)
  await ledger.close()
})

it('what is asked for usage again reads nothing again, also in another process', async () => {
  const [home, dataDir] = [largeHome(), tempDir()]
  const ledger = await ledgerOf(home, { dataDir })
  await ledger.updateUsage()
  expect(await ledger.updateUsage()).toMatchObject({ filesRead: 0, isUsageAlone: true })
  await ledger.close()
  const other = await ledgerOf(home, { dataDir })
  expect(await other.updateUsage()).toMatchObject({ filesRead: 0, isUsageAlone: true })
  await other.close()
})

it('reads the few sessions that changed whole at once', async () => {
  const home = largeHome()
  const ledger = await ledgerOf(home)
  await ledger.update()
  turn(home, 7, 3)
  expect(await ledger.updateUsage()).toMatchObject({ filesRead: 1, newResponses: 1, isUsageAlone: false })
  expect(callsIn(ledger, 7)).toBe(4)
  await ledger.close()
})

it.each(['this', 'own'] as const)('reads the rest behind while it follows, in %s thread', async (thread) => {
  const ledger = await ledgerOf(largeHome(), { thread })
  await ledger.updateUsage()
  const changed = new Set<string>()
  ledger.onChange(({ sessionIds }) => {
    for (const id of sessionIds) changed.add(id)
  })
  await ledger.follow()
  await vi.waitFor(() => expect(changed.size).toBe(manySessions), 20_000)
  await vi.waitFor(() => expect(callsIn(ledger, 0)).toBe(3), 20_000)
  await ledger.close()
})

it('a command that asks for sessions has all of them whole', async () => {
  const usage = await openUsage({
    ...{ dataDir: tempDir(), configDir: tempDir(), machine },
    sources: sourcesOf(largeHome()),
    isFollowing: false,
  })
  expect((await usage.usage({ by: 'day' })).total.responses).toBe(manySessions * 3)
  expect((await usage.session(idOf(7)))?.tools).toMatchObject([{ name: 'bash', calls: 3 }])
  await usage.close()
})

describe('while it follows', () => {
  async function followed() {
    const home = largeHome()
    let nowMs = Date.UTC(2026, 10, 1)
    const engine = new LedgerEngine({
      path: ledgerPath(tempDir()),
      sources: sourcesOf(home),
      machine,
      nowMs: () => nowMs,
    })
    await engine.update()
    await engine.followed(undefined)
    const wait = (ms: number): void => {
      nowMs += ms
    }
    return { home, engine, wait }
  }

  it('finds what was written to the newest sessions at once, and to old ones within a minute', async () => {
    const { home, engine, wait } = await followed()
    turn(home, manySessions - 1, 4)
    expect(await engine.followed(undefined)).toMatchObject({ newResponses: 1 })
    // Older than 200 messages, so that no look at the newest sees it.
    turn(home, 0, 5)
    expect(await engine.followed(undefined)).toMatchObject({ newResponses: 0 })
    wait(59_000)
    expect(await engine.followed(undefined)).toMatchObject({ newResponses: 0 })
    wait(1_000)
    expect(await engine.followed(undefined)).toMatchObject({ newResponses: 1 })
    await engine.close()
  })

  it('a session that is gone is noticed when all are compared, and what it cost stays', async () => {
    const { home, engine, wait } = await followed()
    home.database.exec(
      `DELETE FROM session WHERE id = '${idOf(3)}'; DELETE FROM message WHERE session_id = '${idOf(3)}'`,
    )
    const goneIn = () => engine.database.prepare('SELECT count(*) FROM file WHERE is_gone = 1').pluck().get()
    await engine.followed(undefined)
    expect(goneIn()).toBe(0)
    wait(60_000)
    await engine.followed(undefined)
    expect(goneIn()).toBe(1)
    await engine.close()
  })
})

describe('usage read alone', () => {
  const told = (query: Query, sessionId: string, read: 'read' | 'readUsage') => {
    const usage: unknown[] = []
    const sink: RecordSink = {
      facts: noFileFacts(),
      usage: (line, offset) => usage.push({ ...line, offset }),
      bad: () => undefined,
    }
    records[read]?.(query, sessionId, sink)
    return usage
  }

  /** Of all sessions, in both ways. */
  function expectSame(path: string): number {
    const looked = withQuery(path, (query) =>
      records.sessions(query).map(({ sessionId }) => {
        const whole = told(query, sessionId, 'read')
        expect(told(query, sessionId, 'readUsage'), sessionId).toEqual(whole)
        return whole.length
      }),
    )
    if (!looked.ok) throw new Error(looked.problem)
    return looked.value.reduce((sum, count) => sum + count, 0)
  }

  const cases = join(import.meta.dirname, '../fixtures/agent-cases/opencode')
  it.each(readdirSync(cases))('is what is told beside all else: %s', (name) => {
    const path = join(tempDir(), 'opencode.db')
    if (existsSync(join(cases, name, 'opencode.db'))) cpSync(join(cases, name, 'opencode.db'), path)
    else openDatabase(path, { migrations: [readFileSync(join(cases, name, 'opencode.sql'), 'utf8')] })
    expect(expectSame(path)).toBeGreaterThan(0)
  })

  it('is the same of messages with instructions, tools and content of any size, and of some that are no JSON', () => {
    const home = largeHome()
    const long = 'x'.repeat(5000)
    turn(home, 1, 10, { system: [long], tools: { bash: long }, summary: true })
    turn(home, 1, 11, { error: { name: 'APIError', data: { message: long } } })
    const times = { time_created: beganAtMs, time_updated: beganAtMs }
    home.write('message', {
      id: 'msg_broken',
      session_id: idOf(1),
      ...times,
      data: `{"role":"assistant","tokens":${long}`,
    })
    // Each is no JSON, all of a session one after the other would be.
    for (const [session, rows] of [
      [2, ['{"role":"assistant"},{"role":"assistant"}']],
      [3, ['{"role":"assistant"', '"finish":"stop"}']],
      [4, ['1],[2', '"']],
    ] as const) {
      for (const [at, data] of rows.entries()) {
        home.write('message', { id: `msg_odd${session}${at}`, session_id: idOf(session), ...times, data })
      }
    }
    home.write('message', {
      id: 'msg_long',
      session_id: idOf(1),
      ...times,
      data: { time: {}, role: 'user', summary: { diffs: [{ before: long }] } },
    })
    expect(expectSame(join(home.dataDir, 'opencode.db'))).toBe(manySessions * 3 + 2)
    const second = opencode2Home()
    second.asks('Mend the basket.', 1)
    const tokens = { input: 1, output: 2, reasoning: 3, cache: { read: 4, write: 5 } }
    const content = [
      {
        type: 'tool',
        callID: 'c1',
        name: 'bash',
        state: { status: 'completed', content: [{ type: 'text', text: long }] },
      },
    ]
    const time = { created: second.at(2), completed: second.at(3) }
    second.row(second.sessionId, 'assistant', 2, {
      model: { id: 'm1', providerID: 'mock' },
      content,
      tokens,
      time,
      finish: 'stop',
    })
    expect(expectSame(join(second.dataDir, 'opencode.db'))).toBe(1)
  })
})
