/** Sessions in rows of a database that change in place, as opencode and Kilo keep them. */
import { afterEach, describe, expect, it } from 'vitest'
import type { SessionEvent } from '../../src/core/session/session-event.ts'
import type { SessionChange } from '../../src/core/session/session-watch.ts'
import { fromStart } from '../../src/core/session/session-watch.ts'
import { createSessionWatcher, type SessionWatcher } from '../../src/sessions/session-watcher.ts'
import { waitFor } from '../tools/wait-for.ts'
import { storeOf } from './agent-homes.ts'
import {
  type OpencodeHome,
  opencode2Home,
  opencodeHome,
  opencodeSession,
  recordedOpencodeHome,
  talkIn,
} from './opencode-home.ts'
import { describeSessionReader } from './session-reader.contract.ts'

const sessionId = 'ses_00000000000000000000000001'
let watcher: SessionWatcher | undefined
afterEach(() => watcher?.close())

describeSessionReader('a database', () => {
  const home = opencodeHome()
  const talk = talkIn(home, sessionId)
  let written = 0
  return {
    store: storeOf('opencode', home.dataDir),
    sessionId,
    write: () => talk.asks(`words ${++written}`),
    replace: () =>
      home.database.exec(`DELETE FROM message WHERE id > 'msg_0001'; DELETE FROM part WHERE message_id > 'msg_0001'`),
  }
})

async function open({ dataDir }: Pick<OpencodeHome, 'dataDir'>, id = sessionId) {
  watcher = createSessionWatcher({ sources: [{ agent: 'opencode', dataDir }] })
  const watch = await watcher.open(id)
  if (watch === undefined) throw new Error(`No session ${id}`)
  const told: SessionEvent[] = []
  let resyncs = 0
  watch.subscribe((change: SessionChange) => {
    if (change.type === 'events') told.push(...change.events)
    if (change.type === 'resync') resyncs++
  })
  return { watch, told, resyncs: () => resyncs }
}

it('tells what the genuine program wrote, with its subagent in the same tree', async () => {
  const { watch } = await open(recordedOpencodeHome(), opencodeSession)
  const { events } = await watch.events({ limit: 1000 })
  expect(
    events.filter(({ kind }) => kind !== 'other').map(({ lane, kind }) => `${lane === 'main' ? '' : 'sub '}${kind}`),
  ).toEqual([
    'title',
    'prompt',
    'tool-call',
    'tool-result',
    'text',
    'turn-end',
    'prompt',
    'tool-call',
    'subagent-start',
    'sub prompt',
    'sub text',
    'sub turn-end',
    'tool-result',
    'text',
    'turn-end',
  ])
  expect(watch.state()).toMatchObject({
    agent: 'opencode',
    cwd: '/home/dev/proj',
    version: '1.18.33',
    responses: 5,
    toolCalls: 2,
    resumeCommand: `opencode -s ${opencodeSession}`,
    subagents: [{ id: 'ses_de5f0e7c8ffeIKuMMYfdFLghjV', type: 'general', description: 'sub work', status: 'done' }],
  })
})

it('tells a call when it runs and its result when that is there, without beginning anew', async () => {
  const home = opencodeHome()
  const talk = talkIn(home, sessionId)
  talk.says('hello')
  const { told, resyncs, watch } = await open(home)
  const running = talk.runs('npm test')
  await waitFor('the call', () => told.find(({ kind }) => kind === 'tool-call'))
  expect(told.some(({ kind }) => kind === 'tool-result')).toBe(false)
  const second = talk.runs('npm run lint')
  await waitFor('the second call', () => told.filter(({ kind }) => kind === 'tool-call')[1])
  running.ends('all green')
  await waitFor('the result', () => told.find((event) => event.kind === 'tool-result' && event.text === 'all green'))
  second.ends('clean')
  await waitFor('the other result', () => told.find((event) => event.kind === 'tool-result' && event.text === 'clean'))
  expect(resyncs()).toBe(0)
  const { events } = await watch.events({ limit: 1000 })
  expect(events.slice(-told.length).map(({ cursor }) => cursor)).toEqual(told.map(({ cursor }) => cursor))
})

it('gives the whole of a long text when its event is asked for', async () => {
  const home = opencodeHome()
  const long = 'long '.repeat(10_000)
  talkIn(home, sessionId).says(long)
  const { watch } = await open(home)
  const cut = (await watch.events()).events.find(({ isCut }) => isCut === true)
  expect(await watch.event(cut?.cursor ?? '')).toMatchObject({ text: long })
})

it('keeps what is known while the database is half migrated, says so, and goes on when it is whole again', async () => {
  const home = opencodeHome()
  const talk = talkIn(home, sessionId)
  talk.says('before')
  const { told, watch } = await open(home)
  home.database.exec('ALTER TABLE part RENAME TO part_old')
  await waitFor('the problem', () => watch.state().problems[0])
  expect(watch.state().problems[0]).toMatch(/opencode\.db could not be read .*: what was known of it stays/)
  expect((await watch.events()).events.length).toBeGreaterThan(0)
  home.database.exec('ALTER TABLE part_old RENAME TO part')
  talk.says('after')
  await waitFor('what comes after', () => told.find((event) => event.kind === 'text' && event.text === 'after'))
  expect(watch.state().problems).toEqual([])
})

