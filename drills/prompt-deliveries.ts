/** The server is killed at random moments while it sends prompts of all sizes by three ways: none may arrive twice, or be lost unseen. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { PromptState } from '../src/core/prompts/prompt.ts'
import { withoutBlanks } from '../src/core/prompts/prompt-text.ts'
import { claudeProgram } from '../tests/tools/find-claude.ts'
import { waitFor } from '../tests/tools/wait-for.ts'
import type { Drill, DrillOptions, DrillResult, Random } from './drill.ts'
import { type Addressee, openPromptWorld, type PromptWorld } from './prompt-world.ts'
import { withoutClaude } from './without-claude.ts'

export const drill: Drill = {
  proves:
    'each prompt is in the records of its session at most once, and not at all only where TCE says that it failed or that nobody knows, whenever the server is killed',
  times: 1_000,
  unit: 'deliveries of 1 byte to 64 KB: typed into tmux, handed over by the hook, sent to the socket',
  run,
}

const mostBytes = 64 * 1024
const killedAfterMs = { least: 1_000, most: 30_000 }
const settings = ['[prompts]', 'message_sessions = true']

async function run({ times, random, say }: DrillOptions): Promise<DrillResult> {
  const program = claudeProgram()
  if (program === undefined) return withoutClaude('deliveries')
  const world = await openPromptWorld({ program, hasHooks: true, delayMs: 20, settings })
  let killer: Killer | undefined
  try {
    const lanes = await openLanes(world)
    const running = startKiller(world, random)
    killer = running
    const sent = lanes.map(() => [] as Sent[])
    let done = 0
    const next = () => {
      done += 1
      if (done % 50 === 0) say(`${done} deliveries, ${running.kills()} kills`)
      return done <= times
    }
    await Promise.all(
      lanes.map(async (lane, index) => {
        while (next()) sent[index]?.push(await deliver(world, lane, textFrom(random)))
      }),
    )
    await running.stop()
    const judged = lanes.map((lane, index) => judge(lane.name, sent[index] ?? [], world.taken(lane.session)))
    return {
      figures: { deliveries: times, kills: running.kills(), ...Object.assign({}, ...judged.map((one) => one.figures)) },
      faults: judged.flatMap(({ faults }) => faults),
    }
  } finally {
    await killer?.stop()
    await world.close()
  }
}

interface Lane {
  readonly name: string
  readonly session: Addressee
  readonly when: 'idle' | 'turn-end'
  /** Whatever has to happen for one that waits to go out. */
  invite(): Promise<void>
}

async function openLanes(world: PromptWorld): Promise<readonly Lane[]> {
  const [typed, hooked, messaged] = await Promise.all([
    world.session('typed'),
    world.session('hooked'),
    world.elsewhere('messaged'),
  ])
  // Before its first turn nobody knows whether it holds messages back.
  await messaged.type('hello')
  await waitFor('its first turn', () => world.taken(messaged).length > 0, { withinMs: 30_000 })
  return [
    { name: 'tmux', session: typed, when: 'idle', invite: () => typed.emptyBox() },
    {
      ...{ name: 'hook', session: hooked, when: 'turn-end' },
      async invite() {
        if (hooked.registry()?.status !== 'idle') return
        await hooked.emptyBox()
        await hooked.say('go on')
      },
    },
    { name: 'socket', session: messaged, when: 'idle', invite: async () => {} },
  ]
}

interface Killer {
  kills(): number
  /** When the server is up again. */
  stop(): Promise<void>
}

function startKiller({ server }: PromptWorld, random: Random): Killer {
  let kills = 0
  let isStopped = false
  const work = async () => {
    while (!isStopped) {
      await sleep(random.between(killedAfterMs.least, killedAfterMs.most))
      server.signal('SIGKILL')
      await server.ended()
      kills += 1
      server.start()
      await server.listens()
    }
  }
  const working = work()
  return {
    kills: () => kills,
    async stop() {
      isStopped = true
      await working
    },
  }
}

interface Sent {
  readonly text: string
  readonly state: PromptState
}

const looksEveryMs = 400
const invitesEveryMs = 10_000
const ends: readonly PromptState[] = [
  'answered',
  'in-box',
  'unknown',
  'failed',
  'orphaned',
  'expired',
  'cancelled-there',
]

