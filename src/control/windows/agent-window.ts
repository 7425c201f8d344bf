/** A terminal for an agent that is begun: a window of the tmux one is in, else a new one of the desktop, else one of a tmux that runs. */
import type { Result } from '../../core/result.ts'
import { err, ok } from '../../core/result.ts'
import { newWindowCommand } from './new-window.ts'
import { isOnPath, openWindow } from './open-window.ts'
import { openTmuxWindow, tmuxSession } from './tmux-window.ts'

export interface WindowSurroundings {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
}

export interface AgentWindow {
  /** "in a new window of tmux" */
  readonly where: string
  /** Where it is, exactly; else why it could not be opened. */
  open(argv: readonly string[], folder: string): Promise<Result<string, string>>
}

/** Undefined where there is no terminal to open one in. */
export async function findAgentWindow({ platform, env }: WindowSurroundings): Promise<AgentWindow | undefined> {
  if (platform === 'win32') return undefined
  if (env['TMUX']) return tmuxWindow(env)
  const { file } = newWindowCommand({ platform, env, argv: [], has: (program) => isOnPath(program, env) }) ?? {}
  if (file !== undefined) return desktopWindow(file, { platform, env })
  const session = await tmuxSession(env)
  return session === undefined ? undefined : tmuxWindow(env, session)
}

const tmuxWindow = (env: WindowSurroundings['env'], session?: string): AgentWindow => ({
  where: `in a new window of tmux${session === undefined ? '' : `, session ${session}`}`,
  async open(argv, folder) {
    const pane = await openTmuxWindow(argv, folder, env, session)
    return pane.ok ? ok(`in tmux, pane ${pane.value}`) : pane
  },
})

/** Not every terminal starts where it was asked from: the program in it goes there. */
const desktopWindow = (file: string, surroundings: WindowSurroundings): AgentWindow => ({
  where: `in a new window${file === 'osascript' ? '' : ` of ${file}`}`,
  async open(argv, folder) {
    const there = ['/bin/sh', '-c', 'cd "$1" && shift && exec "$@"', 'sh', folder, ...argv]
    const why = await openWindow({ ...surroundings, argv: there }, folder)
    return why === undefined ? ok('in a new window') : err(why)
  },
})
