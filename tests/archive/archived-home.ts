/** A home of an agent, an archive in a folder beside it, and what is read of both. */
import { rmSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import type { AgentId } from '../../src/agents/agent.ts'
import { type ArchivePass, archiveSessions } from '../../src/archive/archive-pass.ts'
import { ArchiveStore } from '../../src/archive/archive-store.ts'
import { createArchivedFiles } from '../../src/archive/archived-files.ts'
import { createSessionTexts } from '../../src/sessions/session-texts.ts'
import { type AgentFiles, diskAndKept, diskFiles } from '../../src/storage/agent-files.ts'
import { filesIn } from '../tools/files-in.ts'
import { ownFolder } from '../tools/own-folder.ts'

/** Long after everything in these homes. */
export const nowMs = Date.parse('2027-01-01T00:00:00Z')
const longAgo = new Date('2026-11-20T12:00:00Z')

export function archivedHome(agent: AgentId, home: string) {
  const dataDir = ownFolder('tce-archive-')
  const sources = [{ agent, dataDir: home }]
  const open = (): ArchiveStore => {
    const opened = ArchiveStore.open(dataDir, 'machine', () => nowMs)
    if (!opened.ok) throw new Error(opened.error)
    return opened.value
  }
  const store = open()
  const texts = (files: AgentFiles) => createSessionTexts(sources, files)()
  /** As a program that begins now finds them. */
  const files = () => diskAndKept(createArchivedFiles(dataDir))
  return {
    ...{ dataDir, home, sources, store, open, files },
    /** Nobody has written for a month. */
    age(path = home, time = longAgo) {
      for (const file of filesIn(path)) utimesSync(file, time, time)
    },
    pass: (more: Partial<ArchivePass> = {}) =>
      archiveSessions({
        store,
        sources: texts(diskFiles),
        isArchiving: true,
        leftOut: new Set(),
        quietMs: () => 86_400_000,
        keepMs: undefined,
        maxBytes: 1e12,
        hasRoom: () => true,
        goesOn: async () => true,
        clock: () => nowMs,
        ...more,
      }),
    /** Its agent deletes them. */
    lose(path = home) {
      for (const file of filesIn(path)) rmSync(file)
    },
    /** All that is told of all sessions. */
    told: (of: AgentFiles = files()) =>
      texts(of).map(({ sessionId, mark, cwd, lanes, said }) => ({
        ...{ sessionId, mark, cwd: cwd() },
        lanes: lanes().map((lane) => ({
          lane: lane.lane,
          events: [...lane.forward({ kind: 'edge' })].flatMap((timed) => (timed === undefined ? [] : timed.event)),
          backward: [...lane.backward({ kind: 'edge' })].flatMap((timed) => (timed === undefined ? [] : timed.event)),
        })),
        whole: lanes().flatMap((lane) =>
          [...lane.forward({ kind: 'edge' })].slice(0, 40).map((timed) => timed && said(timed.event.cursor)),
        ),
      })),
    piecesOnDisk: () => filesIn(join(dataDir, 'archive', 'pieces')),
  }
}

/** Random letters: they don't compress away. */
export function letters(bytes: number, seed = 1): string {
  let state = seed
  return Array.from({ length: bytes }, () => {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff
    return String.fromCharCode(97 + (state % 26))
  }).join('')
}
