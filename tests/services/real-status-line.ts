/** A status line in a home of the test's own. */
import { mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { limits } from '../../src/agents/claude/status-line.ts'
import { createStatusLineInstaller } from '../../src/control/status-line-installer.ts'
import type { ServiceParts } from '../../src/services/local/services.ts'

export function realStatusLine(home = mkdtempSync(join(tmpdir(), 'tce-line-'))): ServiceParts['statusLine'] {
  const configDir = join(home, '.claude')
  mkdirSync(configDir, { recursive: true })
  const settings = limits.statusLine?.settings
  if (settings === undefined) throw new Error('The agent has no status line.')
  const installer = createStatusLineInstaller({
    ...{ dataDir: join(home, 'data'), nowMs: () => 1_000_000 },
    agents: [{ id: 'claude', pidVariable: 'CLAUDE_PID', settings, configDirs: [configDir] }],
  })
  return {
    template: () => '{model}',
    moments: async () => (iso) => iso,
    leave: async () => {},
    installer: async () => installer,
  }
}
