/** A program that tries to be the one server, says how that went, and stays until it is told to leave. */
import { createInstanceLock } from '../../src/control/instance.ts'
import { createProcessTable } from '../../src/scanner/process-table.ts'

const [dataDir = ''] = process.argv.slice(2)
const table = createProcessTable()
const self = await table.inspect(process.pid)
process.once('message', () => process.exit(0))
const { start, startedAtMs } = self ?? { start: '', startedAtMs: 0 }
const result = await createInstanceLock({ dataDir, table }).acquire({
  pid: process.pid,
  start,
  startedAtMs,
  port: 0,
  version: '0.1.0',
})
process.send?.(result.ok ? 'mine' : 'held')
