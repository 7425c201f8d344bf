/** Starts the tray on the shim, and finds its icon on the bus. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { waitFor } from '../wait-for.ts'
import { ended } from './session-bus.ts'
import type { TrayItem } from './status-notifier.ts'
import { trayItem } from './status-notifier.ts'

const program = join(import.meta.dirname, 'tray-program.ts')

export interface ShimTray {
  readonly pid: number
  /** What it printed: dialogs, outcomes, links. */
  said(what: string): readonly unknown[]
  hears(what: string): Promise<unknown>
  output(): string
  /** SIGTERM, as from a logout; its exit code. */
  stop(): Promise<number | null>
}

export function startShimTray(env: Readonly<Record<string, string>>): ShimTray {
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const said = (what: string) =>
    stdout
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as { readonly what: string; readonly value: unknown })
      .filter((entry) => entry.what === what)
      .map(({ value }) => value)
  const output = () => stdout + stderr
  return {
    pid: child.pid ?? 0,
    said,
    hears: (what) => waitFor(`the tray to say ${what}`, () => said(what).at(-1), { seen: output }),
    output,
    stop: async () => {
      await ended(child)
      return child.exitCode
    },
  }
}

/** Its icon, once it is registered at the test's own watcher as the one after those before it. */
export async function registered(
  watcher: { readonly items: readonly string[] },
  tray: ShimTray,
  before = 0,
): Promise<TrayItem> {
  return trayItem(await waitFor('the icon to register', () => watcher.items[before], { seen: tray.output }))
}
