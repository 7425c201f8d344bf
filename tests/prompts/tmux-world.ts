/** A tmux server of its own with a stand-in for an agent in a pane. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { claude } from '../../src/agents/claude/index.ts'
import type { Errand } from '../../src/prompts/channels/channel.ts'
import { createTmux, type Tmux } from '../../src/prompts/channels/tmux/tmux.ts'
import { tmuxHost } from '../../src/prompts/channels/tmux/tmux-host.ts'
import { createTypedChannel } from '../../src/prompts/channels/typed/typed-channel.ts'
import { waitFor } from '../tools/wait-for.ts'
import type { ChannelWorld } from './channel.contract.ts'

export interface TmuxWorld extends ChannelWorld {
  readonly tmux: Tmux
  /** tmux itself, on this server. */
  command(...args: readonly string[]): string
  signal(name: 'SIGUSR1' | 'SIGUSR2'): void
  /** Whatever answered a dialog. */
  answered(): readonly string[]
  /** What stood in its box when Esc broke off a turn. */
  interrupted(): readonly string[]
  /** Each mode that a key led to. */
  modes(): readonly string[]
  screen(): string
  errand(text: string, more?: Partial<Errand>): Errand
}

export interface Noted {
  readonly prompt?: string
  readonly answered?: string
  readonly interrupted?: string
  readonly mode?: string
}

export async function openTmuxWorld(columns = 80): Promise<TmuxWorld> {
  const { prompting } = claude
  if (prompting === undefined) throw new Error('Claude Code takes prompts.')
  const dir = mkdtempSync(join(tmpdir(), 'tce-tmux-'))
  const [socket, file] = [join(dir, 'default'), join(dir, 'noted')]
  const command = (...args: readonly string[]) =>
    execFileSync('tmux', ['-u', '-S', socket, '-f', '/dev/null', ...args], { encoding: 'utf8' })
  const program = [process.execPath, join(import.meta.dirname, '../tools/box-agent.mjs'), file]
  command(
    'new-session',
    '-d',
    '-x',
    String(columns),
    '-y',
    '30',
    `exec ${program.map((word) => `'${word}'`).join(' ')}`,
  )
  const [pane = '', pid, tty = ''] = command('list-panes', '-F', '#{pane_id} #{pane_pid} #{pane_tty}').trim().split(' ')
  const screen = () => command('capture-pane', '-p', '-t', pane)
  await waitFor('the box', () => screen().includes('❯'), { seen: screen })
  const noted = () => notedIn(file)
  const tmux = createTmux(dir)
  return {
    tmux,
    channel: createTypedChannel(tmuxHost(tmux)),
    command,
    screen,
    signal: (name) => void process.kill(Number(pid), name),
    errand: (text, more) => ({
      ...{ promptId: 'q1', text, prompting, where: { tty: tty.replace('/dev/', '') }, isAwake: async () => true },
      target: { pid: Number(pid), start: '1', agent: 'claude', sessionId: 's1' },
      ...more,
    }),
    invite: () => {},
    taken: () => noted().flatMap(({ prompt }) => prompt ?? []),
    answered: () => noted().flatMap(({ answered }) => answered ?? []),
    interrupted: () => noted().flatMap(({ interrupted }) => interrupted ?? []),
    modes: () => noted().flatMap(({ mode }) => mode ?? []),
    leave: () => void command('kill-pane', '-t', pane),
    close() {
      try {
        command('kill-server')
      } catch {
        // The last pane was closed, and the server with it.
      }
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** What a stand-in for an agent was sent. */
export const notedIn = (file: string): readonly Noted[] => linesOf(file).map((line) => JSON.parse(line) as Noted)

function linesOf(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
  } catch {
    return []
  }
}
