/** `tce replay`: a finished session in the live screen, or its events as lines, each in its time. */
import { listPrices } from '../../agents/list-prices.ts'
import { createPriceBook } from '../../agents/price-book.ts'
import { loadPrices } from '../../tracker/price-overrides.ts'
import type { AppParts } from '../app-parts.ts'
import type { CommandContext } from '../context.ts'
import { settings, wrongUsage } from '../context.ts'
import { endOfOutput } from '../watch/end-of-output.ts'
import { clockTime, createEventLines } from '../watch/event-lines.ts'
import { createReplayPlayer, type ReplayPlayer } from '../watch/replay-player.ts'
import { findWatchTarget } from '../watch/watch-target.ts'
import { canShowScreen, openWatchServices, sayNone } from './watch.ts'

export interface ReplayCommandOptions {
  readonly speed?: string | undefined
  readonly json?: boolean | undefined
  readonly plain?: boolean | undefined
  readonly redact?: boolean | undefined
}

export async function replayCommand(
  what: string,
  options: ReplayCommandOptions,
  context: CommandContext,
  loadApp: () => Promise<AppParts>,
): Promise<number> {
  const speed = parseSpeed(options.speed ?? '10x')
  if (speed === undefined) return wrongUsage(context, `--speed ${options.speed} is no speed.`, '--speed 10x')
  const services = await openWatchServices(options, context, loadApp)
  try {
    const target = await findWatchTarget(what, services)
    const isRedacted = options.redact !== false
    const watch = target.kind === 'session' ? await services.sessions.watch(target.id, { isRedacted }) : undefined
    if (watch === undefined) return sayNone(what, context)
    const { configDir } = await settings(context)
    const prices = await loadPrices(listPrices, configDir)
    const player = createReplayPlayer(watch, {
      speed,
      prices: prices.ok ? prices.value : createPriceBook(listPrices, []),
    })
    try {
      const { terminal } = context
      const isScreen = options.json !== true && options.plain !== true && canShowScreen(terminal)
      if (!isScreen) return await printReplay(player, options.json === true, context)
      void player.play()
      return await context.openScreen({
        services,
        sessionId: player.sessionId,
        player,
        glyphs: terminal.look().glyphs,
        isColored: terminal.isColored,
        nowMs: () => Date.parse(player.state().lastActiveAt ?? '') || context.nowMs(),
      })
    } finally {
      player.close()
    }
  } finally {
    await services.close()
  }
}

async function printReplay(player: ReplayPlayer, isJson: boolean, { terminal, signals }: CommandContext) {
  const end = endOfOutput(signals)
  const lineOf = createEventLines(terminal.look().glyphs, clockTime)
  player.subscribe((change) => {
    if (change.type !== 'events') return
    for (const event of change.events) {
      if (isJson) terminal.printJsonLine({ sessionId: player.sessionId, ...event })
      else {
        const text = lineOf(event, player.state())
        if (text !== undefined) terminal.print([text])
      }
    }
  })
  try {
    return await Promise.race([player.play().then(() => 0), end.reached])
  } finally {
    end.release()
  }
}

/** `10x`, `10`, `0.5x`. */
function parseSpeed(text: string): number | undefined {
  const match = /^(\d{1,4}(?:\.\d{1,2})?)x?$/i.exec(text)
  const speed = Number(match?.[1])
  return speed >= 0.1 && speed <= 1000 ? speed : undefined
}
