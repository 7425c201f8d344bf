/**
 * Terminals that are not installed here: their commands are answered in the form that their makers document, by a real terminal of tmux
 * behind, in which a stand-in for an agent runs.
 */
import type { Errand } from '../../src/prompts/channels/channel.ts'
import { iTermHost } from '../../src/prompts/channels/iterm/iterm-host.ts'
import { kittyHost } from '../../src/prompts/channels/kitty/kitty-host.ts'
import { createTypedChannel } from '../../src/prompts/channels/typed/typed-channel.ts'
import type { TypedHost } from '../../src/prompts/channels/typed/typed-host.ts'
import { wezTermHost } from '../../src/prompts/channels/wezterm/wezterm-host.ts'
import type { RunProgram } from '../../src/storage/run-program.ts'
import type { ChannelWorld } from './channel.contract.ts'
import { openTmuxWorld } from './tmux-world.ts'

const pane = '%0'

interface Behind {
  readonly pid: number
  readonly tty: string
  screen(how: 'styled' | 'plain'): string
  type(bytes: Buffer): Promise<void>
}

const worldOf = (host: (behind: Behind) => TypedHost) => async (): Promise<ChannelWorld> => {
  const world = await openTmuxWorld()
  const { where, target } = world.errand('')
  const behind: Behind = {
    pid: target.pid,
    tty: where.tty ?? '',
    screen: (how) => world.command('capture-pane', '-p', ...(how === 'styled' ? ['-e'] : []), '-t', pane),
    async type(bytes) {
      const found = await world.tmux.find(where.tty ?? '')
      if (found !== undefined) await world.tmux.type(found, bytes)
    },
  }
  const errand = (text: string): Errand => ({ ...world.errand(text), where: { ...where, pid: target.pid } })
  return { ...world, errand, channel: createTypedChannel(host(behind)) }
}

/** Whoever was closed is in no list. */
const ifThere = (answer: () => string): string | undefined => {
  try {
    return answer()
  } catch {
    return undefined
  }
}

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
      return ifThere(() => JSON.stringify(behind.screen('plain') === '' ? [] : [{ pane_id: 1 }, entry]))
    }
    if (line === 'get-text --pane-id 3 --escapes') return ifThere(() => behind.screen('styled'))
    if (line !== 'send-text --pane-id 3 --no-paste' || input === undefined) return undefined
    await behind.type(input)
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
      return ifThere(() => behind.screen('plain') && JSON.stringify([{ tabs: [{ windows: [other, window] }] }]))
    }
    if (line === 'get-text --match id:3 --ansi') return ifThere(() => behind.screen('styled'))
    if (line !== 'send-text --match id:3 --stdin' || input === undefined) return undefined
    await behind.type(input)
    return ''
  }
  return kittyHost(run, 'unix:/tmp/kitty')
})

export const openITermWorld = worldOf((behind) => {
  const run: RunProgram = async (program, [, , verb, tty, text = '']) => {
    if (program !== '/usr/bin/osascript' || tty !== behind.tty) return 'not there\n'
    if (verb === 'find') return ifThere(() => behind.screen('plain') && 'found\n') ?? 'not there\n'
    if (verb === 'look') return ifThere(() => `80\n${behind.screen('plain')}`) ?? 'not there\n'
    await behind.type(Buffer.from(text))
    return 'written\n'
  }
  return iTermHost(run)
})
