/** What stands inside a log beside its own conversation: subagents of Copilot CLI, branches of pi, chats of Gemini CLI that were taken back; and titles beside it. */
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { SessionEvent } from '../../src/core/session/session-event.ts'
import { fromStart } from '../../src/core/session/session-watch.ts'
import { createSessionWatcher, type SessionWatcher } from '../../src/sessions/session-watcher.ts'
import { waitFor } from '../tools/wait-for.ts'
import { type loggingAgents, recordedHome, writtenHome } from './agent-homes.ts'
import { tellEvents } from './told-events.ts'

let watcher: SessionWatcher | undefined
afterEach(() => watcher?.close())

async function open(agent: (typeof loggingAgents)[number], dataDir: string, id: string) {
  watcher = createSessionWatcher({ sources: [{ agent, dataDir }] })
  return tellEvents(watcher, id)
}

const wordsOf = (events: readonly SessionEvent[]) =>
  events.flatMap((event) => (event.kind === 'prompt' || event.kind === 'text' ? [event.text] : []))

const at = (n: number): string => new Date(Date.UTC(2026, 10, 20, 10, 1, n)).toISOString()
const append = (path: string, records: readonly object[]) =>
  appendFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''))

describe('a subagent of Copilot CLI, whose records stand in the file of its session', () => {
  const lane = 'agent-1'
  const record = (type: string, n: number, data: object, more: object = {}) => ({
    type,
    timestamp: at(n),
    data,
    ...more,
  })
  const ofSubagent = (type: string, n: number, data: object) => record(type, n, data, { agentId: lane })

  function talk() {
    const home = writtenHome('copilot')
    home.says('I delegate.')
    append(home.path, [
      record('tool.execution_start', 1, { toolCallId: 't1', toolName: 'task', arguments: { description: 'look' } }),
      ofSubagent('subagent.started', 2, { toolCallId: 't1', agentName: 'explore', agentDescription: 'look' }),
      ofSubagent('assistant.message', 3, { content: 'From below.' }),
      ofSubagent('tool.execution_start', 4, { toolCallId: 's1', toolName: 'view', arguments: { path: 'a.ts' } }),
      ofSubagent('session.usage_record', 4, {
        usage: {
          model: 'm1',
          inputTokens: 10,
          outputTokens: 2,
          accounting: { sourceSessionId: home.sessionId, sequence: 1 },
        },
      }),
      ofSubagent('tool.execution_complete', 5, { toolCallId: 's1', success: true, result: { content: 'x' } }),
    ])
    return home
  }

  it('is a lane of the one tree, with its tools and tokens, and ends with its word', async () => {
    const home = talk()
    const { watch } = await open('copilot', home.dataDir, home.sessionId)
    expect(watch.state().subagents).toMatchObject([
      { id: lane, toolId: 't1', type: 'explore', toolCalls: 1, totalTokens: 12 },
    ])
    append(home.path, [ofSubagent('subagent.completed', 6, { toolCallId: 't1', totalToolCalls: 1, durationMs: 4_000 })])
    await waitFor('its end', () => watch.state().subagents[0]?.status === 'done' || undefined)
    expect(watch.state().subagents).toMatchObject([{ durationMs: 4_000, toolCalls: 1 }])
    expect(watch.state().toolCalls).toBe(2)
  })

  it('is read by itself, and left out where only the conversation is asked for', async () => {
    const home = talk()
    const { watch, told } = await open('copilot', home.dataDir, home.sessionId)
    expect(wordsOf((await watch.events({ lane })).events)).toEqual(['From below.'])
    expect(wordsOf((await watch.events({ lane: 'main' })).events)).toEqual(['I delegate.'])
    const all: string[] = []
    for (let after: string | undefined = fromStart; after !== undefined; ) {
      const page = await watch.events({ after, limit: 2 })
      all.push(...page.events.map(({ cursor }) => cursor))
      after = page.after
    }
    expect(all).toEqual((await watch.events({ limit: 100 })).events.map(({ cursor }) => cursor))
    append(home.path, [ofSubagent('assistant.message', 7, { content: 'More.' })])
    await waitFor('what it says', () => told.find((event) => event.kind === 'text' && event.text === 'More.'))
    expect(told.at(-1)).toMatchObject({ lane })
    expect(await watch.event(told.at(-1)?.cursor ?? '')).toMatchObject({ lane, text: 'More.' })
  })
})

