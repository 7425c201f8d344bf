/**
 * Starts TCE at login, by a file that the system looks for; `tce autostart` and the menu use it. Own files, not auto-launch: that can
 * give a program no arguments, and leaves a path unquoted. Where it is right, for the packaged app, it serves: packaged-autostart.ts.
 */
import { lstat, mkdir, readFile, symlink, unlink, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import type { StartCommand } from './autostart-files.ts'
import { desktopEntry, launchdLabel, launchdPlist, startupScript, systemdUnit } from './autostart-files.ts'

export type { StartCommand } from './autostart-files.ts'

/** `desktop`: with the session of a desktop · `service`: without one, as a systemd user unit. */
export type AutostartKind = 'desktop' | 'service'

export interface AutostartEntry {
  readonly kind: AutostartKind
  readonly file: string
}

export interface AutostartSources {
  readonly platform: NodeJS.Platform
  readonly homeDir: string
  readonly env: Readonly<Record<string, string | undefined>>
}

export interface AutostartError {
  readonly message: string
}

export interface Autostart {
  /** The entries that are there. */
  status(): Promise<readonly AutostartEntry[]>
  on(kind: AutostartKind, command: StartCommand): Promise<Result<AutostartEntry, AutostartError>>
  /** Takes away all of ours; the entries that were there. */
  off(): Promise<Result<readonly AutostartEntry[], AutostartError>>
}

const machine = (): AutostartSources => ({ platform: process.platform, homeDir: homedir(), env: process.env })

export function createAutostart(sources: AutostartSources = machine()): Autostart {
  const places = placesFor(sources)
  return {
    status: async () => entriesOf(await presentOf(places)),
    async on(kind, command) {
      const place = places.find((one) => one.kind === kind)
      if (place === undefined) return err({ message: notHere(kind, sources.platform) })
      return attempt(`${place.file} could not be written`, async () => {
        await mkdir(dirname(place.file), { recursive: true })
        await writeFile(place.file, place.text(command))
        if (place.link) await linkTo(place.file, place.link)
        return { kind, file: place.file }
      })
    },
    off: () =>
      attempt('The entry could not be removed', async () => {
        const present = await presentOf(places)
        for (const { file, link } of places) for (const path of [link, file]) if (path) await removeIfThere(path)
        return entriesOf(present)
      }),
  }
}

interface Place extends AutostartEntry {
  readonly text: (command: StartCommand) => string
  /** What enables it: systemd looks for a link in default.target.wants, as `systemctl --user enable` makes it. */
  readonly link?: string
}

function placesFor({ platform, homeDir, env }: AutostartSources): readonly Place[] {
  switch (platform) {
    case 'linux': {
      const config = env['XDG_CONFIG_HOME'] || join(homeDir, '.config')
      const units = join(config, 'systemd', 'user')
      return [
        { kind: 'desktop', file: join(config, 'autostart', 'tce.desktop'), text: desktopEntry },
        {
          kind: 'service',
          file: join(units, 'tce.service'),
          text: systemdUnit,
          link: join(units, 'default.target.wants', 'tce.service'),
        },
      ]
    }
    case 'darwin': {
      const file = join(homeDir, 'Library', 'LaunchAgents', `${launchdLabel}.plist`)
      return [{ kind: 'desktop', file, text: launchdPlist }]
    }
    case 'win32': {
      const roaming = env['APPDATA'] || join(homeDir, 'AppData', 'Roaming')
      const file = join(roaming, 'Microsoft', 'Windows', 'Start Menu', 'Programs', 'Startup', 'tce.cmd')
      return [{ kind: 'desktop', file, text: startupScript }]
    }
    default:
      return []
  }
}

const notHere = (kind: AutostartKind, platform: NodeJS.Platform): string =>
  kind === 'service'
    ? `A systemd user unit is for Linux, and this is ${platform}. Without --service it starts at login here too.`
    : `TCE does not know how ${platform} starts programs at login.`

const entriesOf = (places: readonly Place[]): readonly AutostartEntry[] =>
  places.map(({ kind, file }) => ({ kind, file }))

async function presentOf(places: readonly Place[]): Promise<readonly Place[]> {
  const found = await Promise.all(
    places.map(async ({ file, link }) => (await isEnabled(file)) && (link === undefined || (await isThere(link)))),
  )
  return places.filter((_place, index) => found[index])
}

/** Desktops switch an entry off by a line in it. */
async function isEnabled(file: string): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  return text !== undefined && !/^(?:Hidden=true|X-GNOME-Autostart-enabled=false)\s*$/m.test(text)
}

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  )

async function linkTo(target: string, link: string): Promise<void> {
  await mkdir(dirname(link), { recursive: true })
  await removeIfThere(link)
  await symlink(target, link)
}

async function removeIfThere(path: string): Promise<void> {
  await unlink(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT') throw cause
  })
}

export async function attempt<T>(what: string, action: () => Promise<T>): Promise<Result<T, AutostartError>> {
  try {
    return ok(await action())
  } catch (cause) {
    return err({ message: `${what}: ${cause instanceof Error ? cause.message : cause}` })
  }
}
