/** Sessions in documents that are rewritten whole, as older versions of Gemini CLI and opencode kept them. */
import { readFileSync, writeFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import type { AgentId, SessionDocuments } from '../../src/agents/agent.ts'
import { agents } from '../../src/agents/index.ts'
import { sessionDocuments } from '../../src/agents/session-logs.ts'
import type { SessionEvent } from '../../src/core/session/session-event.ts'
import { DocumentStore } from '../../src/sessions/kept-records/document-store.ts'
import type { SessionStore } from '../../src/sessions/session-store.ts'
import { createSessionWatcher, type SessionWatcher } from '../../src/sessions/session-watcher.ts'
import { diskFiles } from '../../src/storage/agent-files.ts'
import { waitFor } from '../tools/wait-for.ts'
import { storeOf } from './agent-homes.ts'
import { aiderHome, geminiHome, opencodeTreeHome } from './document-homes.ts'
import { describeSessionReader } from './session-reader.contract.ts'
import { tellEvents } from './told-events.ts'

let watcher: SessionWatcher | undefined
afterEach(() => watcher?.close())

const homes = { aider: aiderHome, gemini: geminiHome, opencode: opencodeTreeHome }

/** The agent's other forms left out: one that is nowhere yet is awaited where its newest version writes. */
function documentStore(agent: AgentId, dataDir: string): SessionStore {
  const sessions = agents[agent].sessions.find(({ kind }) => kind === 'documents')
  const documents = (sessionDocuments as Partial<Record<AgentId, SessionDocuments>>)[agent]
  if (sessions?.kind !== 'documents' || documents === undefined) throw new Error(`${agent} keeps no documents.`)
  return new DocumentStore({ sessions, documents, dataDirs: [dataDir], files: diskFiles })
}

describe.each(Object.entries(homes))('%s', (agent, make) => {
  describeSessionReader(`documents of ${agent}`, () => {
    const home = make()
    let written = 0
    return {
      store: documentStore(agent as AgentId, home.dataDir),
      sessionId: home.sessionId,
      write: () => home.says(`words ${++written}`),
      replace: () => home.beginsAnew(`other words ${++written}`),
    }
  })
})

async function open(agent: AgentId, { dataDir, sessionId }: { readonly dataDir: string; readonly sessionId: string }) {
  watcher = createSessionWatcher({ sources: [{ agent, dataDir }] })
  return tellEvents(watcher, sessionId)
}

const wordsOf = (events: readonly SessionEvent[]) =>
  events.flatMap((event) => ('text' in event && event.text !== undefined ? [event.text] : []))

it('a half written document keeps what is known of its session, says so, and goes on when it is whole', async () => {
  const home = geminiHome()
  home.says('before')
  const { watch, told } = await open('gemini', home)
  const whole = readFileSync(home.path, 'utf8')
  writeFileSync(home.path, whole.slice(0, whole.length / 2))
  await waitFor('the problem', () => watch.state().problems[0])
  expect(watch.state().problems[0]).toMatch(/is no whole document at this moment: what was known of it stays/)
  expect(wordsOf((await watch.events()).events)).toEqual(['before'])
  home.says('after')
  await waitFor('what comes after', () => wordsOf(told).includes('after') || undefined)
  expect(watch.state().problems).toEqual([])
})

it("a call's result is told when it comes, without beginning anew", async () => {
  const home = geminiHome()
  const call = (id: string, more: object) => ({
    id,
    name: 'run_shell_command',
    args: { command: `echo ${id}` },
    ...more,
  })
  const message = { id: 'g9', timestamp: '2026-03-01T08:01:00.000Z', type: 'gemini', content: 'Running.' }
  home.messages.push({
    ...message,
    toolCalls: [call('a', { status: 'executing' }), call('b', { status: 'executing' })],
  })
  home.save()
  const { told, resyncs } = await open('gemini', home)
  home.messages[0] = {
    ...message,
    toolCalls: [call('a', { status: 'success', resultDisplay: 'a' }), call('b', { status: 'executing' })],
  }
  home.save()
  await waitFor('the first result', () => told.find(({ kind }) => kind === 'tool-result'))
  home.messages[0] = {
    ...message,
    toolCalls: [
      call('a', { status: 'success', resultDisplay: 'a' }),
      call('b', { status: 'error', resultDisplay: 'no' }),
    ],
  }
  home.save()
  await waitFor('the other result', () => told.filter(({ kind }) => kind === 'tool-result')[1])
  expect(told).toMatchObject([
    { toolId: 'a', outcome: 'done' },
    { toolId: 'b', outcome: 'failed' },
  ])
  expect(resyncs()).toBe(0)
})

it('an old session of opencode has its title, its directory, and its subagent in the same tree', async () => {
  const home = opencodeTreeHome()
  home.says('hello')
  home.session('ses_old000002', { parentID: home.sessionId, title: 'sub', time: { created: 1, updated: 1 } })
  home.message('msg_9', { time: { created: 1_772_352_300_000 } })
  home.part('msg_9', 'prt_1', {
    type: 'tool',
    tool: 'task',
    callID: 'c1',
    state: {
      status: 'running',
      input: { description: 'sub work', subagent_type: 'general' },
      metadata: { sessionId: 'ses_old000002' },
      time: { start: 1_772_352_300_000 },
    },
  })
  const { watch } = await open('opencode', home)
  expect(watch.state()).toMatchObject({
    title: 'old work',
    cwd: '/home/dev/proj',
    version: '1.1.0',
    subagents: [{ id: 'ses_old000002', type: 'general', description: 'sub work' }],
  })
  expect(storeOf('opencode', home.dataDir).find('ses_old')).toMatchObject([{ sessionId: home.sessionId }])
})

it('gives the whole of a long text when its event is asked for', async () => {
  const long = 'long '.repeat(10_000).trim()
  for (const [agent, make] of Object.entries(homes)) {
    const home = make()
    home.says(long)
    const { watch } = await open(agent as AgentId, home)
    const cut = (await watch.events()).events.find(({ isCut }) => isCut === true)
    expect(await watch.event(cut?.cursor ?? '')).toMatchObject({ text: long })
  }
})
