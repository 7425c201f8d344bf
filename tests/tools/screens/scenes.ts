/** What every agent is driven through, in one window after the other where one fails: each screen is kept with what is true of it then. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Identity, identify, processesWithHome, signalExactly } from '../processes.ts'
import { waitFor } from '../wait-for.ts'
import type { RecordedAgent, Variant } from './recorded-agents.ts'
import type { RecordedScreen, Truth } from './recordings.ts'
import type { ScriptedModel } from './scripted-model.ts'
import { longText, quotedDialogs, quotedSpinners, wordingOf } from './texts.ts'
import { openWindow, type RecordedWindow } from './window.ts'

export interface Stage {
  readonly id: string
  readonly agent: RecordedAgent
  readonly model: ScriptedModel
  readonly variant: Variant
  readonly home: string
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  keep(screen: RecordedScreen): void
  tell(words: string): void
}

interface Scene {
  readonly name: string
  readonly args?: readonly string[]
  play(window: RecordedWindow): Promise<void>
}

const [esc, down, clearLine, backspace] = ['\u001b', '\u001b[B', '\u0015', '\u007f']

export async function playAll(stage: Stage, only?: RegExp): Promise<void> {
  const { agent, variant, tell } = stage
  let window: RecordedWindow | undefined
  let argsNow = ''
  for (const { name, args = [], play } of scenesOf(stage)) {
    if (only !== undefined && !only.test(name)) continue
    try {
      if (window === undefined || window.isOver || argsNow !== args.join(' ')) {
        await window?.end()
        argsNow = args.join(' ')
        window = await openWindow({
          argv: [agent.file, ...agent.args, ...args],
          ...{ cwd: stage.cwd, env: stage.env },
          ...{ columns: variant.columns, rows: variant.rows, theme: variant.theme },
        })
        await begin(stage, window)
      }
      await play(window)
    } catch (cause) {
      tell(`${name}: ${cause instanceof Error ? cause.message : String(cause)}`)
      await window?.end()
      window = undefined
    }
  }
  await window?.end()
}

async function begin(stage: Stage, window: RecordedWindow): Promise<void> {
  const { ready, first } = stage.agent
  await waitFor('its start', () => ready.test(window.text()) || first?.test(window.text()) === true, {
    ...{ withinMs: 90_000, seen: window.text },
  })
  await window.settled(1_000, 6_000)
  for (let asked = 0; asked < 3 && first?.test(window.text()) === true && !ready.test(window.text()); asked += 1) {
    kept(stage, window, 'first-question', 'waiting')
    for (const key of stage.agent.yes ?? ['\r']) {
      window.type(key)
      await window.settled(400, 1_000)
    }
    await window.settled(1_500, 5_000)
  }
  await window.shows(ready, 60_000)
  await window.settled(1_000, 4_000)
}

function kept(stage: Stage, window: RecordedWindow, scene: string, truth: Truth): void {
  const isAtWork = stage.model.held() > 0 || isToolRunning(stage.home)
  if (isAtWork !== (truth === 'busy')) throw new Error(`${scene}: it ${isAtWork ? 'is' : 'is not'} at work`)
  const { columns, theme, language } = stage.variant
  stage.keep({ scene, truth, columns, theme, language, ...window.picture() })
}

const toolsRunning = (home: string): readonly Identity[] =>
  processesWithHome(home).flatMap((pid) => {
    const process = identify(pid)
    return process?.name === 'sleep' ? [process] : []
  })
const isToolRunning = (home: string): boolean => toolsRunning(home).length > 0

function scenesOf(stage: Stage): readonly Scene[] {
  const { id, agent, model, cwd, variant } = stage
  const wording = wordingOf(variant.language)
  const keep = (window: RecordedWindow, scene: string, truth: Truth) => kept(stage, window, scene, truth)

  async function clear(window: RecordedWindow): Promise<void> {
    window.type(clearLine)
    await sleep(200)
    for (let index = 0; index < 60; index += 1) window.type(backspace)
    await window.settled(400, 1_500)
  }
  /** One that just began may not listen yet. */
  async function write(window: RecordedWindow, text: string): Promise<void> {
    window.type(text)
    await waitFor('what was typed', () => window.text().includes(text.slice(0, 4)), { seen: window.text })
    await window.settled(400, 1_500)
  }
  async function say(window: RecordedWindow): Promise<void> {
    await write(window, wording.prompt)
    const before = model.asked()
    // While it begins an Enter may go by.
    for (let tries = 0; tries < 3 && model.asked() === before; tries += 1) {
      window.type('\r')
      for (let waited = 0; waited < 30 && model.asked() === before; waited += 1) await sleep(100)
    }
    // In a new home some prepare themselves first.
    await waitFor('the model to be asked', () => model.asked() > before, { withinMs: 120_000, seen: window.text })
  }
  async function stop(window: RecordedWindow): Promise<void> {
    for (let tries = 0; tries < 4 && (model.held() > 0 || isToolRunning(stage.home)); tries += 1) {
      for (const key of agent.stop) {
        window.type(key)
        await sleep(300)
      }
      await sleep(700)
    }
    // Codex leaves the program of a turn that was interrupted alone.
    if (model.held() === 0) for (const one of toolsRunning(stage.home)) signalExactly(one, 'SIGKILL')
    await waitFor('it to stop', () => model.held() === 0 && !isToolRunning(stage.home), { seen: window.text })
    await window.settled(800, 3_000)
  }
  /** Twice, as what moves stands elsewhere the next time. */
  async function atWork(window: RecordedWindow, scene: string): Promise<void> {
    await window.settled(400, 1_200)
    keep(window, scene, 'busy')
    await sleep(1_300)
    keep(window, `${scene}-later`, 'busy')
  }
  const held = (scene: string, text?: string): Scene => ({
    name: scene,
    async play(window) {
      model.play({ text, isHeld: true })
      await say(window)
      await waitFor('the model to hold it', () => model.held() > 0, { seen: window.text })
      await atWork(window, scene)
      await stop(window)
      await window.stands(1_500)
      keep(window, `${scene}-interrupted`, 'idle')
      await clear(window)
    },
  })
  const answered = (scene: string, text: string): Scene => ({
    name: scene,
    async play(window) {
      model.play({ text })
      await say(window)
      // Its beginning may be above the screen by then.
      await waitFor('the answer', () => window.text().includes(text.trimEnd().slice(-8)), { seen: window.text })
      await window.stands(1_500)
      keep(window, scene, 'idle')
    },
  })

  return [
    { name: 'empty', play: async (window) => keep(window, 'empty', 'idle') },
    {
      name: 'typed',
      async play(window) {
        await write(window, wording.typed)
        keep(window, 'typed', 'idle')
        await clear(window)
        window.type('/')
        await window.settled()
        keep(window, 'commands-listed', 'idle')
        window.type(backspace)
        await window.settled()
      },
    },
    held('thinking'),
    answered('long', longText(wording)),
    held('streaming', `${wording.sentence}\n\n${wording.sentence}\n`),
    {
      name: 'typing-while-busy',
      async play(window) {
        model.play({ text: `${wording.sentence}\n`, isHeld: true })
        await say(window)
        await waitFor('the model to hold it', () => model.held() > 0, { seen: window.text })
        window.type(wording.typed)
        await window.settled()
        keep(window, 'typing-while-busy', 'busy')
        await clear(window)
        await stop(window)
        await clear(window)
      },
    },
    ...Object.entries(agent.asks(cwd)).map(
      ([scene, { first, call, shown }]): Scene => ({
        name: scene,
        async play(window) {
          model.play(...(first === undefined ? [] : [{ call: first }]), { text: wording.sentence, call })
          await say(window)
          await window.shows(shown)
          await window.stands()
          keep(window, scene, 'waiting')
          if (scene === 'bash') {
            window.type(agent.allow)
            await waitFor('its command to run', () => isToolRunning(stage.home), {
              withinMs: 20_000,
              seen: window.text,
            })
            await atWork(window, 'tool')
            await stop(window)
            await window.stands(1_500)
            keep(window, 'tool-interrupted', 'idle')
          } else {
            window.type(down)
            await window.settled(400, 1_000)
            keep(window, `${scene}-moved`, 'waiting')
            window.type(esc)
            await window.stands(1_500)
            keep(window, `${scene}-denied`, 'idle')
          }
          await clear(window)
        },
      }),
    ),
    // After the real ones, which are waited for by these words.
    answered('quotes-dialog', quotedDialogs[id] ?? ''),
    answered('quotes-spinner', quotedSpinners[id] ?? ''),
    held('streaming-quotes-dialog', `${quotedDialogs[id]}\n`),
    {
      name: 'fault',
      async play(window) {
        model.play(...Array.from({ length: 12 }, () => ({ status: agent.fault })))
        await say(window)
        await window.stands(3_000)
        keep(window, 'fault', 'idle')
        model.play()
      },
    },
    ...Object.entries(agent.menus).map(
      ([scene, { keys, shown }]): Scene => ({
        name: scene,
        async play(window) {
          window.type(keys)
          await window.settled(500, 1_500)
          if (keys.startsWith('/')) window.type('\r')
          await sleep(500)
          await window.shows(shown, 10_000)
          await window.settled(600, 2_500)
          keep(window, scene, 'menu')
          // Once: a second one asks Claude Code to go back.
          window.type(esc)
          await window.settled(600, 1_500)
        },
      }),
    ),
    ...(agent.more?.(stage, { say, stop, clear, keep }) ?? []),
  ]
}

export interface Hands {
  say(window: RecordedWindow): Promise<void>
  stop(window: RecordedWindow): Promise<void>
  clear(window: RecordedWindow): Promise<void>
  keep(window: RecordedWindow, scene: string, truth: Truth): void
}
export type { Scene }
