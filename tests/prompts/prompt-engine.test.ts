/** The engine on a real store, beside a session and a way to it that are made up. */
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { claude } from '../../src/agents/claude/index.ts'
import type { BoxDeed, Prompt, PromptTarget, PromptWhen } from '../../src/core/prompts/prompt.ts'
import type { Delivery, ModeSet, Pressed, Readiness } from '../../src/prompts/channels/channel.ts'
import { createStopHookChannel } from '../../src/prompts/channels/stop-hook/stop-hook-channel.ts'
import { createDialogHolds } from '../../src/prompts/dialog-holds.ts'
import { createPromptEngine, type PromptEngine } from '../../src/prompts/prompt-engine.ts'
import type { SessionNow } from '../../src/prompts/prompt-sender.ts'
import { openPromptStore, type PromptStore } from '../../src/prompts/prompt-store.ts'
import { inTmux } from '../services/real-prompts.ts'

const target: PromptTarget = { pid: 4242, start: '1', agent: 'claude', sessionId: 's1' }
const idle: SessionNow = { sessionId: 's1', activity: 'idle', activitySinceMs: 0, startedAtMs: 0, tty: 'pts/1' }

let dir: string
let store: PromptStore
let engine: PromptEngine
let nowMs: number
let session: SessionNow | undefined
let ready: Readiness
let delivery: Delivery
/** What comes of a key for what was left in its box. */
let boxed: Delivery
/** What comes of Esc, and what it does. */
let pressed: Pressed
let onEsc: () => void
let escs: number
/** What comes of the key for a mode, and which were set. */
let modeSet: ModeSet
let modes: string[]
/** Whether what is sent comes to stand in the records. */
let isTaken: boolean
let sent: string[]
let errors: unknown[]
/** Why nothing goes to the session, as a hard budget says. */
let held: string | undefined
/** What its registry entry is seen by, and how often it was looked at. */
let mark: string | undefined
let looks: number
const records = () => join(dir, 'records')

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tce-engine-'))
  writeFileSync(records(), '')
  nowMs = 100_000
  session = idle
  ready = { kind: 'ready', through: 'tmux pane %7' }
  delivery = { kind: 'sent' }
  boxed = { kind: 'sent' }
  pressed = { kind: 'pressed', through: 'tmux pane %7' }
  onEsc = () => {}
  escs = 0
  modeSet = { kind: 'set', words: 'accept edits on' }
  modes = []
  isTaken = true
  sent = []
  errors = []
  held = undefined
  mark = undefined
  looks = 0
  await start()
})
afterEach(async () => {
  await stop()
  expect(errors).toEqual([])
  rmSync(dir, { recursive: true, force: true })
})

async function start(): Promise<void> {
  const opened = openPromptStore(dir, 'm1')
  if (!opened.ok) throw new Error(opened.error)
  store = opened.value
  const stopHook = createStopHookChannel()
  engine = createPromptEngine({
    ...{ store, stopHook, holds: createDialogHolds(), lookEveryMs: 5, clock: () => nowMs },
    lookAt: async () => {
      looks += 1
      return session
    },
    markOf: () => mark,
    promptingOf: () => claude.prompting,
    recordsOf: () => [records()],
    situationOf: async () => inTmux,
    whyHeld: async () => held,
    onStep: () => {},
    reportError: (_, cause) => errors.push(cause),
    channels: [
      stopHook,
      {
        id: 'tmux',
        look: async () => ready,
        async deliver({ text }, steps) {
          if (delivery.kind === 'nothing') return delivery
          await steps.begin()
          await steps.enter()
          sent.push(text)
          if (isTaken && delivery.kind === 'sent')
            write({ type: 'user', message: { content: text }, origin: { kind: 'human' } })
          return delivery
        },
        async setMode(_, mode, press) {
          if (modeSet.kind !== 'refused') await press()
          if (modeSet.kind === 'set') modes.push(mode)
          return modeSet
        },
        async interrupt(_, press) {
          if (pressed.kind === 'refused') return pressed
          await press('tmux pane %7')
          escs += 1
          onEsc()
          return pressed
        },
        box: {
          async pressEnter({ text }, steps) {
            if (boxed.kind === 'nothing') return boxed
            await steps.enter()
            if (boxed.kind === 'sent') write({ type: 'user', message: { content: text }, origin: { kind: 'human' } })
            return boxed
          },
          clear: async () => (boxed.kind === 'nothing' ? boxed.why : undefined),
        },
      },
    ],
  })
  await engine.begin()
}

