/** `tce open <dir> [--agent --model --prompt]`: an agent in a window of its own. It goes on when this program has ended. */
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { agents } from '../../agents/index.ts'
import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import { plainText } from '../../core/words/text.ts'
import { line, span } from '../../terminal/roles.ts'
import { wrapLine } from '../../terminal/wrap.ts'
import type { CommandContext } from '../context.ts'
import { personOnly, wrongUsage } from '../context.ts'
import { failed } from '../failed.ts'
import { shortHere } from '../short-path.ts'
import { openTmuxWindow } from '../tmux-window.ts'
import { isOnPath, openWindow } from '../watch/open-window.ts'

export interface OpenOptions {
  readonly agent?: string | undefined
  readonly model?: string | undefined
  readonly prompt?: string | undefined
}

const startable = Object.values(agents).filter(({ startArguments }) => startArguments !== undefined)

export async function openCommand(dir: string, options: OpenOptions, context: CommandContext): Promise<ExitCode> {
  const { terminal } = context
  const { env, platform } = terminal.io
  const known = startable.map(({ id }) => id).join(', ')
  const agent = startable.find(({ id }) => id === (options.agent ?? startable[0]?.id))
  if (agent === undefined) return wrongUsage(context, `tce open starts ${known}.`, `--agent ${known}`)
  const wrong = [options.model, options.prompt].find((word) => word?.startsWith('-') === true || word === '')
  if (wrong !== undefined) {
    return wrongUsage(context, `“${plainText(wrong)}” would be taken for an option.`, 'begin with a word')
  }
  const folder = resolve(dir)
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    return failed(`${shortHere(folder)} is no folder.`, context, exitCodes.nothingMatched)
  }
  await personOnly(context, undefined)
  const argv = agent.startArguments?.(options) ?? []
  const [program = ''] = argv
  if (platform === 'win32' || !isOnPath(program, env)) {
    const why = platform === 'win32' ? 'tce open does not know Windows yet' : `${program} is not on the PATH`
    return failed(`Nothing was started: ${why}.`, context)
  }
  const opened = env['TMUX'] ? await openTmuxWindow(argv, folder, env) : await window(argv, folder, context)
  if ('failed' in opened) return failed(`No window could be opened: ${opened.failed}.`, context)
  const { glyphs, columns } = terminal.look()
  const where = 'pane' in opened ? `in tmux, pane ${opened.pane}` : 'in a new window'
  const said = line(
    span(`${glyphs.done} `, 'ok'),
    `${plainText(program)} starts in ${plainText(shortHere(folder))}, ${plainText(where)}.`,
  )
  terminal.print(wrapLine(said, columns))
  return exitCodes.done
}

/** Not every terminal starts where it was asked from: the program in it goes there. */
async function window(
  argv: readonly string[],
  folder: string,
  { terminal: { io } }: CommandContext,
): Promise<{ readonly failed: string } | Record<string, never>> {
  const there = ['/bin/sh', '-c', 'cd "$1" && shift && exec "$@"', 'sh', folder, ...argv]
  const why = await openWindow({ platform: io.platform, env: io.env, argv: there }, folder)
  return why === undefined ? {} : { failed: why }
}
