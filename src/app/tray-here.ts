/** The tray on this machine: what is decided from, and the real way to fetch and start it. */
import type { ServerStart } from '../cli/app-parts.ts'
import type { Config } from '../core/settings/config.ts'
import type { ElectronArchive } from '../core/tray/electron-archives.ts'
import { archiveUrl, electronArchive, hostOf } from '../core/tray/electron-archives.ts'
import type { TrayDecision, TraySurroundings } from '../core/tray/tray-decision.ts'
import { decideTray } from '../core/tray/tray-decision.ts'
import type { TrayFailure } from '../core/tray/tray-state.ts'
import { findElectron } from '../electron/find-electron.ts'
import { sandboxHelperToGrant } from '../electron/sandbox.ts'
import type { RememberTray } from '../services/tray-control.ts'
import { runTray } from '../tray/launch.ts'
import type { TrayStarter } from './tray-starter.ts'
import { createTrayStarter } from './tray-starter.ts'

export interface TrayMachine {
  readonly platform: NodeJS.Platform
  readonly env: NodeJS.ProcessEnv
  /** Undefined on Windows. */
  readonly uid: number | undefined
  readonly execPath: string
  /** The one that is believed; undefined where Electron has none. */
  readonly archive: ElectronArchive | undefined
  /** What Electron runs, where it is not the built tray. */
  readonly main?: string | undefined
  readonly settledAfterMs?: number | undefined
}

export const trayMachine = (): TrayMachine => ({
  platform: process.platform,
  env: process.env,
  uid: process.getuid?.(),
  execPath: process.execPath,
  archive: electronArchive(process.platform, process.arch),
})

export function decideHere(
  { cacheDir }: Config,
  machine: TrayMachine,
  said: Pick<TraySurroundings, 'isWanted' | 'choice'>,
): TrayDecision {
  const electron = findElectron({ ...machine, cacheDir, from: import.meta.url })
  return decideTray({ ...machine, ...said, electron })
}

export type TriedTray =
  | { readonly kind: 'ended'; readonly exitCode: number }
  | { readonly kind: 'failed'; readonly failure: TrayFailure }

/** Until it ends. */
export async function tryTray(program: string, options: ServerStart, machine: TrayMachine): Promise<TriedTray> {
  const end = await launchHere(program, options, machine)
  return end.kind === 'ended' ? end : { kind: 'failed', failure: notStarted(program, end.why, machine) }
}

export interface StarterOptions {
  readonly config: Config
  readonly options: ServerStart & { readonly isTrayWanted: boolean }
  readonly machine: TrayMachine
  readonly failed: TrayFailure | undefined
  readonly remember: RememberTray
}

export function starterHere({ config, options, machine, failed, remember }: StarterOptions): TrayStarter {
  const { archive, env } = machine
  return createTrayStarter({
    decide: (isAsked) =>
      decideHere(config, machine, {
        isWanted: isAsked || options.isTrayWanted,
        choice: isAsked || config.tray.isWanted,
      }),
    failed,
    fetch: async (wanted, watch) => {
      // Its code is loaded when there is something to fetch.
      const { installHere } = await import('./install-here.ts')
      return installHere(config, machine, wanted, watch)
    },
    launch: (program, stop) => launchHere(program, options, machine, stop),
    failureOf: (program, why) => notStarted(program, why, machine),
    remember,
    host: archive === undefined ? '' : hostOf(archiveUrl(archive, env)),
    file: archive?.file ?? '',
    settledAfterMs: machine.settledAfterMs,
  })
}

const launchHere = (program: string, options: ServerStart, { env, main }: TrayMachine, stop?: AbortSignal) =>
  runTray(program, options, { env, ...(main === undefined ? {} : { main }), ...(stop === undefined ? {} : { stop }) })

const notStarted = (program: string, why: string, { platform }: TrayMachine): TrayFailure => ({
  kind: 'not-started',
  why,
  sandboxHelper: sandboxHelperToGrant(program, platform),
})
