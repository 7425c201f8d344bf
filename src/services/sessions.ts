/** Sessions: the list, one of them, and one as it goes on. */
import type { SessionDetail, SessionList, SessionQuery } from '../core/session/session.ts'
import type { SessionWatch, WatchOptions } from '../core/session/session-watch.ts'

export interface SessionService {
  list(query: SessionQuery): Promise<SessionList>
  /** By id or any unique beginning of it. Undefined when there is none. */
  find(id: string): Promise<SessionDetail | undefined>
  /**
   * Follows one session, by id or any unique beginning of it. Undefined where no session, or more than one, has such an id.
   * Close it: as long as it is open the processes are looked at quickly.
   */
  watch(id: string, options?: WatchOptions): Promise<SessionWatch | undefined>
}
