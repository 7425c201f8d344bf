/** Every test file runs in a home of its own: nothing here may read or write the real one. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { markProcesses } from './tools/left-overs.ts'

const home = mkdtempSync(join(tmpdir(), 'tce-test-'))
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
  'XDG_RUNTIME_DIR',
  'TCE_RUN_DIR',
  'CLAUDE_MONITOR_PORT',
  'NO_COLOR',
  'FORCE_COLOR',
]) {
  delete process.env[name]
}
const processes = markProcesses(home)
afterAll(async () => {
  await processes.endAll()
  rmSync(home, { recursive: true, force: true })
})
