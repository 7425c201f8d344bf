/** A process of its own that keeps a ledger up to date, for tests that kill it: update-forever.ts <dataDir> <configDir>. */
import { openLedger } from '../../src/tracker/open-ledger.ts'

const [dataDir = '', configDir = ''] = process.argv.slice(2)
const ledger = await openLedger({ dataDir, machine: 'm', sources: [{ agent: 'claude', dataDir: configDir }] })
console.log('open')
for (;;) {
  await ledger.update()
  console.log('updated')
}
