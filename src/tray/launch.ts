/** Starts the program that shows the tray, and tells how it ended. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

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
/** Asked to end, it is given this long. */
const endsWithinMs = 5_000

export interface TraySpawn {
  readonly env?: NodeJS.ProcessEnv
  readonly main?: string
  /** Ends it, as a SIGTERM to us does. */
  readonly stop?: AbortSignal
}

/** Runs the tray until it ends. Signals to us are passed on, however early they come; Ctrl-C in a terminal reaches it by itself. */
export function runTray(
  electron: string,
  options: TrayOptions,
  { env = process.env, main = trayProgram(), stop }: TraySpawn = {},
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
  for (const name of signals) process.on(name, passOn)
  const child = spawn(electron, [main, ...trayArguments(options)], {
    stdio: 'inherit',
    env: { ...rest, TCE_START_COMMAND: JSON.stringify([process.execPath, process.argv[1], 'run']) },
  })
  let patience: NodeJS.Timeout | undefined
  const endIt = () => {
    passOn('SIGTERM')
    patience = setTimeout(() => child.kill('SIGKILL'), endsWithinMs)
  }
  stop?.addEventListener('abort', endIt)
  if (stop?.aborted) endIt()
  return new Promise<TrayEnd>((resolve) => {
    child.on('error', (cause) => resolve({ kind: 'failed', why: cause.message }))
    child.on('exit', (code, endedBy) => {
      const isOurs = code === 0 || code === 1
      const isEarly = performance.now() - startedMs < startsWithinMs
      const how = endedBy ?? `exit code ${code}`
      const hasRun = isOurs || isToldToEnd || !isEarly
      resolve(hasRun ? { kind: 'ended', exitCode: code ?? 1 } : { kind: 'failed', why: `it ended with ${how}` })
    })
  }).finally(() => {
    clearTimeout(patience)
    stop?.removeEventListener('abort', endIt)
    for (const signal of signals) process.off(signal, passOn)
  })
}

/** Electron runs the built file; from the sources it is there after `npm run build`. */
export function trayProgram(): string {
  const beside = fileURLToPath(new URL('../app/tray.js', import.meta.url))
  return existsSync(beside) ? beside : fileURLToPath(new URL('../../dist/app/tray.js', import.meta.url))
}
