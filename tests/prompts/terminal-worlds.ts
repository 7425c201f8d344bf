/**
 * Terminals that are not installed here: their commands are answered in the form that their makers document. Behind them is a stand-in for
 * an agent, which tests/prompts/tmux-world.ts has in a real terminal.
 */
import { claude } from '../../src/agents/claude/index.ts'
import type { Errand } from '../../src/prompts/channels/channel.ts'
import { iTermHost } from '../../src/prompts/channels/iterm/iterm-host.ts'
import { kittyHost } from '../../src/prompts/channels/kitty/kitty-host.ts'
import { createTypedChannel } from '../../src/prompts/channels/typed/typed-channel.ts'
import type { TypedHost } from '../../src/prompts/channels/typed/typed-host.ts'
import { wezTermHost } from '../../src/prompts/channels/wezterm/wezterm-host.ts'
import { windowsConsoleHost } from '../../src/prompts/channels/windows-console/windows-console-host.ts'
import { zellijHost } from '../../src/prompts/channels/zellij/zellij-host.ts'
import { createDialogHolds } from '../../src/prompts/dialog-holds.ts'
import type { RunProgram } from '../../src/storage/run-program.ts'
import { createAgentBox } from '../tools/agent-box.mjs'
import type { ChannelWorld } from './channel.contract.ts'
import type { Noted } from './tmux-world.ts'

export interface TerminalWorld extends ChannelWorld {
  signal(name: 'SIGUSR1' | 'SIGUSR2'): void
  screen(): string
  answered(): readonly string[]
  errand(text: string, more?: Partial<Errand>): Errand
}

interface Behind {
  readonly pid: number
  readonly tty: string
  /** Undefined: it was closed. */
  screen(): string | undefined
  /** "2 9" */
  cursor(): string
  type(bytes: Buffer): void
}

const start = '133700000000000000'

const worldOf =
  (host: (behind: Behind) => TypedHost, holdDialogs?: Errand['holdDialogs']) => async (): Promise<TerminalWorld> => {
    const { prompting } = claude
    if (prompting === undefined) throw new Error('Claude Code takes prompts.')
    const noted: Noted[] = []
    const box = createAgentBox((entry: Noted) => noted.push(entry))
    let isOpen = true
    const behind: Behind = {
      ...{ pid: 1234, tty: 'pts/6' },
      screen: () => (isOpen ? `${box.drawn(80).rows.join('\n')}\n` : undefined),
      cursor() {
        const { x, y } = box.drawn(80).cursor ?? { x: 0, y: 0 }
        return `${x} ${y}`
      },
      type: (bytes) => box.take(bytes.toString()),
    }
    return {
      channel: createTypedChannel(host(behind)),
      errand: (text, more) => ({
        ...{ promptId: 'q1', text, prompting, isAwake: async () => true, holdDialogs },
        where: { tty: behind.tty, pid: behind.pid, start },
        target: { pid: behind.pid, start, agent: 'claude', sessionId: 's1' },
        ...more,
      }),
      invite: () => {},
      screen: () => behind.screen() ?? '',
      signal: box.signal,
      taken: () => noted.flatMap(({ prompt }) => prompt ?? []),
      answered: () => noted.flatMap(({ answered }) => answered ?? []),
      leave: () => {
        isOpen = false
      },
      close: () => {},
    }
  }

/** As where hooks keep them back. */
const held = () => createDialogHolds().hold('s1')

export const openWezTermWorld = worldOf((behind) => {
  const run: RunProgram = async (program, [cli, noStart, verb, ...words], input) => {
    if (program !== 'wezterm' || cli !== 'cli' || noStart !== '--no-auto-start') return undefined
    const line = [verb, ...words].join(' ')
    if (line === 'list --format json') {
      const entry = {
        pane_id: 3,
        tty_name: `/dev/${behind.tty}`,
        size: { rows: 30, cols: 80 },
        cursor_x: 2,
        cursor_y: 9,
      }
      return JSON.stringify(behind.screen() === undefined ? [] : [{ pane_id: 1 }, entry])
    }
    if (line === 'get-text --pane-id 3 --escapes') return behind.screen()
    if (line !== 'send-text --pane-id 3 --no-paste' || input === undefined) return undefined
    behind.type(input)
    return ''
  }
  return wezTermHost(run)
})

