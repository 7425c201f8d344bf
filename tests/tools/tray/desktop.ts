/** A whole desktop on a screen nobody sees: Xvfb, a session bus, openbox and xfce4-panel with its tray. All of it ends with `close`. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import dbus from 'dbus-next'
import { testEnvironment } from '../left-overs.ts'
import { waitFor } from '../wait-for.ts'
import { ended, startSessionBus } from './session-bus.ts'

export interface Desktop {
  /** DISPLAY, the session bus and folders of its own, for programs that are started on it. */
  readonly env: Readonly<Record<string, string>>
  readonly busAddress: string
  /** The middle of the only icon in the panel's tray. */
  trayIcon(): Promise<{ readonly x: number; readonly y: number }>
  click(x: number, y: number, button?: 'left' | 'right'): Promise<void>
  key(...names: readonly string[]): Promise<void>
  screenshot(file: string, area?: string): void
  close(): Promise<void>
}

const programs = ['Xvfb', 'dbus-daemon', 'openbox', 'xfce4-panel', 'xdotool', 'xwininfo', 'xsetroot', 'import']

/** Which of the programs are not installed. */
export const missingDesktopPrograms = (): readonly string[] =>
  programs.filter((name) => spawnSync('which', [name]).status !== 0)

export async function startDesktop(): Promise<Desktop> {
  const dir = mkdtempSync(join(tmpdir(), 'tce-desktop-'))
  const { child: screen, display } = await startScreen()
  const surroundings = {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    LANG: 'C.UTF-8',
    HOME: dir,
    DISPLAY: display,
    XDG_CONFIG_HOME: folder(dir, 'config'),
    XDG_CACHE_HOME: folder(dir, 'cache'),
    XDG_DATA_HOME: folder(dir, 'data'),
    XDG_RUNTIME_DIR: folder(dir, 'runtime'),
    XDG_CURRENT_DESKTOP: 'XFCE',
    XDG_SESSION_TYPE: 'x11',
    NO_AT_BRIDGE: '1',
    GTK_A11Y: 'none',
    LIBGL_ALWAYS_SOFTWARE: '1',
    ...testEnvironment(),
  }
  const bus = await startSessionBus(surroundings)
  const env = { ...surroundings, DBUS_SESSION_BUS_ADDRESS: bus.address }
  // Else the panel asks at its first start how it shall look.
  const settings = folder(dir, 'config', 'xfce4', 'xfconf', 'xfce-perchannel-xml')
  copyFileSync(join(import.meta.dirname, 'xfce4-panel.xml'), join(settings, 'xfce4-panel.xml'))
  const start = (program: string, ...args: readonly string[]) => spawn(program, args, { env, stdio: 'ignore' })
  const children = [start('openbox'), start('xfce4-panel', '--disable-wm-check')]
  const tool = (program: string, ...args: readonly string[]) => execFileSync(program, args, { env }).toString()
  start('xsetroot', '-solid', '#4d6378')
  const client = bus.connect()
  const close = async () => {
    for (const child of children) await ended(child)
    await ended(screen)
    await bus.close()
    rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
  try {
    await waitFor('the panel to take tray icons', () => hasOwner(client, 'org.kde.StatusNotifierWatcher'))
  } catch (cause) {
    await close()
    throw cause
  }

  return {
    env,
    busAddress: bus.address,
    async trayIcon() {
      // Each plug-in of the panel is a window of its own; the tray's grows as wide as its icons.
      const found = await waitFor('an icon in the tray', () =>
        [
          ...tool('xwininfo', '-root', '-tree').matchAll(
            /"wrapper-2\.0".*?\s(\d+)x(\d+)\+-?\d+\+-?\d+\s+\+(\d+)\+(\d+)/g,
          ),
        ]
          .map(([, ...numbers]) => numbers.map(Number))
          .find(([width = 0, , x = 0, y = 0]) => width < 100 && x > 1000 && y < 10),
      )
      const [width = 0, height = 0, x = 0, y = 0] = found
      return { x: x + Math.round(width / 2), y: y + Math.round(height / 2) }
    },
    async click(x, y, button = 'left') {
      tool('xdotool', 'mousemove', String(x), String(y), 'sleep', '0.2', 'click', button === 'left' ? '1' : '3')
      await sleep(600)
    },
    async key(...names) {
      for (const name of names) tool('xdotool', 'key', name)
      await sleep(200)
    },
    screenshot: (file, area) =>
      void tool('import', '-window', 'root', ...(area ? ['-crop', area, '+repage'] : []), file),
    close,
  }
}

/** Xvfb writes the number of the display it chose to a file descriptor. */
export async function startScreen(): Promise<{ readonly child: ChildProcess; readonly display: string }> {
  const args = ['-displayfd', '3', '-screen', '0', '1280x720x24', '-nolisten', 'tcp', '-noreset']
  const child = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  const number = await new Promise<string>((resolve, reject) => {
    child.on('error', reject)
    child.stdio[3]?.once('data', (text) => resolve(String(text).trim()))
  })
  return { child, display: `:${number}` }
}

function folder(...parts: [string, ...string[]]): string {
  const path = join(...parts)
  mkdirSync(path, { recursive: true, mode: 0o700 })
  return path
}

async function hasOwner(bus: dbus.MessageBus, name: string): Promise<boolean> {
  const service = 'org.freedesktop.DBus'
  const reply = await bus.call(
    new dbus.Message({
      destination: service,
      path: '/org/freedesktop/DBus',
      interface: service,
      member: 'NameHasOwner',
      signature: 's',
      body: [name],
    }),
  )
  return reply?.body[0] === true
}
