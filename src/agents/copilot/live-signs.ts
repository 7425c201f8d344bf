/** What Copilot CLI leaves lying about a session while it is open. Pure. */
import { isRecord } from '../json-fields.ts'
import { parseJson } from '../json-line.ts'

/** Source: session-state/<id>/inuse.4711.lock */
export function pidOfLock(name: string): number | undefined {
  const [, pid] = /^inuse\.([1-9]\d{0,9})\.lock$/.exec(name) ?? []
  return pid === undefined ? undefined : Number(pid)
}

/**
 * Source: {"3443cf1f-…":{"openedAt":"…","refreshedAt":"…","working":false}}: true during a turn. Entries stay for ever after the end, so
 * one counts only beside a living process.
 */
export function isWorking(text: string, sessionId: string): boolean | undefined {
  const state = parseJson(text)
  const session = isRecord(state) ? state[sessionId] : undefined
  return isRecord(session) && typeof session['working'] === 'boolean' ? session['working'] : undefined
}
