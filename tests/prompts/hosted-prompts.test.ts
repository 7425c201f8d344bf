/** Prompts for a session that a host carries, through the engine: what becomes of one is what the host shows. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { whyNotBrokenOff } from '../../src/agents/host-talk.ts'
import type { HostedMoment, HostPrompts } from '../../src/agents/hosting.ts'
import { interruptionInWords } from '../../src/core/prompts/interruption.ts'
import type { PromptWhen } from '../../src/core/prompts/prompt.ts'
import { createHostChannel } from '../../src/prompts/channels/host/host-channel.ts'
import { createStopHookChannel } from '../../src/prompts/channels/stop-hook/stop-hook-channel.ts'
import { createDialogHolds } from '../../src/prompts/dialog-holds.ts'
import { createHostedSessions } from '../../src/prompts/hosted-sessions.ts'
import { createPromptEngine, type PromptEngine } from '../../src/prompts/prompt-engine.ts'
import { openPromptStore, type PromptStore } from '../../src/prompts/prompt-store.ts'

const target = { pid: 7, start: '1', agent: 'codex', sessionId: 't1' }
const idle: HostedMoment = { activity: 'idle', lastTurn: { kind: 'ended' } }
const busy: HostedMoment = { activity: 'busy', lastTurn: { kind: 'open' } }

let dir: string
let store: PromptStore
let engine: PromptEngine
let nowMs: number
let moment: HostedMoment | undefined
let refusal: string | undefined
/** Undefined: it goes where nobody sees it. */
let conversation: string[] | undefined
let given: string[]
/** What the host does when it is told to break off a turn. */
let onInterrupt: () => void
let interrupts: number
const marks = new Set<string>()

const prompts: HostPrompts = {
  through: 'its host',
  *lookAt() {
    yield { kind: 'wait', ms: 0 }
    return moment
  },
  *send({ text, mark }) {
    yield { kind: 'wait', ms: 0 }
    if (refusal !== undefined) return refusal
    given.push(text)
    if (conversation !== undefined) marks.add(mark)
    return undefined
  },
  *interrupt() {
    yield { kind: 'wait', ms: 0 }
    const why = whyNotBrokenOff(moment)
    if (why === undefined) onInterrupt()
    return why
  },
  *find({ mark }) {
    yield { kind: 'wait', ms: 0 }
    if (marks.has(mark)) return 'taken'
    return moment?.activity === 'busy' ? 'awaited' : 'nowhere'
  },
}

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tce-hosted-'))
  nowMs = 100_000
  moment = idle
  refusal = undefined
  conversation = []
  given = []
  interrupts = 0
  onInterrupt = () => {
    interrupts += 1
  }
  marks.clear()
  const opened = openPromptStore(dir, 'm1')
  if (!opened.ok) throw new Error(opened.error)
  store = opened.value
  const { converse } = await import('../../src/control/host-line.ts')
  const hosted = createHostedSessions(
    async () => [{ prompts, say: (talk) => converse(talk, async () => undefined) }],
    () => nowMs,
  )
  const terminal = { kind: 'none' } as const
  engine = createPromptEngine({
    ...{ store, stopHook: createStopHookChannel(), holds: createDialogHolds(), lookEveryMs: 5, clock: () => nowMs },
    ...{ hosted, channels: [createHostChannel(hosted)], recordsOf: () => [], promptingOf: () => undefined },
    lookAt: async (of) => {
      const now = await hosted.lookAt(of)
      return { activity: now?.activity ?? 'unknown', activitySinceMs: now?.activitySinceMs, startedAtMs: 0 }
    },
    situationOf: async () => ({
      ...{
        terminal,
        isScreenKnown: false,
        hasHooks: false,
        takesAtTurnEnd: false,
        mayTypeWithoutHooks: false,
        isAtWork: false,
      },
      host: moment === undefined ? undefined : 'its host',
    }),
    onStep: () => {},
    reportError: (message, cause) => {
      throw new Error(message, { cause })
    },
  })
  await engine.begin()
})
afterEach(async () => {
  await engine.close()
  await store.close()
  rmSync(dir, { recursive: true, force: true })
})