it('never keeps the program waiting that writes the database', async () => {
  const home = opencodeHome()
  const talk = talkIn(home, sessionId)
  talk.says('first')
  home.database.pragma('busy_timeout = 0')
  const { told } = await open(home)
  for (let i = 0; i < 200; i++) {
    talk.says(`words ${i}`)
    if (i % 10 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  await waitFor('the last words', () => told.find((event) => event.kind === 'text' && event.text === 'words 199'))
})

describe('the tables of opencode 2', () => {
  let written = 0
  describeSessionReader('a database of 2.x', () => {
    const home = opencode2Home()
    return {
      store: storeOf('opencode', home.dataDir),
      sessionId: home.sessionId,
      write: () => home.asks(`words ${++written}`, written),
      replace: () => home.database.exec(`DELETE FROM session_message WHERE seq > 1`),
    }
  })

  it('tell what was said, run and answered, in their order, and only the session that has rows', async () => {
    const home = opencode2Home()
    const { sessionId: id, at } = home
    home.asks('go', 1)
    home.row(id, 'model-switched', 2, { model: { id: 'gpt-6-sol', providerID: 'openai' } })
    home.row(id, 'assistant', 3, {
      agent: 'build',
      model: { id: 'gpt-6-sol', providerID: 'openai' },
      time: { created: at(3), completed: at(9) },
      finish: 'stop',
      cost: 0.25,
      tokens: { input: 100, output: 20, reasoning: 5, cache: { read: 40, write: 0 } },
      content: [
        { type: 'reasoning', reasoningID: 'r1', text: 'hm' },
        {
          type: 'tool',
          callID: 'c1',
          name: 'bash',
          time: { created: at(4), ran: at(5), completed: at(6) },
          state: {
            status: 'completed',
            input: { command: 'npm test' },
            content: [{ type: 'text', text: 'red' }],
            structured: { exit: 1 },
          },
        },
        { type: 'text', text: 'Done.' },
      ],
    })
    home.row(id, 'something new', 10, {})
    const { watch } = await open(home, id)
    const { events } = await watch.events({ limit: 100 })
    expect(events.map(({ kind }) => kind)).toEqual([
      ...['title', 'prompt', 'other', 'thinking', 'tool-call', 'tool-result', 'text', 'turn-end', 'other'],
    ])
    expect(events.find(({ kind }) => kind === 'tool-result')).toMatchObject({ outcome: 'failed', text: 'red' })
    expect(events.at(-1)).toMatchObject({ kind: 'other', type: 'something new', isKnown: false })
    expect(watch.state()).toMatchObject({ title: 'second', version: '2.0.12', model: 'gpt-6-sol', responses: 1 })
  })
})

describe('a session of thousands of turns', () => {
  const many = 1_200

  function giantHome() {
    const home = opencodeHome()
    const talk = talkIn(home, sessionId)
    home.database.transaction(() => {
      for (let turn = 1; turn <= many; turn++) talk.says(`answer ${turn}`)
    })()
    return { ...home, talk }
  }

  const textsOf = (events: readonly SessionEvent[]) =>
    events.flatMap((event) => (event.kind === 'text' ? event.text : []))

  it('shows its last page before it is read, leads back to its beginning, and knows all of it soon', async () => {
    const { watch } = await open(giantHome())
    const last = await watch.events({ limit: 100 })
    expect(watch.state().isComplete).toBe(false)
    expect(textsOf(last.events).at(-1)).toBe(`answer ${many}`)
    const found = [...textsOf(last.events)]
    for (let { before } = last; before !== undefined; ) {
      const page = await watch.events({ before, limit: 500 })
      found.unshift(...textsOf(page.events))
      before = page.before
    }
    expect(found).toEqual(Array.from({ length: many }, (_, at) => `answer ${at + 1}`))
    await waitFor('all of it', () => watch.state().isComplete)
  })

  it('is read whole where what is asked for does not stand at its end', async () => {
    const { watch } = await open(giantHome())
    const { events } = await watch.events({ search: 'answer 7', limit: 500 })
    expect(textsOf(events).at(0)).toBe('answer 7')
    const { watch: other } = await open(giantHome())
    const { events: first } = await other.events({ after: fromStart, limit: 5 })
    expect(textsOf(first)).toEqual(['answer 1', 'answer 2', 'answer 3'])
  })

  it('tells what is written while it is read, each once', async () => {
    const home = giantHome()
    const { watch, told, resyncs } = await open(home)
    const before = await watch.events({ limit: 10 })
    home.talk.says('written meanwhile')
    await waitFor('all of it', () => watch.state().isComplete)
    home.talk.says('written later')
    await waitFor('the last words', () => textsOf(told).includes('written later'))
    expect(textsOf(told)).toEqual(['written meanwhile', 'written later'])
    expect(resyncs()).toBe(0)
    expect(textsOf(before.events).at(-1)).toBe(`answer ${many}`)
  })

  it('gives the whole of a long text at its end before anything else of it is read', async () => {
    const home = giantHome()
    const long = 'long '.repeat(10_000)
    home.talk.says(long)
    const { watch } = await open(home)
    const cut = (await watch.events({ limit: 5 })).events.find(({ isCut }) => isCut === true)
    expect(await watch.event(cut?.cursor ?? '')).toMatchObject({ text: long })
  })
})
