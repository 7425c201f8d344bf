/** Whether `tce run` shows the tray, fetches Electron's program for it, asks first, or does nothing of that, and why. Pure. */
import type { ElectronArchive } from './electron-archives.ts'

export interface TraySurroundings {
  readonly platform: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Undefined on Windows. */
  readonly uid: number | undefined
  /** False for `--no-tray`. */
  readonly isWanted: boolean
  /** `tray.show` of the settings; undefined: the user has not said yet. */
  readonly choice: boolean | undefined
  readonly electron: FoundElectron
  /** What may be fetched; undefined where Electron has none for this machine. */
  readonly archive: ElectronArchive | undefined
}

export type FoundElectron =
  | { readonly kind: 'found'; readonly program: string }
  | { readonly kind: 'missing' }
  /** `ELECTRON_OVERRIDE_DIST_PATH` names a folder without a program, and nothing else is believed then. */
  | { readonly kind: 'override-empty'; readonly folder: string }

export type TrayDecision =
  | { readonly do: 'show'; readonly program: string }
  | { readonly do: 'fetch'; readonly archive: ElectronArchive }
  | { readonly do: 'ask'; readonly archive: ElectronArchive }
  | { readonly do: 'nothing'; readonly reason: NoTrayReason }

export const noTrayReasons = [
  'no-tray-flag',
  'said-no',
  'no-desktop',
  'remote-shell',
  'root',
  'override-empty',
  'ci',
  'download-forbidden',
  'no-archive',
] as const
export type NoTrayReason = (typeof noTrayReasons)[number]

/** First match wins. What forbids a tray stands before the program that is there, what forbids fetching one behind it. */
export function decideTray(surroundings: TraySurroundings): TrayDecision {
  const { env, isWanted, choice, electron, archive } = surroundings
  const no = (reason: NoTrayReason): TrayDecision => ({ do: 'nothing', reason })
  if (!isWanted) return no('no-tray-flag')
  if (choice === false) return no('said-no')
  const obstacle = placeObstacle(surroundings)
  if (obstacle !== undefined) return no(obstacle)
  if (electron.kind === 'found') return { do: 'show', program: electron.program }
  if (electron.kind === 'override-empty') return no('override-empty')
  if (isSet(env['CI'])) return no('ci')
  if (isSet(env['ELECTRON_SKIP_BINARY_DOWNLOAD'])) return no('download-forbidden')
  if (archive === undefined) return no('no-archive')
  return { do: choice === true || isNpmStart(env) ? 'fetch' : 'ask', archive }
}

function placeObstacle({ platform, env, uid }: TraySurroundings): NoTrayReason | undefined {
  if (platform === 'linux') {
    if (!env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return 'no-desktop'
  } else if (env['SSH_CONNECTION']) return 'remote-shell'
  return uid === 0 ? 'root' : undefined
}

/** `CI=false` says no as much as its absence. */
const isSet = (value: string | undefined): boolean => value !== undefined && !/^(?:|0|false|no)$/i.test(value)

/** Whoever runs `npm start` in a clone has asked for all of it. npm hands both names on to what it runs. */
export const isNpmStart = (env: Readonly<Record<string, string | undefined>>): boolean =>
  env['npm_lifecycle_event'] === 'start' && env['npm_package_name'] === 'terminus-cancrorum-est'