async function deliver(world: PromptWorld, lane: Lane, text: string): Promise<Sent> {
  const id = await keep(world, lane, text)
  let last = ''
  let invitedAtMs = Number.NEGATIVE_INFINITY
  const state = await waitFor(
    `${id} by ${lane.name} to come to an end`,
    async () => {
      const found = await whenUp(() => world.find(id))
      if (ends.includes(found.state)) return found.state
      last = `${found.state}: ${found.reason ?? ''}`
      if (found.state === 'queued' && performance.now() - invitedAtMs > invitesEveryMs) {
        invitedAtMs = performance.now()
        await lane.invite()
        await goOn(world, lane, id)
      }
      await sleep(looksEveryMs)
      return undefined
    },
    { withinMs: 600_000, seen: () => last },
  )
  if (state === 'in-box' || state === 'unknown') await settle(world, id)
  else if (state !== 'answered') await whenUp(() => world.change(id, { do: 'cancel' }))
  return { text, state }
}

/** It may have gone just now; else the refusal stands. */
async function goOn(world: PromptWorld, { session }: Lane, id: string): Promise<void> {
  try {
    await whenUp(() => world.goOn(session))
  } catch (cause) {
    if ((await whenUp(() => world.find(id))).state === 'queued') throw cause
  }
}

/** Proof may have come just now. */
async function settle(world: PromptWorld, id: string): Promise<void> {
  await whenUp(async () => {
    const { state } = await world.find(id)
    if (state === 'in-box' || state === 'unknown') await world.change(id, { do: 'settle' })
  })
}

/** What was asked of a server that was killed may be kept all the same. */
async function keep(world: PromptWorld, { session, when }: Lane, text: string): Promise<string> {
  const before = await whenUp(() => world.idsOf(session))
  for (;;) {
    try {
      return await world.send(session, text, when)
    } catch {
      const kept = (await whenUp(() => world.idsOf(session))).find((id) => !before.includes(id))
      if (kept !== undefined) return kept
    }
  }
}

async function whenUp<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask()
    } catch (cause) {
      // Whoever is away refuses the connection, or breaks it off.
      if (!(cause instanceof TypeError)) throw cause
      await sleep(200)
    }
  }
}

const words = [
  'the',
  'address',
  'form',
  'naïve',
  '请解释',
  '👩‍💻',
  'look at',
  '$(x)',
  '#{pane}',
  '"quoted"',
  '\n',
  '\n\n  ',
  '\t',
]

/** As many are short as are long. */
function textFrom(random: Random): string {
  const bytes = Math.round(mostBytes ** random.next())
  let text = 'a'
  while (Buffer.byteLength(text) < bytes)
    text += ` ${words[random.between(0, words.length - 1)]} ${random.between(0, 99_999)}`
  const cut = Buffer.from(text)
    .subarray(0, bytes)
    .toString()
    .replace(/\ufffd+$/, '')
    .trimEnd()
  return cut === '' ? 'a' : cut
}

/** The same short text may have been sent several times. */
function judge(name: string, sent: readonly Sent[], taken: readonly string[]): DrillResult {
  const timesTaken = countsOf(taken)
  const faults: string[] = []
  for (const [text, some] of Map.groupBy(sent, (one) => withoutBlanks(one.text))) {
    const times = timesTaken.get(text) ?? 0
    const told = some.filter(({ state }) => state === 'answered').length
    if (times > some.length)
      faults.push(`${name}: ${text.slice(0, 40)} was sent ${some.length} times and taken ${times}.`)
    if (times < told)
      faults.push(`${name}: ${text.slice(0, 40)} was told as delivered ${told} times and taken ${times}.`)
  }
  const count = (...states: readonly PromptState[]) => sent.filter(({ state }) => states.includes(state)).length
  return {
    figures: {
      [`${name}: sent`]: sent.length,
      [`${name}: delivered`]: count('answered'),
      [`${name}: not confirmed`]: count('unknown'),
      [`${name}: typed, not sent`]: count('in-box'),
      [`${name}: failed`]: count('failed', 'orphaned', 'expired', 'cancelled-there'),
    },
    faults,
  }
}

function countsOf(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const one of texts) {
    const text = withoutBlanks(one.replace(/\(TCE q\d+\)\s*$/, ''))
    counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  return counts
}
