/** Every test file runs in a home and a temporary folder of its own: nothing here may read or write the real ones, or stay. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { markProcesses } from './tools/left-overs.ts'

/** One process serves many files: what was a file's own is none for the next. */
process.env['TCE_TEST_PLACE'] ??= tmpdir()
const folder = mkdtempSync(join(process.env['TCE_TEST_PLACE'], 'tce-test-'))
const home = join(folder, 'home')
const temporary = join(folder, 'tmp')
for (const dir of [home, temporary]) mkdirSync(dir)
for (const name of ['TMPDIR', 'TMP', 'TEMP']) process.env[name] = temporary
process.env['HOME'] = home
process.env['USERPROFILE'] = home
process.env['TCE_CONFIG_DIR'] = join(home, 'tce-config')
process.env['TCE_DATA_DIR'] = join(home, 'tce-data')
// Where a test starts what a user would start, nothing is fetched by the way.
process.env['ELECTRON_SKIP_BINARY_DOWNLOAD'] = '1'
for (const name of [
  'CLAUDE_CONFIG_DIR',
  'XDG_CONFIG_HOME',
  'XDG_DATA_HOME',
  'XDG_CACHE_HOME',
  'CLAUDE_MONITOR_PORT',
  'NO_COLOR',
  'FORCE_COLOR',
]) {
  delete process.env[name]
}
const processes = markProcesses(folder)
afterAll(async () => {
  await processes.endAll()
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
})
