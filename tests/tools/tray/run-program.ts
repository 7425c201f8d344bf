/**
 * `tce run` on a machine that a test makes up: `TCE_TEST_MACHINE` says which archive is believed, and who runs it. Everything else is
 * real: the server, the download, the program that is in the archive.
 */
import { loadConfig } from '../../../src/app/config.ts'
import { runApp } from '../../../src/app/run-app.ts'
import { trayMachine } from '../../../src/app/tray-here.ts'

const config = await loadConfig()
if (!config.ok) throw new Error(config.error.message)
const machine = { ...trayMachine(), ...JSON.parse(process.env['TCE_TEST_MACHINE'] ?? '{}') }
const isTrayWanted = !process.argv.includes('--no-tray')
process.exitCode = await runApp(config.value, { port: 0, isTrayWanted }, machine)