async function stop(): Promise<void> {
  await engine.close()
  await store.close()
}

const write = (record: object) => appendFileSync(records(), `${JSON.stringify(record)}\n`)
const inMs = (ms: number) => {
  nowMs += ms
}

async function add(text: string, when: PromptWhen = { kind: 'idle' }, more: Partial<Prompt> = {}): Promise<string> {
  const prompt = await store.add({
    ...{ target, text, when, isCommand: false, createdBy: { kind: 'own-user', name: 'cli' } },
    ...{ createdAtMs: nowMs, expiresAtMs: nowMs + 1e6 },
    ...more,
  })
  engine.wake()
  return prompt.id
}

const stateOf = async (id: string) => (await store.find(id))?.state
const reasonOf = async (id: string) => (await store.find(id))?.reason
const untilState = (id: string, state: Prompt['state']) => expect.poll(() => stateOf(id)).toBe(state)
/** The turn that a prompt began is over, as registry and records tell it. */
const turnEnds = () => {
  inMs(1_000)
  write({ type: 'system', subtype: 'turn_duration' })
  session = { ...idle, activitySinceMs: nowMs }
  inMs(1_000)
}

describe('the queue of a session', () => {
  it('sends one after the other: the next one when the turn of the one before is over', async () => {
    const [first, second] = [await add('one'), await add('two')]
    await untilState(first, 'delivered')
    expect([sent, await stateOf(second)]).toEqual([['one'], 'queued'])
    turnEnds()
    await untilState(second, 'delivered')
    expect([sent, await stateOf(first)]).toEqual([['one', 'two'], 'answered'])
  })

  it('is held by a budget with the reason, also at the end of a turn and over a restart, and goes on by itself', async () => {
    held = 'Held by a budget. It is used up.'
    const [first, second] = [await add('one'), await add('two', { kind: 'turn-end' })]
    await expect.poll(() => Promise.all([first, second].map(reasonOf))).toEqual([held, held])
    expect(await engine.turnEnds('s1')).toBeUndefined()
    await stop()
    await start()
    expect([await stateOf(first), await stateOf(second), sent]).toEqual(['queued', 'queued', []])
    held = undefined
    engine.wake()
    await untilState(first, 'delivered')
    expect([sent, await reasonOf(second)]).toEqual([['one'], undefined])
  })

  describe('queued while it worked', () => {
    const whileItWorks = async (text: string): Promise<string> => {
      session = { ...idle, activity: 'busy' }
      write({ type: 'user', message: { content: text }, origin: { kind: 'human' } })
      const id = await add('one')
      inMs(1_000)
      session = { ...idle, activitySinceMs: nowMs }
      return id
    }

    it('waits until the records say how that turn ended, however late, and says so', async () => {
      const id = await whileItWorks('before')
      inMs(60_000)
      await expect.poll(() => reasonOf(id)).toContain('how its last turn ended')
      expect(await stateOf(id)).toBe('queued')
      write({ type: 'assistant', message: { stop_reason: 'end_turn' } })
      await untilState(id, 'delivered')
    })

    it('goes nowhere when they say late that it was interrupted', async () => {
      const id = await whileItWorks('before')
      inMs(60_000)
      await expect.poll(() => reasonOf(id)).toContain('how its last turn ended')
      const timestamp = new Date(nowMs).toISOString()
      write({ type: 'user', message: { content: '[Request interrupted by user]' }, timestamp })
      await expect.poll(() => engine.stopOf('s1')).toMatchObject({ why: 'interrupted' })
      expect(await stateOf(id)).toBe('queued')
    })

    it('goes all the same when a person says go on', async () => {
      const id = await whileItWorks('before')
      inMs(60_000)
      await store.pass(target, nowMs)
      engine.wake()
      await untilState(id, 'delivered')
    })

    it('waits some seconds after a command, which may begin no turn that would end', async () => {
      const id = await whileItWorks('/compact')
      inMs(2_000)
      await new Promise((resolve) => setTimeout(resolve, 30))
      expect(await stateOf(id)).toBe('queued')
      inMs(3_000)
      await untilState(id, 'delivered')
    })
  })

  it('waits while the session works, asks something, just became idle or just began, and while nobody knows', async () => {
    const before: readonly Partial<SessionNow>[] = [
      { activity: 'busy' },
      { activity: 'waiting' },
      { activity: 'unknown' },
      { activitySinceMs: nowMs - 100 },
      { startedAtMs: nowMs - 5_000 },
    ]
    const id = await add('one')
    for (const one of before) {
      session = { ...idle, ...one }
      await engine.close()
      await store.close()
      await start()
      await new Promise((resolve) => setTimeout(resolve, 30))
      expect([one, await stateOf(id)]).toEqual([one, 'queued'])
    }
    session = idle
    await untilState(id, 'delivered')
  })

  it('is looked at seldom while it works and its entry stays, and at once when that was written', async () => {
    session = { ...idle, activity: 'busy' }
    mark = 'written once'
    const id = await add('one')
    await expect.poll(() => looks).toBe(1)
    session = idle
    // Four looks' time: without a mark it would have been looked at again.
    await new Promise((resolve) => setTimeout(resolve, 40))
    expect([looks, await stateOf(id)]).toEqual([1, 'queued'])
    mark = 'written again'
    await untilState(id, 'delivered')
  })

  it('a word on the way goes while it works, and lies in the agent’s own queue until it is taken or taken back', async () => {
    session = { ...idle, activity: 'busy' }
    isTaken = false
    const id = await add('by the way', { kind: 'now' })
    await untilState(id, 'sent')
    write({ type: 'queue-operation', operation: 'enqueue', content: 'by the way' })
    await expect.poll(() => reasonOf(id)).toContain('own queue')
    inMs(60_000)
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(await stateOf(id)).toBe('sent')
    write({ type: 'queue-operation', operation: 'remove', content: 'by the way' })
    await untilState(id, 'cancelled-there')
  })

  it('is handed over when a turn ends, by the answer to its hook', async () => {
    session = { ...idle, activity: 'busy' }
    expect(await engine.turnEnds('s1')).toBeUndefined()
    const id = await add('and then', { kind: 'turn-end' })
    const answer = await engine.turnEnds('s1')
    expect(answer).toEqual({ decision: 'block', reason: `and then\n\n(TCE ${id})` })
    write({ type: 'user', isMeta: true, message: { content: `Stop hook feedback:\nand then\n\n(TCE ${id})` } })
    await untilState(id, 'delivered')
    expect(await engine.turnEnds('s1')).toBeUndefined()
  })

  it('leaves those that wait to a person when their session is over', async () => {
    session = { ...idle, activity: 'busy' }
    const ids = [await add('one'), await add('two', { kind: 'at', atMs: nowMs + 1e5 })]
    session = { ...idle, sessionId: 's2' }
    for (const id of ids) await untilState(id, 'orphaned')
    expect(await reasonOf(ids[0] ?? '')).toContain('another session')
    const third = await add('three')
    session = undefined
    await untilState(third, 'orphaned')
    expect([sent, await reasonOf(third)]).toEqual([[], 'Its session has ended.'])
  })

  it('lets one go that could not go out in time', async () => {
    session = { ...idle, activity: 'busy' }
    const id = await add('one', undefined, { expiresAtMs: nowMs + 1_000 })
    inMs(1_000)
    await untilState(id, 'expired')
  })

  it('goes on by itself after what stood in its way, and says meanwhile what that is', async () => {
    ready = { kind: 'wait', why: 'tmux pane %7 is in copy mode.' }
    const id = await add('one')
    await expect.poll(() => reasonOf(id)).toContain('copy mode')
    ready = { kind: 'ready', through: 'tmux pane %7' }
    inMs(5_000)
    await untilState(id, 'delivered')
  })
})

