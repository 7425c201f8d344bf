/** Sessions: the list, one of them, one as it goes on, and what their user keeps of them. */
import type { Actor } from '../core/audit/audit.ts'
import type { Result } from '../core/result.ts'
import type { SessionDetail, SessionList, SessionQuery } from '../core/session/session.ts'
import type { MarkChange } from '../core/session/session-marks.ts'
import type { SessionWatch, WatchOptions } from '../core/session/session-watch.ts'

export interface MarkProblem {
  readonly kind: 'no-session' | 'bad-text' | 'unwritable'
  readonly message: string
}

export interface SessionService {
  list(query: SessionQuery): Promise<SessionList>
  /** By id or any unique beginning of it. Undefined when there is none. */
  find(id: string): Promise<SessionDetail | undefined>
  /** Its name, star, tags, note and whether it is put away: the session after it. Its agent's files stay as they are. */
  mark(id: string, change: MarkChange, actor: Actor): Promise<Result<SessionDetail, MarkProblem>>
  /**
   * Follows one session, by id or any unique beginning of it. Undefined where no session, or more than one, has such an id.
   * Close it: as long as it is open the processes are looked at quickly.
   */
  watch(id: string, options?: WatchOptions): Promise<SessionWatch | undefined>
}
