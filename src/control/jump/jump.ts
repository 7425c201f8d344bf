/**
 * Brings the terminal of an agent to the front, where that can be told for sure: a pane of tmux, a pane of WezTerm, a tab of macOS, a window
 * of X11. Nothing is typed, and nothing but a window's place is changed.
 */

import { ancestorsOf } from '../../core/process/ancestors.ts'
import type { TerminalShown } from '../../core/process/jump.ts'
import type { OsProcess, ProcessTable } from '../../core/process/process.ts'
import type { ShellCommand } from '../../core/words/command.ts'
import { type RunProgram, runProgram } from '../../storage/run-program.ts'
import { macTab } from './mac-tab.ts'
import { wezTermPane } from './wezterm-pane.ts'
import { raiseWindowOf } from './x11-window.ts'

export interface JumpPlace {
  readonly pid: number
  readonly tty?: string | undefined
  /** Opens a window onto one that has no terminal: `claude attach 72422c08`. */
  readonly attachCommand?: ShellCommand | undefined
}

/** The panes of tmux: prompts/channels/tmux/tmux.ts. */
export interface TmuxWindows<Pane extends { readonly id: string } = { readonly id: string }> {
  find(tty: string): Promise<Pane | undefined>
  /** Undefined: nobody looks at this tmux; the command leads there. */
  show(pane: Pane): Promise<{
    readonly client?: { readonly pid: number; readonly tty: string } | undefined
    readonly attach?: ShellCommand | undefined
  }>
}

export interface JumpParts<Pane extends { readonly id: string }> {
  readonly platform: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly table: Pick<ProcessTable, 'inspect'>
  readonly tmux: TmuxWindows<Pane>
  readonly run?: RunProgram
}

export type Jump = (place: JumpPlace) => Promise<TerminalShown>

export function createJump<Pane extends { readonly id: string }>(parts: JumpParts<Pane>): Jump {
  const { platform, env, table, tmux, run = runProgram } = parts
  const desktop = { platform, env, run }

  async function inTmux(pane: Pane): Promise<TerminalShown> {
    const { client, attach } = await tmux.show(pane)
    if (client === undefined) {
      return {
        kind: 'not-shown',
        why: `It runs in tmux, pane ${pane.id}, and no terminal shows that tmux.`,
        command: attach,
      }
    }
    const isRaised = await onDesktop(client, desktop, await ancestorsOf(client.pid, table))
    const more = isRaised ? '' : `; if that is behind other windows, only you can bring it to the front`
    return { kind: 'shown', where: `tmux pane ${pane.id}, in the terminal ${client.tty}${more}` }
  }

  return async ({ pid, tty, attachCommand }) => {
    // What it takes for its terminal is held by its agent, and nobody sees it.
    if (attachCommand !== undefined) {
      return { kind: 'not-shown', why: 'It runs in the background, without a terminal.', command: attachCommand }
    }
    if (tty === undefined) return { kind: 'not-shown', why: 'It has no terminal: another program started it.' }
    const pane = platform === 'win32' ? undefined : await tmux.find(tty)
    if (pane !== undefined) return inTmux(pane)
    const ancestors = await ancestorsOf(pid, table)
    if (await onDesktop({ tty }, desktop, ancestors)) return { kind: 'shown', where: `the terminal ${tty}` }
    return { kind: 'not-shown', why: `TCE can't bring ${tty}${hostOf(ancestors)} to the front.` }
  }
}

interface Desktop {
  readonly platform: string
  readonly env: JumpParts<{ readonly id: string }>['env']
  readonly run: RunProgram
}

async function onDesktop(
  { tty }: { readonly tty: string },
  { platform, env, run }: Desktop,
  ancestors: readonly OsProcess[],
): Promise<boolean> {
  if (ancestors.some(({ name }) => /^wezterm/i.test(name)) && (await wezTermPane(tty, run))) return true
  if (platform === 'darwin') return macTab(tty, run)
  if (platform !== 'linux' || !env['DISPLAY']) return false
  return raiseWindowOf(ancestors, run)
}

const shells = /^-?(?:ba|z|da|fi|k|tc|c)?sh$|^(?:nu|pwsh|login|sshd?|sudo|su|script)$/

/** " (kitty)": whatever opened the terminal, where that can be told. */
function hostOf(ancestors: readonly OsProcess[]): string {
  const host = ancestors.slice(1).find(({ name }) => !shells.test(name))
  return host === undefined || (host.ppid <= 1 && /systemd|init|launchd/.test(host.name)) ? '' : ` (${host.name})`
}