describe('a prompt without proof', () => {
  it('is not confirmed after ten seconds, stops the queue, and is delivered when the proof comes later', async () => {
    isTaken = false
    const [first, second] = [await add('one'), await add('two')]
    await untilState(first, 'sent')
    inMs(9_999)
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(await stateOf(first)).toBe('sent')
    inMs(1)
    await untilState(first, 'unknown')
    expect(await engine.stopOf('s1')).toMatchObject({ why: 'unknown', promptId: first })
    inMs(60_000)
    write({ type: 'user', message: { content: 'one' }, origin: { kind: 'human' } })
    isTaken = true
    await untilState(first, 'delivered')
    turnEnds()
    await untilState(second, 'delivered')
  })

  it('after a restart is looked for from where the records stood when it was sent', async () => {
    isTaken = false
    write({ type: 'user', message: { content: 'one' }, origin: { kind: 'human' } })
    const id = await add('one')
    await untilState(id, 'sent')
    await stop()
    write({ type: 'user', message: { content: 'one' }, origin: { kind: 'human' } })
    await start()
    await untilState(id, 'delivered')
  })

  it('that was typed and not sent stops the queue until somebody has looked', async () => {
    delivery = { kind: 'in-box', why: 'A dialog opened.' }
    const [first, second] = [await add('one'), await add('two')]
    await untilState(first, 'in-box')
    expect(await engine.stopOf('s1')).toMatchObject({ why: 'in-box', promptId: first })
    delivery = { kind: 'sent' }
    await store.step(first, 'settle', { nowMs })
    engine.wake()
    await untilState(second, 'delivered')
    expect(sent).toEqual(['one', 'two'])
  })
})

