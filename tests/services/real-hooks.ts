/** The real installer of hooks, on a home of its own that goes with the test's process, in which Claude Code has settings. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { claude } from '../../src/agents/claude/index.ts'
import { createHookInstaller } from '../../src/control/hook-installer.ts'
import type { HookInstallParts } from '../../src/services/local/hook-installs.ts'
import type { HookParts } from '../../src/services/local/hooks.ts'
import { ownFolder } from '../tools/own-folder.ts'

export interface RealHooks extends HookInstallParts, HookParts {
  readonly home: string
  readonly file: string
}

export const settingsOfBefore = '{\n  "model": "opus"\n}\n'

export function realHooks(): RealHooks {
  const home = ownFolder('tce-real-hooks-')
  const configDir = join(home, '.claude')
  const file = join(configDir, 'settings.json')
  mkdirSync(configDir)
  writeFileSync(file, settingsOfBefore, { mode: 0o644 })
  const hooks = claude.hooks
  if (hooks === undefined) throw new Error('Claude Code has hooks.')
  return {
    home,
    file,
    installer: createHookInstaller({
      dataDir: join(home, 'tce'),
      agents: [{ id: claude.id, hooks, configDirs: [configDir, join(home, '.config', 'claude')] }],
    }),
    port: () => 5111,
    hooksOf: (agent) => (agent === claude.id ? hooks : undefined),
    registeredSessions: async () => new Set(),
    maxEventBytes: () => 512 * 1024,
  }
}
