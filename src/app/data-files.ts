/** The stores of this machine as files: looked at beside whoever keeps them, and taken away. */

import { existsSync } from 'node:fs'
import { readdir, readFile, rm, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { advicePath } from '../advice/advice-path.ts'
import { wasteRows } from '../advice/waste-rows.ts'
import { alertRows } from '../alerts/alert-data.ts'
import { alertsPath } from '../alerts/alert-path.ts'
import { analyticsPath } from '../analytics/analytics-path.ts'
import { messageRows } from '../analytics/message-data.ts'
import { archiveReport, archiveRows, sessionsOf, shareOf } from '../archive/archive-data.ts'
import { archiveDir, archivePath } from '../archive/archive-path.ts'
import { ArchiveStore } from '../archive/archive-store.ts'
import { auditPath, createAuditLog } from '../control/audit.ts'
import type { KeptData, StoreId, StoreReport } from '../core/data/kept-data.ts'
import { eventRows } from '../events/event-data.ts'
import { eventsPath } from '../events/events-path.ts'
import { limitRows } from '../limits/limit-data.ts'
import { limitsPath } from '../limits/limits-path.ts'
import { clearUserData, forgetPrompts, promptsOf, userRows } from '../prompts/user-data.ts'
import { userPath } from '../prompts/user-path.ts'
import { indexRows, textsOf } from '../search/index-data.ts'
import { searchPath } from '../search/search-path.ts'
import type { DataFiles } from '../services/local/data.ts'
import { createSessionNames } from '../sessions/session-names.ts'
import { addForgottenSessions } from '../storage/forgotten-sessions.ts'
import { bytesWithCompanions, type KeptRows } from '../storage/kept-rows.ts'
import { machineId } from '../storage/machine-id.ts'
import { removeWithCompanions } from '../storage/sqlite.ts'
import { countKeptHereAlone, ledgerRows } from '../tracker/ledger-data.ts'
import { ledgerPath } from '../tracker/writing-side.ts'
import { putAsidePrefix } from './kept-things.ts'

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
    const archive = archiveReport(dataDir)
    const archiveBytes = (archive?.bytes ?? 0) + bytesWithCompanions(archivePath(dataDir))
    return {
      dataDir,
      bytes: (await bytesBeside(dataDir, archiveDir(dataDir))) + archiveBytes,
      diskFreeBytes: await freeBytes(dataDir),
      stores: [
        report('events', eventsPath(dataDir), eventRows(dataDir), false),
        report('usage', ledgerPath(dataDir), ledgerRows(dataDir), true),
        report('analytics', analyticsPath(dataDir), messageRows(analyticsPath(dataDir)), true),
        report('search', searchPath(dataDir), indexRows(searchPath(dataDir)), true),
        { ...report('archive', archivePath(dataDir), archiveRows(dataDir), false), bytes: archiveBytes },
        report('advice', advicePath(dataDir), wasteRows(advicePath(dataDir)), true),
        report('alerts', alertsPath(dataDir), alertRows(dataDir), false),
        report('user', userPath(dataDir), userRows(dataDir), false),
        report('limits', limitsPath(dataDir), limitRows(dataDir), false),
        report('audit', auditPath(dataDir), await auditRows(dataDir), false),
      ],
      archive,
    }
  }

  /** Beside a pass that is under way; where there is none nothing is made. */
  async function changeArchive(change: (store: ArchiveStore) => Promise<void>): Promise<void> {
    if (!existsSync(archivePath(dataDir))) return
    const opened = ArchiveStore.open(dataDir, machineId(dataDir))
    if (!opened.ok) throw new Error(opened.error)
    try {
      await change(opened.value)
    } finally {
      await opened.value.close()
    }
  }

  return {
    look,
    ofSessions: (ids) => ({
      texts: textsOf(searchPath(dataDir), ids),
      prompts: promptsOf(dataDir, ids),
      archivedBytes: shareOf(dataDir, { sessionIds: ids }).bytes,
      keptHereAlone: countKeptHereAlone(dataDir, ids),
    }),
    archived: (of) => shareOf(dataDir, of),
    async deleteArchived(of) {
      const { all, onlyHere } = sessionsOf(dataDir, of)
      await changeArchive((store) => store.remove(all, 'as-it-is'))
      return onlyHere
    },
    forgetArchived: (ids) => changeArchive((store) => store.remove(ids, 'for-good')),
    clearArchive: () => changeArchive((store) => store.removeAll()),
    noteForgotten: (ids) => addForgottenSessions(dataDir, ids),
    async forgetPrompts(ids) {
      await forgetPrompts(dataDir, ids)
      const names = createSessionNames(dataDir)
      const left = [...names.read()].filter(([id]) => !ids.includes(id))
      if (left.length < names.read().size) await names.write(new Map(left))
    },
    clearPrompts: () => clearUserData(dataDir),
    clearAside: () => clearAside(dataDir),
    clearLog: () => createAuditLog({ dataDir }).clear(),
    remove: (store) => removeWithCompanions(paths[store](dataDir)),
  }
}

async function clearAside(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    if (name.startsWith(putAsidePrefix)) await rm(join(dataDir, name), { recursive: true, force: true })
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

/** Of all but one folder in it, which may hold a hundred thousand files. */
async function bytesBeside(dir: string, left: string): Promise<number> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => [])
  const sizes = entries.map(async (entry) => {
    const path = join(dir, entry.name)
    if (entry.isDirectory()) return path === left ? 0 : bytesBeside(path, left)
    return entry.isFile() ? ((await stat(path).catch(() => undefined))?.size ?? 0) : 0
  })
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}

async function freeBytes(dir: string): Promise<number | undefined> {
  const found = await statfs(dir).catch(() => undefined)
  return found && found.bavail * found.bsize
}