export const openKittyWorld = worldOf((behind) => {
  const run: RunProgram = async (program, [at, to, address, ...words], input) => {
    if (program !== 'kitten' || at !== '@' || to !== '--to' || address !== 'unix:/tmp/kitty') return undefined
    const line = words.join(' ')
    if (line === 'ls') {
      const window = { id: 3, pid: 1, columns: 80, lines: 30, foreground_processes: [{ pid: behind.pid }] }
      const other = { id: 1, pid: 2, columns: 80, foreground_processes: [{ pid: 2 }] }
      return JSON.stringify([{ tabs: [{ windows: behind.screen() === undefined ? [other] : [other, window] }] }])
    }
    if (line === 'get-text --match id:3 --ansi') return behind.screen()
    if (line !== 'send-text --match id:3 --stdin' || input === undefined) return undefined
    behind.type(input)
    return ''
  }
  return kittyHost(run, 'unix:/tmp/kitty')
})

export const openITermWorld = worldOf((behind) => {
  const run: RunProgram = async (program, [, , verb, tty, text = '']) => {
    if (program !== '/usr/bin/osascript' || tty !== behind.tty) return 'not there\n'
    const screen = behind.screen()
    if (screen === undefined) return 'not there\n'
    if (verb === 'find') return 'found\n'
    if (verb === 'look') return `80\n${screen}`
    behind.type(Buffer.from(text))
    return 'written\n'
  }
  return iTermHost(run)
})

/** As the documentation of 0.44 shows them; of a plugin, another tab and a pane whose program ended, too. */
export const openZellijWorld = worldOf((behind) => {
  const entry = { ...{ is_plugin: false, exited: false, is_held: false }, ...{ tab_id: 4, pane_content_columns: 80 } }
  const panes = [
    { ...entry, id: 3, is_plugin: true },
    { ...entry, id: 1, exited: true },
    { ...entry, id: 3 },
  ]
  const tabs = [
    { tab_id: 0, is_sync_panes_active: true },
    { tab_id: 4, is_sync_panes_active: false },
  ]
  const run: RunProgram = async (program, [session, action, ...words]) => {
    if (program !== 'zellij' || session !== '--session=shop' || action !== 'action') return undefined
    const line = words.join(' ')
    if (line === 'list-panes --json') return JSON.stringify(behind.screen() === undefined ? panes.slice(0, 2) : panes)
    if (line === 'list-tabs --json') return JSON.stringify(tabs)
    if (line === 'dump-screen --pane-id terminal_3 --ansi') return behind.screen()
    if (!line.startsWith('write --pane-id terminal_3 ')) return undefined
    behind.type(Buffer.from(words.slice(3).map(Number)))
    return ''
  }
  return zellijHost(run, async (pid) => (pid === behind.pid ? { session: 'shop', id: 3 } : undefined))
}, held)

/** What its helper would be asked and answer: the lines of console-script.ts. */
export const openWindowsConsoleWorld = worldOf((behind) => {
  const text = (base64: string) => (base64 === '-' ? '' : Buffer.from(base64, 'base64').toString())
  async function ask(line: string): Promise<string | undefined> {
    const [verb, pid, since, ...words] = line.split(' ')
    const isThat = Number(pid) === behind.pid && since === start
    const screen = behind.screen()
    if (!isThat || screen === undefined) return 'gone'
    if (verb === 'look') return `screen 80 ${behind.cursor()} ${Buffer.from(screen).toString('base64')}`
    if (verb === 'type') {
      behind.type(Buffer.from(text(words[0] ?? '')))
      return 'done'
    }
    const [x, y, seen = '', key, times] = words
    if (behind.cursor() !== `${x} ${y}` || !screen.includes(text(seen))) return 'not'
    behind.type(Buffer.from((key === 'enter' ? '\r' : '\u0015').repeat(Number(times))))
    return 'done'
  }
  return windowsConsoleHost({ isAllowed: () => true, start: () => ({ ask, close: () => {} }) })
}, held)