async function add(text: string, when: PromptWhen = { kind: 'idle' }): Promise<string> {
  const { id } = await store.add({
    ...{ target, text, when, isCommand: false, createdBy: { kind: 'own-user', name: 'cli' } as const },
    ...{ createdAtMs: nowMs, expiresAtMs: nowMs + 1e9 },
  })
  engine.wake()
  return id
}
const promptOf = (id: string) => store.find(id)
const stateOf = async (id: string) => (await promptOf(id))?.state
const untilState = (id: string, state: string) =>
  expect
    .poll(() => {
      nowMs += 300
      return stateOf(id)
    })
    .toBe(state)

it('is delivered when the host shows it, and not before', async () => {
  conversation = undefined
  const id = await add('hello')
  await untilState(id, 'sent')
  expect(given).toEqual(['hello'])
  const mark = (await promptOf(id))?.attempt?.messageId ?? ''
  expect(mark).toMatch(/^tce-q1-/)
  marks.add(mark)
  await untilState(id, 'answered')
  expect(given).toEqual(['hello'])
})

it('that nobody ever sees is not confirmed, and not given again', async () => {
  conversation = undefined
  const id = await add('hello')
  await untilState(id, 'unknown')
  expect(given).toEqual(['hello'])
})

it('goes into the turn that goes on where it is meant to, and waits there for as long as that takes', async () => {
  moment = busy
  conversation = undefined
  const [word, later] = [await add('a word', { kind: 'now' }), await add('later')]
  await untilState(word, 'sent')
  nowMs += 60_000
  await expect.poll(async () => (await promptOf(word))?.attempt?.isQueuedThere).toBe(true)
  expect([await stateOf(word), await stateOf(later), given]).toEqual(['sent', 'queued', ['a word']])
  // The turn is over, and the word is nowhere.
  moment = idle
  await untilState(word, 'unknown')
})

it('that the host refuses left nothing behind, and may be tried again', async () => {
  refusal = 'no such thread'
  const id = await add('hello')
  await untilState(id, 'failed')
  expect((await promptOf(id))?.reason).toContain('no such thread')
})

it('waits behind a turn that was interrupted until a person has looked', async () => {
  moment = busy
  const id = await add('next')
  moment = { activity: 'idle', lastTurn: { kind: 'broken', how: 'interrupted', atMs: nowMs + 1_000 } }
  nowMs += 5_000
  await expect.poll(() => engine.stopOf('t1')).toMatchObject({ why: 'interrupted' })
  expect([await stateOf(id), given]).toEqual(['queued', []])
})

const interrupt = (text: string) =>
  engine.interrupt({
    ...{ target, text, when: { kind: 'idle' }, isCommand: false, createdBy: { kind: 'own-user', name: 'cli' } },
    ...{ createdAtMs: nowMs, expiresAtMs: nowMs + 1e9 },
  })

it('goes first when the host broke off the turn that goes on, told once, and what waited follows', async () => {
  moment = busy
  const waited = await add('later')
  nowMs += 1_700
  onInterrupt = () => {
    interrupts += 1
    // In whole seconds, as Codex tells them.
    moment = { activity: 'idle', lastTurn: { kind: 'broken', how: 'interrupted', atMs: nowMs - 700 } }
  }
  const done = await interrupt('what do you know?')
  expect(done).toMatchObject({
    ok: true,
    value: { interruption: { outcome: 'interrupted', by: 'host', through: 'its host' }, prompt: { state: 'queued' } },
  })
  expect(done.ok && interruptionInWords(done.value.interruption)).toMatch(
    /^Its host was told once to interrupt it, and/,
  )
  expect([given, interrupts]).toEqual([[], 1])
  moment = idle
  engine.wake()
  await untilState(waited, 'answered')
  expect([given, interrupts]).toEqual([['what do you know?', 'later'], 1])
})

it('is not sent, and nothing is broken off, where the session asks or rests by then', async () => {
  for (const [now, why] of [
    [{ ...idle, activity: 'waiting' }, 'asks something'],
    [idle, 'not at work'],
    [undefined, 'over|answers any more|not at work'],
  ] as const) {
    moment = busy
    await engine.stopOf('t1')
    // What was seen a moment before is busy still: the host is asked again in the moment of the word.
    moment = now
    const done = await interrupt('and?')
    expect(done).toMatchObject({ ok: false, error: expect.stringMatching(why) })
    nowMs += 1_000
  }
  expect([given, interrupts]).toEqual([[], 0])
  expect((await store.list(Number.POSITIVE_INFINITY)).every(({ state }) => state === 'cancelled')).toBe(true)
})
