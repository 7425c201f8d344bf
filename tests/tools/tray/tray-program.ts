/**
 * The tray as a program of its own, on the shim instead of Electron: what app/tray.ts wires, with dialogs that are answered by
 * `TCE_TEST_ANSWER` (yes or no) and printed. `TCE_TEST_FLEET` names a file with a fleet to show instead of this machine's; SIGUSR2 reads
 * it again.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { loadConfig } from '../../../src/app/config.ts'
import { serveOrAttach } from '../../../src/app/serve-or-attach.ts'
import type { FleetReport } from '../../../src/core/process/report.ts'
import { ok } from '../../../src/core/result.ts'
import type { UsageReport } from '../../../src/core/usage/usage.ts'
import { createTrayAdapter } from '../../../src/tray/adapter.ts'
import type { Connect } from '../../../src/tray/connection.ts'
import { iconFile } from '../../../src/tray/icon-files.ts'
import { startTray } from '../../../src/tray/tray.ts'
import { createFakeServices } from '../../dashboard/fake-services.ts'
import { Menu, Tray } from './electron-shim.ts'

const iconsDir = fileURLToPath(new URL('../../../assets/icons/', import.meta.url))
const config = await loadConfig()
if (!config.ok) throw new Error(config.error.message)
const settings = config.value

const say = (what: string, value: unknown) => console.log(JSON.stringify({ what, value }))
const fleetFile = process.env['TCE_TEST_FLEET']

const connect: Connect = async () => {
  if (fleetFile === undefined) return serveOrAttach(settings, { port: 0 })
  const services = createFakeServices()
  const read = () => JSON.parse(readFileSync(fleetFile, 'utf8')) as FleetReport
  const { report } = services.usage
  services.usage.report = async (query) => {
    setTimeout(() => say('usage', {}), 200)
    return withFigures(await report(query))
  }
  services.fleetNow = read()
  process.on('SIGUSR2', () => {
    services.fleetNow = read()
    services.emit({ type: 'fleet.changed', data: services.fleetNow })
  })
  return ok({
    services,
    origin: 'http://localhost:5111',
    signInUrl: async () => 'http://localhost:5111/#code=0',
    gone: new Promise(() => {}),
    close: async () => {},
  })
}

const withFigures = (report: UsageReport): UsageReport => ({
  ...report,
  periods: {
    ...report.periods,
    today: { ...report.periods.today, costUsd: 48.6, totalTokens: 41_200_000 },
    last7Days: { ...report.periods.last7Days, costUsd: 286.15, totalTokens: 243_000_000 },
  },
})

const adapter = createTrayAdapter({
  electron: { Tray, Menu },
  iconPath: (icon) => iconFile(iconsDir, icon, 'linux'),
  platform: 'linux',
  onCommand: (command) => {
    say('command', command)
    void tray.run(command)
  },
  onClick: () => say('click', {}),
})
const tray = startTray({
  connect,
  draw: adapter.show,
  ask: async (question) => {
    say('ask', question)
    return process.env['TCE_TEST_ANSWER'] === 'yes'
  },
  tell: (outcome) => say('tell', outcome),
  notify: async (notice) => void say('notify', notice),
  openInBrowser: async (url) => say('open', url),
  copy: (text) => say('copy', text),
  openFolder: async (path) => void say('folder', path),
  showAbout: () => say('about', {}),
  quit,
  startsAtLogin: { get: async () => false, set: async (isOn) => say('autostart', isOn) },
  onConnected: ({ origin }) => say('connected', origin),
  version: '0.1.0',
})

function quit(): void {
  void tray.stop().then(() => {
    adapter.destroy()
    say('stopped', {})
  })
}
process.on('SIGTERM', quit)