describe('a prompt that was typed and not sent', () => {
  let id: string
  const finish = async (deed: BoxDeed) => {
    const prompt = await store.find(id)
    if (prompt === undefined) throw new Error('It is there.')
    const why = await engine.finish(prompt, deed)
    engine.wake()
    return why
  }
  beforeEach(async () => {
    delivery = { kind: 'in-box', why: 'A dialog opened.' }
    id = await add('one')
    await untilState(id, 'in-box')
    delivery = { kind: 'sent' }
  })

  it('is delivered when a person has Enter pressed, and typed once', async () => {
    expect(await finish('press-enter')).toBeUndefined()
    await untilState(id, 'delivered')
    expect(sent).toEqual(['one'])
    expect(await finish('press-enter')).toContain('any more')
  })

  it('is cancelled when a person has it cleared, and the next one goes', async () => {
    const next = await add('two')
    expect(await finish('clear')).toBeUndefined()
    expect([await stateOf(id), await reasonOf(id)]).toEqual(['cancelled', 'It was taken out of its box.'])
    await untilState(next, 'delivered')
  })

  it('stays where its box shows something else, where Enter is not taken, and where its session is over', async () => {
    boxed = { kind: 'nothing', why: 'Something else stands there.', mayGoLater: false }
    expect([await finish('press-enter'), await finish('clear')]).toEqual([boxed.why, boxed.why])
    expect([await stateOf(id), await reasonOf(id)]).toEqual(['in-box', 'A dialog opened.'])
    boxed = { kind: 'in-box', why: 'Enter was pressed and not taken.' }
    expect(await finish('press-enter')).toBe(boxed.why)
    expect([await stateOf(id), await reasonOf(id)]).toEqual(['in-box', boxed.why])
    session = { ...idle, sessionId: 's2' }
    expect(await finish('press-enter')).toContain('another session')
    session = undefined
    expect(await finish('clear')).toContain('has ended')
    expect(await stateOf(id)).toBe('in-box')
  })

  it('whose Enter was about to be pressed when the server ended is not known', async () => {
    await store.step(id, 'press', { nowMs })
    await stop()
    await start()
    await untilState(id, 'unknown')
  })
})

