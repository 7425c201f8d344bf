/** A dialog opens at a random moment while a prompt is typed into its terminal: nobody may have answered it but its user. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { PromptState } from '../src/core/prompts/prompt.ts'
import { claudeProgram } from '../tests/tools/find-claude.ts'
import { waitFor } from '../tests/tools/wait-for.ts'
import type { Drill, DrillOptions, DrillResult } from './drill.ts'
import { type DrilledSession, openPromptWorld, type PromptWorld } from './prompt-world.ts'
import { withoutClaude } from './without-claude.ts'

export const drill: Drill = {
  proves:
    'a dialog that opens while a prompt is typed is answered by its user alone where hooks are on, and no text is lost unseen; without hooks it says how often one was answered',
  times: 200,
  unit: 'races, and as many without hooks',
  run,
}

/** The model takes so long until it asks for a tool: about half of the dialogs open while a prompt is typed. */
const modelMs = 1_000
const earliestMs = 350
const latestMs = 1_350
/** What an Enter of ours did to a dialog shows within it. */
const shownWithinMs = 400
const said = (index: number) => `word ${index} on the way`

async function run(options: DrillOptions): Promise<DrillResult> {
  const program = claudeProgram()
  if (program === undefined) return withoutClaude('races')
  const hooked = await raceAll(program, true, options)
  const bare = await raceAll(program, false, options)
  return {
    figures: { ...figuresOf(hooked, 'with hooks'), ...figuresOf(bare, 'without') },
    faults: [
      ...hooked.flatMap(({ isAnswered, faults }, index) =>
        [...faults, ...(isAnswered ? ['its dialog was answered, and not by its user'] : [])].map(
          (fault) => `Race ${index}: ${fault}`,
        ),
      ),
      ...bare.flatMap(({ faults }, index) => faults.map((fault) => `Race ${index} without hooks: ${fault}`)),
    ],
  }
}

interface Race {
  /** By a key that its user did not press. */
  readonly isAnswered: boolean
  /** How far the prompt had come when the dialog stood there. */
  readonly state: PromptState
  readonly faults: readonly string[]
}

async function raceAll(program: string, hasHooks: boolean, { times, random, say }: DrillOptions): Promise<Race[]> {
  const settings = hasHooks ? [] : ['[prompts]', 'type_without_hooks = true']
  const world = await openPromptWorld({ program, hasHooks, delayMs: modelMs, settings })
  try {
    const session = await world.session('shop')
    const races: Race[] = []
    for (let index = 0; index < times; index += 1) {
      races.push(await race(world, session, { index, afterMs: random.between(earliestMs, latestMs) }))
      if (index % 20 === 19) say(`${index + 1} races ${hasHooks ? 'with' : 'without'} hooks`)
    }
    return races
  } finally {
    await world.close()
  }
}

async function race(
  world: PromptWorld,
  session: DrilledSession,
  { index, afterMs }: { readonly index: number; readonly afterMs: number },
): Promise<Race> {
  const file = join(session.cwd, `race-${index}.txt`)
  await session.say(`CALL Bash ${JSON.stringify({ command: `touch race-${index}.txt` })}`)
  await sleep(afterMs)
  const id = await world.send(session, said(index), 'now')
  const state = await untilSettled(world, id, () => existsSync(file) || session.isAsking())
  const isAnswered = await isAnsweredByUs(session, file)
  if (!isAnswered) {
    session.keys('1')
    await waitFor('the tool to have run', () => existsSync(file), { withinMs: 30_000, seen: session.screen })
  }
  return { isAnswered, state, faults: await clearUp(world, session, id, said(index)) }
}

/** Typed or left alone, and the dialog has come. */
async function untilSettled(world: PromptWorld, id: string, hasOpened: () => boolean): Promise<PromptState> {
  return waitFor(
    'the dialog, and the prompt to be typed or left alone',
    async () => {
      const { state } = await world.find(id)
      return hasOpened() && state !== 'claimed' && state !== 'sending' ? state : undefined
    },
    { withinMs: 30_000 },
  )
}

async function isAnsweredByUs(session: DrilledSession, file: string): Promise<boolean> {
  await sleep(shownWithinMs)
  return existsSync(file) || !session.isAsking()
}

/** Its turn is over, its box is empty, and of the text is known where it is. */
async function clearUp(
  world: PromptWorld,
  session: DrilledSession,
  id: string,
  text: string,
): Promise<readonly string[]> {
  const end = await waitFor(
    'the prompt to have come to an end',
    async () => {
      const { state } = await world.find(id)
      return ends.includes(state) && session.registry()?.status === 'idle' ? state : undefined
    },
    { withinMs: 60_000, seen: session.screen },
  )
  await session.emptyBox()
  if (end === 'in-box' || end === 'unknown') await world.change(id, { do: 'settle' })
  const times = timesTaken(session, text)
  const isTold = end === 'answered' || end === 'delivered'
  return [
    ...(times > 1 ? [`it stands ${times} times in the records`] : []),
    ...(isTold && times === 0 ? ['it is told as delivered, and is not in the records'] : []),
  ]
}

const ends: readonly PromptState[] = ['answered', 'in-box', 'unknown', 'failed', 'cancelled-there']

function timesTaken(session: DrilledSession, text: string): number {
  return session.records().filter((record) => {
    const { type, message, attachment } = record as {
      readonly type: string
      readonly message?: { readonly content: unknown }
      readonly attachment?: { readonly type: string; readonly prompt?: unknown }
    }
    if (type === 'attachment') return attachment?.type === 'queued_command' && attachment.prompt === text
    return type === 'user' && message?.content === text
  }).length
}

function figuresOf(races: readonly Race[], what: string): DrillResult['figures'] {
  const count = (...states: readonly PromptState[]) => races.filter(({ state }) => states.includes(state)).length
  return {
    [`${what}: races`]: races.length,
    [`${what}: dialogs not answered by their user`]: races.filter(({ isAnswered }) => isAnswered).length,
    [`${what}: prompts that came before the dialog`]: count('sent', 'delivered', 'answered'),
    [`${what}: typed and told as not sent`]: count('in-box', 'unknown'),
    [`${what}: waited for the dialog`]: count('queued'),
  }
}
