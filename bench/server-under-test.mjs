/**
 * The dashboard with a real scanner and monitor, in a process of its own, for server.bench.ts. The ledger is left out: its cost
 * is measured elsewhere. Usage: node server-under-test.mjs <folder of the sources> <home>. Says its port, then serves until the
 * other side of stdin ends.
 */
import { join } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'

const [sources = '', home = ''] = process.argv.slice(2)
const extension = sources.endsWith('dist') ? '.js' : '.ts'
const load = (/** @type {string} */ file) => import(pathToFileURL(join(sources, `${file}${extension}`)).href)

const [{ agents }, { createProcessTable }, { createScanner }, { createMonitor }, { createPins }, { createAuditLog }] =
  await Promise.all(
    ['agents/index', 'scanner/process-table', 'scanner/scanner', 'monitor', 'control/pins', 'control/audit'].map(load),
  )
const { defaultHealthPolicy } = await load('core/health')
const { startDashboard } = await load('dashboard/start')

const table = createProcessTable()
const environment = { platform: process.platform, homeDir: home, env: {} }
const scanner = createScanner({ table, agents: Object.values(agents), environment })
const monitor = createMonitor({
  scan: () => scanner.scan(),
  killOne: () => Promise.reject(new Error('Nothing is ended here.')),
  pins: createPins({ dataDir: home, table }),
  audit: createAuditLog({ dataDir: home }),
  openUsage: () => Promise.reject(new Error('There is no ledger here.')),
  resumeCommand: agents.claude.resumeCommand,
  policy: defaultHealthPolicy,
  refresh: { attentiveMs: 1500, idleMs: 10_000 },
})
const started = await startDashboard({ monitor, version: '0', dataDir: home, port: 0 })
if (!started.ok) throw new Error(started.error.message)
process.stdout.write(`${started.value.port}\n`)
process.stdin.resume().on('end', () => process.exit(0))
