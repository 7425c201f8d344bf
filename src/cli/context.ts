/** What every command gets: a terminal, a monitor when it asks for one, and the clock. */
import type { Monitor } from '../services/monitor.ts'
import type { ExitCode } from '../terminal/io.ts'
import { exitCodes } from '../terminal/io.ts'
import type { SignalSource } from './watch/live-display.ts'
import { line, span } from '../terminal/roles.ts'
import type { Terminal } from '../terminal/terminal.ts'

export interface CommandContext {
  readonly terminal: Terminal
  readonly openMonitor: () => Promise<Monitor>
  readonly nowMs: () => number
  readonly signals: SignalSource
  /** Between two draws of `--watch`. */
  readonly watchEveryMs: number
  /** Between the two samples that tell quiet from busy. */
  readonly cpuWindowMs: number
}

/** Does something with a monitor and closes it, whatever happens. */
export async function withMonitor<T>(
  { openMonitor }: CommandContext,
  use: (monitor: Monitor) => Promise<T>,
): Promise<T> {
  const monitor = await openMonitor()
  try {
    return await use(monitor)
  } finally {
    await monitor.close()
  }
}

/** Wrong usage: what is wrong and how it is right. */
export function wrongUsage({ terminal }: CommandContext, message: string, right?: string): ExitCode {
  terminal.printError([
    line(span(`${terminal.look().glyphs.failed} `, 'bad'), message),
    ...(right === undefined ? [] : [line('  ', span('Right: ', 'dim'), right)]),
  ])
  return exitCodes.wrongUsage
}
