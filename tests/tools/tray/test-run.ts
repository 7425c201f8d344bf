/** Starts run-program.ts in a home of its own, with a mirror for Electron, and asks its server. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ElectronArchive } from '../../../src/core/tray/electron-archives.ts'
import type { TrayAnswer, TrayState } from '../../../src/core/tray/tray-state.ts'
import { waitFor } from '../wait-for.ts'
import { zipOf } from '../zip.ts'
import { ended } from './session-bus.ts'

export const npmStart = { npm_lifecycle_event: 'start', npm_package_name: 'terminus-cancrorum-est' }
const trayProgram = join(import.meta.dirname, 'tray-program.ts')

/** An archive whose `electron` is a script, as our own packing of Electron would be. */
export const archiveWith = (script: string): Buffer =>
  zipOf([
    { name: 'electron', text: `#!/bin/sh\n${script}\n`, mode: 0o755 },
    { name: 'version', text: '45.4.1' },
  ])

/** The tray on the shim in place of Electron. */
export const shimArchive = (): Buffer => archiveWith(`exec "${process.execPath}" "${trayProgram}"`)

export interface TestRun {
  readonly child: ChildProcess
  readonly url: string
  readonly home: string
  output(): string
  tray(): Promise<TrayState>
  /** Waits until it stands so. */
  trayIs<K extends TrayState['kind']>(kind: K): Promise<Extract<TrayState, { readonly kind: K }>>
  answer(answer: TrayAnswer): Promise<unknown>
  /** By the settings file. */
  remembered(): string
  stop(): Promise<number | null>
}

export interface TestRunOptions {
  readonly home: string
  readonly archive: ElectronArchive
  readonly mirror: string
  readonly env?: NodeJS.ProcessEnv
  readonly uid?: number
  readonly args?: readonly string[]
}

const runProgram = join(import.meta.dirname, 'run-program.ts')

/** A desktop of an ordinary user, where nothing of the tray is there yet. */
export function environmentOf({ home, archive, mirror, env = {}, uid = 1000 }: TestRunOptions): NodeJS.ProcessEnv {
  mkdirSync(home, { recursive: true })
  const { CI: _, ELECTRON_SKIP_BINARY_DOWNLOAD: __, ...own } = process.env
  const lifecycle = { npm_lifecycle_event: '', npm_package_name: '' }
  return {
    ...own,
    ...lifecycle,
    HOME: home,
    TCE_DATA_DIR: join(home, 'data'),
    TCE_CONFIG_DIR: join(home, 'config'),
    DISPLAY: ':no-display-is-opened',
    ELECTRON_MIRROR: mirror,
    TCE_TEST_MACHINE: JSON.stringify({ archive, uid, platform: 'linux', settledAfterMs: 200 }),
    ...env,
  }
}

/** Waits for nothing. */
export function startRunOnly(options: TestRunOptions) {
  const child = spawn(process.execPath, [runProgram, ...(options.args ?? [])], {
    env: environmentOf(options),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (printed += text))
  return { child, output: () => printed }
}

export async function startRun(options: TestRunOptions): Promise<TestRun> {
  const { home } = options
  const { child, output } = startRunOnly(options)
  const url = await waitFor('the address of the dashboard', () => /Dashboard on (http:\S+)/.exec(output())?.[1], {
    seen: output,
  })
  const headers = () => ({
    Authorization: `Bearer ${readFileSync(join(home, 'data', 'token'), 'utf8').trim()}`,
    'Content-Type': 'application/json',
  })
  const tray = async () => {
    const answer = await fetch(`${url}/api/tray`, { headers: headers() })
    return ((await answer.json()) as { readonly state: TrayState }).state
  }
  return {
    child,
    url,
    home,
    output,
    tray,
    trayIs: <K extends TrayState['kind']>(kind: K) =>
      waitFor(`the tray to be ${kind}`, async () => onlyOf(kind, await tray()), { seen: output }),
    answer: async (answer) => {
      const [path, body] = answer === 'yes' ? ['show', '{}'] : ['hide', `{"isForGood":${answer === 'no'}}`]
      return (await fetch(`${url}/api/tray/${path}`, { method: 'POST', headers: headers(), body })).json()
    },
    remembered: () => readFileSync(join(home, 'config', 'config.toml'), 'utf8'),
    stop: async () => {
      await ended(child)
      return child.exitCode
    },
  }
}

const onlyOf = <K extends TrayState['kind']>(kind: K, state: TrayState) =>
  state.kind === kind ? (state as Extract<TrayState, { readonly kind: K }>) : undefined
