/**
 * Start at login of the packaged app. auto-launch (5.0.6) serves where it is right: one program without arguments, with a path that its
 * files hold as it is. Elsewhere our own entries do (autostart.ts). The only file that imports auto-launch.
 */
import { homedir } from 'node:os'
import { basename, join } from 'node:path'
import { ok } from '../core/result.ts'
import type { Autostart, AutostartEntry, AutostartSources } from './autostart.ts'
import { attempt, createAutostart } from './autostart.ts'

/** What we use of auto-launch. */
export interface AutoLauncher {
  enable(): Promise<void>
  disable(): Promise<void>
  isEnabled(): Promise<boolean>
}

export interface PackagedSources extends AutostartSources {
  readonly load?: (name: string, path: string) => Promise<AutoLauncher>
}

const machine = (): PackagedSources => ({ platform: process.platform, homeDir: homedir(), env: process.env })

/** `program` is what starts the app: on Linux the AppImage, where it is one. */
export function createPackagedAutostart(program: string, sources: PackagedSources = machine()): Autostart {
  const own = createAutostart(sources)
  if (!isRightForAutoLaunch(program, sources)) {
    return { ...own, on: (kind) => own.on(kind, [program]) }
  }
  const name = basename(program.replaceAll('\\', '/'), '.exe')
  const { load = loadAutoLaunch } = sources
  const entry: AutostartEntry = { kind: 'desktop', file: entryOf(name, sources) }
  const entries = async () => ((await (await load(name, program)).isEnabled()) ? [entry] : [])
  return {
    status: async () => [...(await entries()), ...(await own.status())],
    on: (kind) =>
      kind === 'service'
        ? own.on(kind, [program])
        : attempt(`${entry.file} could not be written`, async () => {
            await (await load(name, program)).enable()
            return entry
          }),
    async off() {
      const before = await entries()
      const removed = await attempt('The entry could not be removed', async () => {
        if (before.length > 0) await (await load(name, program)).disable()
      })
      if (!removed.ok) return removed
      const others = await own.off()
      return others.ok ? ok([...before, ...others.value]) : others
    },
  }
}

/**
 * On Linux it writes `Exec=` without quotes, and into ~/.config whatever XDG_CONFIG_HOME says; an AppImage it would name after its
 * version, and so never find again after an update. On macOS it writes XML without escapes.
 */
export function isRightForAutoLaunch(program: string, { platform, homeDir, env }: AutostartSources): boolean {
  if (platform === 'win32') return true
  if (platform === 'darwin') return !/[&<>]/.test(program)
  const config = env['XDG_CONFIG_HOME']
  const isUsualPlace = !config || config === join(homeDir, '.config')
  return platform === 'linux' && isUsualPlace && !env['APPIMAGE'] && /^[\w@+=:,./-]+$/.test(program)
}

function entryOf(name: string, { platform, homeDir }: AutostartSources): string {
  if (platform === 'win32') return `HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run\\${name}`
  if (platform === 'darwin') return join(homeDir, 'Library', 'LaunchAgents', `${name}.plist`)
  return join(homeDir, '.config', 'autostart', `${name}.desktop`)
}

async function loadAutoLaunch(name: string, path: string): Promise<AutoLauncher> {
  const { default: AutoLaunch } = await import('auto-launch')
  // Its other way on macOS asks for the permission to control System Events.
  return new AutoLaunch({ name, path, mac: { useLaunchAgent: true } })
}