describe('a mode that is set by a key', () => {
  const key = (more?: Partial<Prompt>) =>
    add('Shift+Tab until accept edits on', { kind: 'idle' }, { isCommand: true, ...more })

  it('goes before the next prompt, is never typed, and is over when the screen says it', async () => {
    const [mode, prompt] = [await key(), await add('edit away')]
    await untilState(prompt, 'delivered')
    expect([modes, sent]).toEqual([['accept-edits'], ['edit away']])
    expect([await stateOf(mode), await reasonOf(mode)]).toEqual(['answered', 'Its screen says “accept edits on”.'])
  })

  it.each([
    ['refused', 'failed'],
    ['unproved', 'unknown'],
  ] as const)('that is %s leaves the prompt behind it where it is', async (kind, state) => {
    modeSet = { kind, why: 'Its screen says otherwise.' }
    const [mode, prompt] = [await key(), await add('edit away')]
    await untilState(mode, state)
    expect(await reasonOf(mode)).toBe('Its screen says otherwise.')
    expect(await engine.stopOf('s1')).toMatchObject({ why: state, promptId: mode })
    expect([await stateOf(prompt), sent, modes]).toEqual(['queued', [], []])
  })

  it('waits while it works', async () => {
    session = { ...idle, activity: 'busy' }
    const mode = await key({ when: { kind: 'now' } })
    await expect.poll(() => reasonOf(mode)).toBe('It goes when it is idle.')
    expect([modes, sent]).toEqual([[], []])
  })
})

