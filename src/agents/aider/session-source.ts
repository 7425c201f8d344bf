/**
 * Where Aider keeps what was said: a history in each folder that it works in, which has no id. Ours is made of the folder, so that it is
 * found again by its id alone.
 */
import { join } from 'node:path'
import type { DocumentSessions } from '../session-source.ts'

export const historyName = '.aider.chat.history.md'

/** `ai1c9f3b-L2hvbWUvZGV2L3Byb2o`: told apart by its beginning, as ids are that people type. */
export const idOf = (dir: string): string => `ai${hashOf(dir)}-${Buffer.from(dir, 'utf8').toString('base64url')}`

/** The folder that an id of ours was made of; undefined for any other. */
export function folderIn(sessionId: string): string | undefined {
  const [, told] = /^ai[0-9a-f]{6}-([\w-]+)$/.exec(sessionId) ?? []
  const dir = told === undefined ? undefined : Buffer.from(told, 'base64url').toString('utf8')
  return dir !== undefined && idOf(dir) === sessionId ? dir : undefined
}

/** FNV-1a, of which six digits are kept. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(text, 'utf8')) hash = Math.imul(hash ^ byte, 0x01000193)
  return (hash >>> 0).toString(16).padStart(8, '0').slice(0, 6)
}

export const histories: DocumentSessions = {
  kind: 'documents',
  folders: (dataDir) => [dataDir],
  depth: 0,
  sessionOf: (name, dir) => (name === historyName ? idOf(dir) : undefined),
  inWorkingFolder: { pathIn: (dir) => join(dir, historyName), folderOf: folderIn },
}
