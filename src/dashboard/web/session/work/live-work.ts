/** The files and lines of the ledger's session, as they are at this moment. Pure. */
import type { LiveSessionState } from '../../../../core/live-session.ts'
import type { SessionDetail } from '../../../../core/session.ts'

/** The ledger reads a transcript some seconds later than the stream tells it. */
export function withLiveWork(session: SessionDetail, state: LiveSessionState | undefined): SessionDetail {
  if (state === undefined || !state.isComplete || state.files.length === 0) return session
  return {
    ...session,
    files: state.files.map(({ path, isRead, isEdited, isWritten, linesAdded, linesRemoved }) => ({
      path,
      isRead,
      isEdited: isEdited || isWritten,
      linesAdded,
      linesRemoved,
    })),
  }
}