describe('a prompt that interrupts', () => {
  const interrupt = (text: string) =>
    engine.interrupt({
      ...{ target, text, when: { kind: 'idle' }, isCommand: false, createdBy: { kind: 'own-user', name: 'cli' } },
      ...{ createdAtMs: nowMs, expiresAtMs: nowMs + 1e6 },
    })
  /** What a genuine session does: its records tell, and then it is idle. */
  const breaksOff = () => {
    inMs(200)
    write({
      type: 'user',
      message: { content: '[Request interrupted by user]' },
      timestamp: new Date(nowMs).toISOString(),
    })
    session = { ...idle, activitySinceMs: nowMs }
  }
  beforeEach(() => {
    session = { ...idle, activity: 'busy' }
    write({ type: 'user', message: { content: 'before' }, origin: { kind: 'human' } })
  })

  it('goes before what waited, once its turn was seen to be broken off; that one follows', async () => {
    const waited = await add('later')
    onEsc = breaksOff
    const done = await interrupt('what do you know?')
    expect(done).toMatchObject({
      ok: true,
      value: {
        interruption: { outcome: 'interrupted', through: 'tmux pane %7', afterMs: 200 },
        prompt: { state: 'queued' },
      },
    })
    inMs(1_000)
    engine.wake()
    await expect.poll(() => sent).toEqual(['what do you know?'])
    turnEnds()
    await untilState(waited, 'delivered')
    expect([sent, escs]).toEqual([['what do you know?', 'later'], 1])
  })

  it('is on hold on disk before the key, so that a server that ends in between sends nothing by itself', async () => {
    let before: readonly Prompt[] = []
    const reading: Promise<unknown>[] = []
    onEsc = () => {
      reading.push(store.list(Number.POSITIVE_INFINITY).then((all) => (before = all)))
      breaksOff()
    }
    await interrupt('and?')
    await Promise.all(reading)
    expect(before).toMatchObject([{ text: 'and?', state: 'held', reason: expect.stringContaining('Esc is pressed') }])
  })

  it('is said to be unproved where nothing tells that the turn ended, is not pressed again, and goes when it is idle', async () => {
    const done = await interrupt('and?')
    expect(done).toMatchObject({ ok: true, value: { interruption: { outcome: 'unproved' } } })
    expect([escs, sent]).toEqual([1, []])
    session = { ...idle, activitySinceMs: nowMs }
    write({ type: 'system', subtype: 'turn_duration' })
    inMs(1_000)
    engine.wake()
    await expect.poll(() => [escs, sent]).toEqual([1, ['and?']])
  })

  it('says that it is idle where the records do not say why', async () => {
    onEsc = () => {
      session = { ...idle, activitySinceMs: nowMs }
    }
    expect(await interrupt('and?')).toMatchObject({ ok: true, value: { interruption: { outcome: 'at-rest' } } })
  })

  it('without a prompt that goes then stops no queue, and is not done where that is not wanted at the last moment', async () => {
    const waited = await add('later')
    const steps: string[] = []
    const breakOff = (why?: string) =>
      engine.breakOff(target, { whyNot: async () => why, begin: async () => void steps.push(`begun ${escs}`) })
    expect(await breakOff('A tool of it runs.')).toEqual({ ok: false, error: 'A tool of it runs.' })
    expect([escs, steps]).toEqual([0, []])
    onEsc = breaksOff
    expect(await breakOff()).toMatchObject({ ok: true, value: { outcome: 'interrupted', by: 'esc' } })
    expect([escs, steps, (await store.list(0)).length]).toEqual([1, ['begun 0'], 1])
    inMs(1_000)
    engine.wake()
    await untilState(waited, 'delivered')
  })

  it('keeps nothing to be sent where no key was pressed, and says why', async () => {
    pressed = { kind: 'refused', why: 'A dialog is open in its terminal.' }
    expect(await interrupt('and?')).toEqual({ ok: false, error: 'A dialog is open in its terminal.' })
    expect(await store.list(0)).toMatchObject([
      { state: 'cancelled', reason: expect.stringContaining('A dialog is open') },
    ])
    for (const [now, why] of [
      [{ ...idle, activity: 'waiting' }, 'Esc would answer'],
      [idle, 'nothing to interrupt'],
      [{ ...idle, activity: 'busy', sessionId: 's2' }, 'session is over'],
      [undefined, 'session is over'],
    ] as const) {
      session = now
      expect(await interrupt('and?')).toEqual({ ok: false, error: expect.stringContaining(why) })
    }
    expect([escs, (await store.list(0)).length]).toEqual([0, 1])
  })
})

describe('a queue stands still', () => {
  it('after one of which not a byte left, and goes on with it when it is tried again', async () => {
    delivery = { kind: 'nothing', why: 'Its pane is gone.', mayGoLater: false }
    const [first, second] = [await add('one'), await add('two')]
    await untilState(first, 'failed')
    expect(await stateOf(second)).toBe('queued')
    delivery = { kind: 'sent' }
    await store.step(first, 'retry', { nowMs })
    engine.wake()
    await untilState(first, 'delivered')
  })

  it.each([
    ['an error of the API', { type: 'assistant', isApiErrorMessage: true }, 'api-error'],
    ['an interrupt', { type: 'user', message: { content: '[Request interrupted by user]' } }, 'interrupted'],
  ])('after a turn that ended in %s, until its user says go on or types again', async (_, record, why) => {
    session = { ...idle, activity: 'busy' }
    const id = await add('one')
    inMs(1_000)
    write({ ...record, timestamp: new Date(nowMs).toISOString() })
    session = idle
    await expect.poll(() => engine.stopOf('s1')).toMatchObject({ why })
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(await stateOf(id)).toBe('queued')
    await store.pass(target, nowMs)
    engine.wake()
    await untilState(id, 'delivered')
  })
})

it('a blank goes before what would be a command, unless it is meant as one', async () => {
  await untilState(await add('!important'), 'delivered')
  turnEnds()
  await untilState(await add('/compact', undefined, { isCommand: true }), 'delivered')
  expect(sent).toEqual([' !important', '/compact'])
})
