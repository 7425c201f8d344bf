/** Limits kept in a folder of the test's own. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readStatusLine } from '../../src/agents/claude/status-line.ts'
import { agents } from '../../src/agents/index.ts'
import { openLimits } from '../../src/app/open-limits.ts'
import { createStatusLineFolder } from '../../src/limits/status-line-folder.ts'
import type { LimitParts } from '../../src/services/local/limits.ts'
import { calendarOf } from '../../src/tracker/local-calendar.ts'

export function realLimits(dataDir = mkdtempSync(join(tmpdir(), 'tce-limits-'))): LimitParts {
  return {
    openLimits: () => openLimits(dataDir, 'a-machine'),
    folder: async () => createStatusLineFolder(dataDir, { read: readStatusLine }),
    shortPath: (path) => path.replace('/home/dev', '~'),
    nameOf: (agent) => ({ claude: 'Claude Code', codex: 'Codex' })[agent] ?? agent,
    limitsOf: (agent) => Object.values(agents).find(({ id }) => id === agent)?.limits,
    statusLineAgent: 'claude',
    askers: async () => [],
    typed: () => ({}),
    calendar: async () => calendarOf('UTC'),
  }
}