describe('branches of pi', () => {
  const entry = (id: string, parentId: string | null, role: 'user' | 'assistant', text: string, n: number) => ({
    type: 'message',
    id,
    parentId,
    timestamp: at(n),
    message: {
      role,
      content: [{ type: 'text', text }],
      model: 'm1',
      ...(role === 'assistant' ? { usage: { input: 10, output: 1 }, responseId: `r-${id}`, stopReason: 'stop' } : {}),
    },
  })

  function tree() {
    const home = writtenHome('pi')
    mkdirSync(dirname(home.path), { recursive: true })
    writeFileSync(home.path, '')
    append(home.path, [
      { type: 'session', version: 3, id: home.sessionId, timestamp: at(0), cwd: '/home/dev/proj' },
      entry('u1', null, 'user', 'first question', 1),
      entry('a1', 'u1', 'assistant', 'first answer', 2),
      entry('u2', 'a1', 'user', 'wrong way', 3),
      entry('a2', 'u2', 'assistant', 'wrong answer', 4),
      entry('u3', 'a1', 'user', 'right way', 5),
      entry('a3', 'u3', 'assistant', 'right answer', 6),
    ])
    return home
  }

  it('stand once in the conversation, the one to the last entry; all were paid for', async () => {
    const home = tree()
    const { watch } = await open('pi', home.dataDir, home.sessionId)
    const { events } = await watch.events({ limit: 100 })
    expect(wordsOf(events)).toEqual(['first question', 'first answer', 'right way', 'right answer'])
    expect(watch.state()).toMatchObject({ responses: 3, turns: 2, tokens: { input: 30 } })
  })

  it('change places as soon as the user goes back, also to one that was left', async () => {
    const home = tree()
    const { watch, resyncs } = await open('pi', home.dataDir, home.sessionId)
    append(home.path, [entry('u4', 'a2', 'user', 'back again', 7)])
    await waitFor('the news', () => resyncs() > 0 || undefined)
    const words = async () => wordsOf((await watch.events({ limit: 100 })).events)
    expect(await words()).toEqual(['first question', 'first answer', 'wrong way', 'wrong answer', 'back again'])
    append(home.path, [entry('a4', 'u4', 'assistant', 'and on', 8)])
    await waitFor('what comes after', async () => (await words()).includes('and on') || undefined)
    await waitFor('its response', () => watch.state().responses === 4 || undefined)
    expect(resyncs()).toBe(1)
  })
})

it('a chat of Gemini CLI that was taken back is the conversation without what was taken, and with its bill', async () => {
  const home = writtenHome('gemini')
  for (const words of ['one', 'two', 'three']) home.says(words)
  append(home.path, [{ $rewindTo: 'm2' }])
  home.says('four')
  const { watch } = await open('gemini', home.dataDir, home.sessionId)
  expect(wordsOf((await watch.events({ limit: 100 })).events)).toEqual(['one', 'four'])
})

describe('a title that stands beside the log', () => {
  it('is the name in workspace.yaml of Copilot CLI, and changes with it', async () => {
    const dataDir = recordedHome('copilot')
    const id = '3da82141-7f99-452b-8fd6-b57abc3a9f56'
    const yaml = join(dataDir, 'session-state', id, 'workspace.yaml')
    writeFileSync(yaml, `id: ${id}\ncwd: /home/dev/proj\nname: "say: hi"\nuser_named: false\n`)
    const { watch } = await open('copilot', dataDir, id)
    expect(watch.state()).toMatchObject({ title: 'say: hi' })
    writeFileSync(yaml, `id: ${id}\nname: 'it''s mine'\nuser_named: true\n`)
    await waitFor('the new name', () => watch.state().title === "it's mine" || undefined)
  })

  it('is the one in state.json of Kimi Code', async () => {
    const home = writtenHome('kimi')
    home.says('hello')
    const state = { title: 'what it is about', isCustomTitle: false, workDir: '/home/dev/proj' }
    writeFileSync(join(dirname(home.path), '..', '..', 'state.json'), JSON.stringify(state))
    const { watch } = await open('kimi', home.dataDir, home.sessionId)
    expect(watch.state()).toMatchObject({ title: 'what it is about', cwd: '/home/dev/proj' })
  })
})
