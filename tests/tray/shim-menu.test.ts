/** The whole tray over D-Bus with a shim in Electron's place: adapter, menu protocol, real services, real process. Linux, no X needed. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type dbus from 'dbus-next'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FleetAgentReport } from '../../src/core/process/report.ts'
import { agentReport, fleetOf } from '../dashboard/fake-services.ts'
import { installSleepAs, nativeInstall, start, startOf } from '../scanner/started-processes.ts'
import { identify, isRunning } from '../tools/processes.ts'
import { type SessionBus, startSessionBus } from '../tools/tray/session-bus.ts'
import { registered, type ShimTray, startShimTray } from '../tools/tray/shim-tray.ts'
import {
  activate,
  clickEntry,
  closeMenu,
  findEntry,
  iconOf,
  type MenuEntry,
  openMenu,
  printMenu,
  readMenu,
  type TrayItem,
  tooltipOf,
} from '../tools/tray/status-notifier.ts'
import { startTrayWatcher } from '../tools/tray/tray-watcher.ts'
import { waitFor } from '../tools/wait-for.ts'

const hasTools =
  spawnSync('dbus-daemon', ['--version']).status === 0 && spawnSync('identify', ['-version']).status === 0
if (!hasTools && process.env['CI'] !== 'true') console.warn('SKIPPED: the tray over D-Bus needs dbus and imagemagick.')

describe.skipIf(!hasTools && process.env['CI'] !== 'true')(
  'the tray over D-Bus, on a shim in place of Electron',
  () => {
    const home = realpathSync(mkdtempSync(join(tmpdir(), 'tce-shim-')))
    /** No other process on the machine runs in a project of this name. */
    const project = `shim-${process.pid}`
    let session: SessionBus
    let bus: dbus.MessageBus
    let watcher: { readonly items: readonly string[] }

    beforeAll(async () => {
      mkdirSync(join(home, project))
      session = await startSessionBus()
      bus = session.connect()
      watcher = await startTrayWatcher(bus)
    })
    afterAll(async () => {
      await session.close()
      rmSync(home, { recursive: true, force: true })
    })

    it('registers, shows the agents, ends a real process at a click on Kill, redraws, and quits without a trace', async () => {
      const program = installSleepAs(nativeInstall(home))
      const pid = await start(program, ['600'], { cwd: join(home, project), argv0: 'claude', env: { HOME: home } })
      const agent = { pid, start: startOf(pid) ?? '' }
      const tray = startShimTray({
        HOME: home,
        DBUS_SESSION_BUS_ADDRESS: session.address,
        TCE_DATA_DIR: join(home, 'data'),
        TCE_CONFIG_DIR: join(home, 'config'),
        TCE_TEST_ANSWER: 'yes',
      })
      try {
        const item = await registered(watcher, tray)
        await tray.hears('connected')
        const client = session.connect()
        const label = await shows(client, item, tray)
        expect(await tooltipOf(client, item)).toMatch(/^\d+ agents?(: .+)?( · .+)?$/)
        const icon = await iconOf(client, item)
        expect([icon.width, icon.height, icon.argb.length]).toEqual([32, 32, 32 * 32 * 4])
        expect(icon.argb.some((byte) => byte !== 0)).toBe(true)
        expect(label).toMatch(new RegExp(`^${project} · .*(\\d+ (k|M)B|\\d GB)$`))

        // A panel that shows the menu keeps what it shows, until it closes it.
        await openMenu(client, item)
        const kill = findAgent(await readMenu(client, item))?.children.find(({ label }) => label === 'Kill…')
        expect(kill).toBeDefined()
        if (kill) await clickEntry(client, item, kill)
        expect(await tray.hears('ask')).toMatchObject({ message: `Kill ${project}?`, confirm: 'Kill 1 process' })
        expect(await tray.hears('tell')).toMatchObject({
          ok: true,
          title: expect.stringContaining(`${project} ended `),
        })
        expect(isRunning(agent)).toBe(false)
        await waitFor('the menu without it', async () => !findAgent(await readMenu(client, item)), {
          seen: tray.output,
        })
        await activate(client, item)
        await tray.hears('click')
      } finally {
        expect(await tray.stop(), tray.output()).toBe(0)
      }
      expect(identify(tray.pid)).toBeUndefined()
      expect(await holder(join(home, 'data'))).toBeUndefined()
    })

    it('holds back what changes while the menu is open, and shows it when the menu closes', async () => {
      const fleetFile = join(home, 'fleet.json')
      const show = (...agents: readonly FleetAgentReport[]) => writeFileSync(fleetFile, JSON.stringify(fleetOf(agents)))
      show(
        agentReport(4711, {
          project: 'search & find',
          name: 'my_index',
          activity: 'waiting',
          waitingFor: 'input needed',
        }),
      )
      const before = watcher.items.length
      const tray = startShimTray({
        HOME: home,
        DBUS_SESSION_BUS_ADDRESS: session.address,
        TCE_TEST_FLEET: fleetFile,
      })
      try {
        const item = await registered(watcher, tray, before)
        await tray.hears('connected')
        const client = session.connect()
        const titles = async () => (await readMenu(client, item)).map(({ label }) => label)
        await waitFor('the first picture', async () => (await titles()).includes('Waiting for you'), {
          seen: tray.output,
        })
        expect(printMenu(await readMenu(client, item))).toContain('search & find · my_index · input needed · ')
        const waiting = await iconOf(client, item)

        await openMenu(client, item)
        show(agentReport(4711, { project: 'search & find', health: 'zombie', state: 'stopped' }))
        process.kill(tray.pid, 'SIGUSR2')
        await waitFor('the icon to change', async () => !(await iconOf(client, item)).argb.equals(waiting.argb), {
          seen: tray.output,
        })
        expect(await titles(), 'while it is open').toContain('Waiting for you')
        await closeMenu(client, item)
        await waitFor('the menu to change', async () => (await titles()).includes('Zombie'), { seen: tray.output })
        expect(await titles()).not.toContain('Waiting for you')

        const pause = findEntry(await readMenu(client, item), 'Pause Notifications')
        expect(pause).toMatchObject({ isChecked: false, isEnabled: true })
        if (pause) await clickEntry(client, item, pause)
        await waitFor('the check mark', async () => findEntry(await readMenu(client, item), 'Pause Notif')?.isChecked, {
          seen: tray.output,
        })
        const open = findEntry(await readMenu(client, item), 'Open Dashboard')
        if (open) await clickEntry(client, item, open)
        expect(await tray.hears('open')).toBe('http://localhost:5111/#code=0')
      } finally {
        expect(await tray.stop(), tray.output()).toBe(0)
      }
    })

    /** The label of our agent, when the menu has it. */
    async function shows(client: dbus.MessageBus, item: TrayItem, tray: ShimTray): Promise<string> {
      const find = async () => findAgent(await readMenu(client, item))
      const entry = await waitFor('the agent in the menu', find, { seen: tray.output })
      expect(printMenu(await readMenu(client, item))).toMatch(/\n---\nOpen Dashboard\n/)
      return entry.label
    }

    /** Where many agents run it may be among those that are folded. */
    const findAgent = (menu: readonly MenuEntry[]): MenuEntry | undefined =>
      findEntry(menu, project) ??
      findEntry(menu.find(({ label }) => /^\d+ more: /.test(label))?.children ?? [], project)
  },
)

async function holder(dataDir: string) {
  const { createInstanceLock } = await import('../../src/control/instance.ts')
  const { createProcessTable } = await import('../../src/scanner/process-table.ts')
  return createInstanceLock({ dataDir, table: createProcessTable() }).current()
}
