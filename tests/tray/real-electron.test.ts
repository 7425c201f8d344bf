/**
 * The smoke test in real Electron: starts the built tray under Xvfb, reads its menu over D-Bus, ends a process by a click, quits. It runs
 * where Electron's program is there (ELECTRON_OVERRIDE_DIST_PATH, `tce tray install`, or, for root, `npx install-electron`). Elsewhere it is skipped, loudly, and
 * with REQUIRE_ELECTRON=1 that is a failure.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { electronArchive } from '../../src/core/tray/electron-archives.ts'
import { findElectron } from '../../src/electron/find-electron.ts'
import { installSleepAs, nativeInstall, start, startOf } from '../scanner/started-processes.ts'
import { identify, isRunning } from '../tools/processes.ts'
import { startScreen } from '../tools/tray/desktop.ts'
import { ended, startSessionBus } from '../tools/tray/session-bus.ts'
import { clickEntry, findEntry, type MenuEntry, printMenu, readMenu, trayItem } from '../tools/tray/status-notifier.ts'
import { startTrayWatcher } from '../tools/tray/tray-watcher.ts'
import { waitFor } from '../tools/wait-for.ts'

const electron = findElectron({
  ...process,
  from: import.meta.url,
  // The user's own: HOME is a temporary one here.
  cacheDir: join(userInfo().homedir, '.cache', 'tce'),
  archive: electronArchive(process.platform, process.arch),
})
const program = electron.kind === 'found' ? electron.program : undefined
if (program === undefined) {
  console.warn(
    '\nSKIPPED: NO ELECTRON BINARY. Nothing of the tray was run in Electron. (tce tray install fetches one.)\n',
  )
}

it.runIf(process.env['REQUIRE_ELECTRON'] === '1')('Electron is there, because REQUIRE_ELECTRON=1 asks for it', () => {
  expect(electron.kind).toBe('found')
})

describe.skipIf(program === undefined)('the tray in real Electron', () => {
  it('registers its icon, shows the menu, ends a process at a click, quits without a trace', async () => {
    const main = join(import.meta.dirname, '..', '..', 'dist', 'app', 'tray.js')
    if (!existsSync(main)) throw new Error('It is not built: run "npm run build".')
    const home = realpathSync(mkdtempSync(join(tmpdir(), 'tce-electron-')))
    const project = `electron-${process.pid}`
    mkdirSync(join(home, project))
    const agentProgram = installSleepAs(nativeInstall(home))
    const pid = await start(agentProgram, ['600'], { cwd: join(home, project), argv0: 'claude', env: { HOME: home } })
    const agent = { pid, start: startOf(pid) ?? '' }
    const screen = await startScreen()
    const session = await startSessionBus()
    const bus = session.connect()
    const watcher = await startTrayWatcher(bus)
    // As root Chromium refuses its sandbox; TCE itself never switches it off.
    const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
    const child = spawn(program ?? '', [...sandbox, main, '--port=0'], {
      env: {
        ...process.env,
        HOME: home,
        DISPLAY: screen.display,
        DBUS_SESSION_BUS_ADDRESS: session.address,
        XDG_CONFIG_HOME: join(home, 'xdg'),
        TCE_DATA_DIR: join(home, 'data'),
        TCE_CONFIG_DIR: join(home, 'config'),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text))
    const seen = () => output
    try {
      const item = trayItem(await waitFor('the icon to register', () => watcher.items[0], { withinMs: 60_000, seen }))
      const find = (menu: readonly MenuEntry[]) =>
        findEntry(menu, project) ?? findEntry(menu.find(({ label }) => / more: /.test(label))?.children ?? [], project)
      const entry = await waitFor('the agent in the menu', async () => find(await readMenu(bus, item)), { seen })
      expect(printMenu(await readMenu(bus, item))).toMatch(/Open Dashboard\n.*\nSettings\n/s)
      // Kill asks in a window of Electron's; pinning asks nothing and can be seen in the menu.
      const pin = entry.children.find(({ label }) => label === 'Pin')
      if (pin) await clickEntry(bus, item, pin)
      const pinned = await waitFor(
        'the agent to be pinned',
        async () => find(await readMenu(bus, item))?.children.find(({ label }) => label === 'Unpin'),
        { seen },
      )
      expect(pinned.isEnabled).toBe(true)
      await killThroughDialog(find(await readMenu(bus, item)), (entry) => clickEntry(bus, item, entry), screen.display)
      await waitFor('the process to end', () => !isRunning(agent), { seen })
      const quit = findEntry(await readMenu(bus, item), 'Quit')
      if (quit) await clickEntry(bus, item, quit)
      await waitFor('Electron to end', () => child.exitCode !== null, { seen })
      expect(child.exitCode).toBe(0)
      expect(identify(child.pid ?? 0)).toBeUndefined()
    } finally {
      await ended(child, 'SIGKILL')
      await session.close()
      await ended(screen.child)
      rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
    }
  }, 180_000)
})

/** The safe button has the focus: Tab or Left leads to the other one. */
async function killThroughDialog(
  entry: MenuEntry | undefined,
  click: (entry: MenuEntry) => Promise<void>,
  display: string,
): Promise<void> {
  const { execFileSync } = await import('node:child_process')
  const kill = entry?.children.find(({ label }) => label === 'Kill…')
  if (kill === undefined) throw new Error('There is no Kill in the menu.')
  await click(kill)
  const env = { ...process.env, DISPLAY: display }
  const window = await waitFor('the question', () => {
    try {
      return execFileSync('xdotool', ['search', '--onlyvisible', '--class', '.'], { env })
        .toString()
        .trim()
        .split('\n')
        .at(-1)
    } catch {
      return undefined
    }
  })
  execFileSync('xdotool', ['windowfocus', window, 'key', 'Left', 'key', 'Return'], { env })
}
