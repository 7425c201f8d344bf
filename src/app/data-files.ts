/** The stores of this machine as files: looked at beside whoever keeps them, and taken away. */
import { readdir, readFile, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { advicePath } from '../advice/advice-path.ts'
import { wasteRows } from '../advice/waste-rows.ts'
import { analyticsPath } from '../analytics/analytics-path.ts'
import { messageRows } from '../analytics/message-data.ts'
import { auditPath, createAuditLog } from '../control/audit.ts'
import type { KeptData, StoreId, StoreReport } from '../core/data/kept-data.ts'
import { eventRows } from '../events/event-data.ts'
import { eventsPath } from '../events/events-path.ts'
import { clearUserData, forgetPrompts, promptsOf, userRows } from '../prompts/user-data.ts'
import { userPath } from '../prompts/user-path.ts'
import { indexRows, textsOf } from '../search/index-data.ts'
import { searchPath } from '../search/search-path.ts'
import type { DataFiles } from '../services/local/data.ts'
import { addForgottenSessions } from '../storage/forgotten-sessions.ts'
import { bytesWithCompanions, type KeptRows } from '../storage/kept-rows.ts'
import { removeWithCompanions } from '../storage/sqlite.ts'
import { countKeptHereAlone, ledgerRows } from '../tracker/ledger-data.ts'
import { ledgerPath } from '../tracker/writing-side.ts'

const paths = { usage: ledgerPath, search: searchPath, analytics: analyticsPath, advice: advicePath }

export function createDataFiles(dataDir: string): DataFiles {
  const report = (id: StoreId, path: string, kept: KeptRows | undefined, canBeRebuilt: boolean): StoreReport => ({
    id,
    rows: kept?.rows,
    bytes: bytesWithCompanions(path),
    since: kept?.sinceMs === undefined ? undefined : new Date(kept.sinceMs).toISOString(),
    canBeRebuilt,
  })

  async function look(): Promise<KeptData> {
    return {
      dataDir,
      bytes: await bytesIn(dataDir),
      diskFreeBytes: await freeBytes(dataDir),
      stores: [
        report('events', eventsPath(dataDir), eventRows(dataDir), false),
        report('usage', ledgerPath(dataDir), ledgerRows(dataDir), true),
        report('analytics', analyticsPath(dataDir), messageRows(analyticsPath(dataDir)), true),
        report('search', searchPath(dataDir), indexRows(searchPath(dataDir)), true),
        report('advice', advicePath(dataDir), wasteRows(advicePath(dataDir)), true),
        report('user', userPath(dataDir), userRows(dataDir), false),
        report('audit', auditPath(dataDir), await auditRows(dataDir), false),
      ],
    }
  }

  return {
    look,
    ofProject: (of) => ({
      texts: textsOf(searchPath(dataDir), of.sessionIds),
      prompts: promptsOf(dataDir, of.sessionIds),
      keptHereAlone: countKeptHereAlone(dataDir, of.sessionIds),
    }),
    noteForgotten: (ids) => addForgottenSessions(dataDir, ids),
    forgetPrompts: (ids) => forgetPrompts(dataDir, ids),
    clearPrompts: () => clearUserData(dataDir),
    clearLog: () => createAuditLog({ dataDir }).clear(),
    remove: (store) => removeWithCompanions(paths[store](dataDir)),
  }
}

/** One line each; at most 10 MB. */
async function auditRows(dataDir: string): Promise<KeptRows | undefined> {
  const path = auditPath(dataDir)
  const texts = await Promise.all([`${path}.1`, path].map((file) => readFile(file, 'utf8').catch(() => '')))
  const lines = texts.flatMap((text) => text.split('\n').filter(Boolean))
  const at = /"at":"([^"]+)"/.exec(lines[0] ?? '')?.[1]
  const sinceMs = at === undefined ? Number.NaN : Date.parse(at)
  return lines.length === 0 ? undefined : { rows: lines.length, sinceMs: Number.isNaN(sinceMs) ? undefined : sinceMs }
}

async function bytesIn(dir: string): Promise<number> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch(() => [])
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map(async ({ parentPath, name }) => (await stat(join(parentPath, name)).catch(() => undefined))?.size ?? 0)
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}

async function freeBytes(dir: string): Promise<number | undefined> {
  const found = await statfs(dir).catch(() => undefined)
  return found && found.bavail * found.bsize
}
