/** The real store of what is kept of sessions, in a folder of its own that goes with the test's process. */
import { openSessionMarks } from '../../src/app/open-session-marks.ts'
import { once } from '../../src/core/once.ts'
import { err, ok } from '../../src/core/result.ts'
import { days } from '../../src/core/time/duration.ts'
import { createKeptMarks, type MarkParts } from '../../src/services/local/session-marks.ts'
import type { SessionService } from '../../src/services/sessions.ts'
import { createSessionNames } from '../../src/sessions/session-names.ts'
import { ownFolder } from '../tools/own-folder.ts'

export function realSessionMarks(): MarkParts {
  const dataDir = once(() => ownFolder('tce-marks-'))
  return {
    openMarks: async () => openSessionMarks(dataDir(), 'a-machine'),
    archiveAfterMs: () => days(7),
    names: () => createSessionNames(dataDir()).read(),
  }
}

type Beside = Partial<Parameters<typeof createKeptMarks>[1]>

/** Made-up sessions, with real marks. Who answers them may ask for the filter, and gets it by the way of what he shows. */
export function markable(sessions: Omit<SessionService, 'mark'>, beside: Beside = {}): SessionService {
  const idle = { log: { record: async () => {} }, bus: { append: () => {} }, clock: Date.now }
  const marks = createKeptMarks(realSessionMarks(), { ...idle, ...beside })
  const find: SessionService['find'] = async (id) => {
    const found = await sessions.find(id)
    return found && (await marks.look()).mark(found)
  }
  return {
    ...sessions,
    async list(query) {
      const [list, { mark }] = await Promise.all([sessions.list(query), marks.look()])
      const { is } = query
      const isWanted = {
        starred: { isStarred: true },
        archived: { isArchived: true },
        current: { isArchived: undefined },
      }
      const wanted = is === undefined ? [] : Object.entries(isWanted[is])
      const shown = list.sessions
        .map(mark)
        .filter((session) => wanted.every(([field, value]) => session[field as 'isStarred'] === value))
      return { ...list, sessions: shown, total: list.total - (list.sessions.length - shown.length) }
    },
    find,
    async mark(id, change, actor) {
      const found = await sessions.find(id)
      if (found === undefined) return err({ kind: 'no-session', message: `No session begins with "${id}".` })
      const marked = await marks.change(found, change, actor)
      return marked.ok ? ok((await find(found.id)) ?? found) : marked
    },
  }
}
