/** How `tce run` starts the tray: whether there can be one, in a sentence if not, and the program that shows it. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { FoundElectron } from './find-electron.ts'

export interface Surroundings {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  /** Undefined on Windows. */
  readonly uid: number | undefined
  readonly electron: FoundElectron
}

export type TrayDecision =
  | { readonly isPossible: true; readonly electron: string }
  | { readonly isPossible: false; readonly why: string }

/** First match wins. Pure. */
export function decideTray({ platform, env, uid, electron }: Surroundings): TrayDecision {
  const no = (why: string): TrayDecision => ({ isPossible: false, why })
  if (platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY'])
    return no('No tray: there is no desktop here (neither DISPLAY nor WAYLAND_DISPLAY is set).')
  if (platform === 'darwin' && env['SSH_CONNECTION']) return no('No tray: this is a remote shell without a desktop.')
  if (electron.kind === 'not-downloaded')
    return no(`No tray: Electron in ${electron.folder} has no program yet; "npx install-electron" there fetches it.`)
  if (electron.kind === 'missing')
    return no('No tray: Electron is not installed; "npm install --global electron@45.4.1" brings it.')
  if (platform === 'linux' && uid === 0)
    return no('No tray: Electron does not run as root, and TCE does not switch its sandbox off.')
  return { isPossible: true, electron: electron.program }
}

export interface TrayOptions {
  readonly port?: number | undefined
  readonly host?: string | undefined
  readonly isRemoteAllowed?: boolean | undefined
  readonly isTokenRequired?: boolean | undefined
}

export const trayArguments = ({ port, host, isRemoteAllowed, isTokenRequired }: TrayOptions): readonly string[] => [
  ...(port === undefined ? [] : [`--port=${port}`]),
  ...(host === undefined ? [] : [`--host=${host}`]),
  ...(isRemoteAllowed === true ? ['--allow-remote'] : []),
  ...(isTokenRequired === true ? ['--require-token'] : []),
]

/** How the program of Electron ended: by itself with a code, or not at all well. */
export type TrayEnd =
  | { readonly kind: 'ended'; readonly exitCode: number }
  | { readonly kind: 'failed'; readonly why: string }

/** Ends within this time with a code of Electron's own, and not of ours, mean that it never came up. */
const startsWithinMs = 10_000

/** Runs the tray until it ends. Signals to us are passed on, however early they come; Ctrl-C in a terminal reaches it by itself. */
export function runTray(
  electron: string,
  options: TrayOptions,
  { env = process.env, main = trayProgram() }: { readonly env?: NodeJS.ProcessEnv; readonly main?: string } = {},
): Promise<TrayEnd> {
  const startedMs = performance.now()
  // Else Electron is a plain Node.js: some editors set it for what they start.
  const { ELECTRON_RUN_AS_NODE: _, ...rest } = env
  let isToldToEnd = false
  const passOn = (signal: NodeJS.Signals) => {
    isToldToEnd = true
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
  }
  const signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP']
  // Before it is started: a signal that comes in between would end us alone.
  for (const signal of signals) process.on(signal, passOn)
  const child = spawn(electron, [main, ...trayArguments(options)], {
    stdio: 'inherit',
    env: { ...rest, TCE_START_COMMAND: JSON.stringify([process.execPath, process.argv[1], 'run']) },
  })
  return new Promise<TrayEnd>((resolve) => {
    child.on('error', (cause) => resolve({ kind: 'failed', why: cause.message }))
    child.on('exit', (code, signal) => {
      const isOurs = code === 0 || code === 1
      const isEarly = performance.now() - startedMs < startsWithinMs
      const how = signal ?? `exit code ${code}`
      const hasRun = isOurs || isToldToEnd || !isEarly
      resolve(hasRun ? { kind: 'ended', exitCode: code ?? 1 } : { kind: 'failed', why: `it ended with ${how}` })
    })
  }).finally(() => {
    for (const signal of signals) process.off(signal, passOn)
  })
}

/** Electron runs the built file; from the sources it is there after `npm run build`. */
export function trayProgram(): string {
  const beside = fileURLToPath(new URL('../app/tray.js', import.meta.url))
  return existsSync(beside) ? beside : fileURLToPath(new URL('../../dist/app/tray.js', import.meta.url))
}
