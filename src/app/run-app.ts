/** `tce run`: the tray where there can be one, brought beside the server where it may be fetched; else the dashboard alone. */
import type { AppParts } from '../cli/app-parts.ts'
import { openBrowser } from '../cli/open-browser.ts'
import type { FoundServer } from '../client/find-server.ts'
import { findServer } from '../client/find-server.ts'
import { readTray } from '../client/tray.ts'
import { ok } from '../core/result.ts'
import type { Config } from '../core/settings/config.ts'
import type { TrayFailure } from '../core/tray/tray-state.ts'
import { processIo } from '../terminal/io.ts'
import { complain, say } from '../terminal/say.ts'
import { notifyOnDesktop } from './desktop-notifications.ts'
import { serveUntilToldToEnd } from './serve.ts'
import { attach } from './serve-or-attach.ts'
import type { TrayMachine } from './tray-here.ts'
import { decideHere, starterHere, trayMachine, tryTray } from './tray-here.ts'
import { tellTray } from './tray-in-terminal.ts'
import type { TrayStarter } from './tray-starter.ts'

type RunOptions = Parameters<AppParts['runApp']>[0]

/** Resolves with the exit code when everything ended. */
export async function runApp(config: Config, options: RunOptions, machine = trayMachine()): Promise<number> {
  const decision = decideHere(config, machine, { isWanted: options.isTrayWanted, choice: config.tray.isWanted })
  let failed: TrayFailure | undefined
  if (decision.do === 'show') {
    // Where Electron is there from the beginning, one process serves and shows.
    const end = await tryTray(decision.program, options, machine)
    if (end.kind === 'ended') return end.exitCode
    failed = end.failure
  }
  const parts: RunParts = { config, options, machine, failed }
  const running = await findServer(config.dataDir)
  return running ? runBeside(running, parts) : runServer(parts)
}

interface RunParts {
  readonly config: Config
  readonly options: RunOptions
  readonly machine: TrayMachine
  /** A tray that was tried already. */
  readonly failed: TrayFailure | undefined
}

async function runServer(parts: RunParts): Promise<number> {
  const { config, options } = parts
  const started = Promise.withResolvers<TrayStarter>()
  const served = await serveUntilToldToEnd(config, options, (remember) => {
    const starter = starterHere({ ...parts, remember })
    started.resolve(starter)
    return starter
  })
  if (!served.ok) {
    complain(served.error.message)
    return 1
  }
  const { services, server } = served.value
  const starter = await started.promise
  say(`Dashboard on ${server.url}  Ctrl-C ends it.`)
  starter.begin()
  const stopTelling = tellTray(starter, processIo())
  const stopNotifying = notifyWithoutTray(starter, () => notifyOnDesktop(services, server.signInUrl))
  // Quit in the menu ends all of it, as it does where the tray is the server.
  void starter.quit.then(server.close)
  await server.closed
  stopTelling()
  await stopNotifying()
  return 0
}

/** A tray that is there notifies by itself. */
function notifyWithoutTray(starter: TrayStarter, start: () => Promise<() => void>): () => Promise<void> {
  let notifying: Promise<() => void> | undefined
  const stop = async () => {
    const stopping = notifying
    notifying = undefined
    if (stopping !== undefined) (await stopping)()
  }
  const unfollow = starter.follow(({ kind }) => {
    if (kind === 'shown') void stop()
    else notifying ??= start()
  })
  return () => {
    unfollow()
    return stop()
  }
}

/** There is one server: a second start shows the first in the browser, and brings the tray to one that was started without. */
async function runBeside(running: FoundServer, parts: RunParts): Promise<number> {
  const { config, options, machine, failed } = parts
  say(`TCE runs already on http://localhost:${running.port}, pid ${running.instance.pid}.`)
  if (hasDesktop(machine)) await showInBrowser(running)
  const decision = decideHere(config, machine, { isWanted: options.isTrayWanted, choice: config.tray.isWanted })
  if (failed !== undefined || decision.do !== 'fetch' || !(await isWithoutTray(running))) return 0
  const starter = starterHere({ ...parts, remember: async () => ok(undefined) })
  const failing = Promise.withResolvers<void>()
  starter.follow(({ kind }) => kind === 'failed' && failing.resolve())
  starter.begin()
  const stopTelling = tellTray(starter, processIo())
  const exitCode = await Promise.race([starter.quit.then(() => 0), failing.promise.then(() => 1)])
  stopTelling()
  return exitCode
}

async function isWithoutTray(running: FoundServer): Promise<boolean> {
  const state = await readTray(running)
  return state?.kind === 'off' && state.reason === 'not-started-here'
}

async function showInBrowser(running: FoundServer): Promise<void> {
  const connection = await attach(running)
  try {
    await openBrowser(await connection.signInUrl())
  } finally {
    await connection.close()
  }
}

const hasDesktop = ({ platform, env }: TrayMachine): boolean =>
  platform !== 'linux' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY'])
