/**
 * What programs write into the title of their terminal, by the terminal they run in. Only a multiplexer can be asked for it: tmux, the
 * user's own server. Asked where nothing else tells, seldom, and never for long.
 */
import { type RunCommand, runCommand } from './command-output.ts'

/** By tty, as the process table names it: `pts/3`. */
export type ReadTitles = () => Promise<ReadonlyMap<string, string>>

export interface TitlesOptions {
  readonly run?: RunCommand
  readonly now?: () => number
  /** Which server: the one of whoever runs this, where absent. */
  readonly server?: readonly string[]
}

const askAgainAfterMs = 1_500
/** Where there is no tmux, or no server of it. */
const lookAgainAfterMs = 30_000
const patienceMs = 500

export function createTitles({ run = runCommand, now = Date.now, server = [] }: TitlesOptions = {}): ReadTitles {
  let titles: ReadonlyMap<string, string> = new Map()
  let validUntilMs = Number.NEGATIVE_INFINITY
  let asking: Promise<void> | undefined

  async function ask(): Promise<void> {
    // -u: titles are UTF-8, whatever the locale of whoever asks.
    const args = ['-u', ...server, 'list-panes', '-a', '-F', '#{pane_tty} #{pane_title}']
    const output = await run('tmux', args, { timeoutMs: patienceMs }).catch(() => undefined)
    titles = titlesIn(output ?? '')
    validUntilMs = now() + (output === undefined ? lookAgainAfterMs : askAgainAfterMs)
  }

  return async () => {
    if (now() < validUntilMs) return titles
    asking ??= ask().finally(() => {
      asking = undefined
    })
    await asking
    return titles
  }
}

/** Source: "/dev/pts/3 [ ! ] Action Required | proj" */
export const titlesIn = (output: string): ReadonlyMap<string, string> =>
  new Map(
    output.split('\n').flatMap((line): readonly [string, string][] => {
      const [, tty, title] = /^\/dev\/(\S+) (.+)$/.exec(line) ?? []
      return tty === undefined || title === undefined ? [] : [[tty, title]]
    }),
  )
