/**
 * The last events, so that a reader who was away for a moment misses nothing. Both kinds of today replace what was said before
 * (the newest fleet, "usage changed"), so the log remembers which kinds were said when, and the text of the newest only.
 *
 * Ids are numbers that grow, also over a restart of the server, because they begin at the time of the start in microseconds.
 */
export interface LoggedEvent<T> {
  readonly id: number
  readonly type: T
  readonly json: string
}

export interface EventLog<T> {
  append(type: T, json: () => string): LoggedEvent<T>
  /** What came after that event, oldest first; undefined when that is too long ago to tell, or no id of ours. */
  since(id: number): readonly LoggedEvent<T>[] | undefined
  readonly newestId: number
}

export function createEventLog<T>(startedAtMs: number, capacity = 1024): EventLog<T> {
  const firstId = startedAtMs * 1000
  let newestId = firstId
  let entries: { readonly id: number; readonly type: T }[] = []
  const newestOfType = new Map<T, { readonly id: number; readonly json: () => string }>()
  return {
    get newestId() {
      return newestId
    },
    append(type, json) {
      newestId += 1
      entries.push({ id: newestId, type })
      if (entries.length > capacity * 2) entries = entries.slice(-capacity)
      newestOfType.set(type, { id: newestId, json })
      const id = newestId
      return {
        id,
        type,
        get json() {
          return json()
        },
      }
    },
    since(id) {
      const oldestKnownId = entries[0] === undefined ? newestId : entries[0].id - 1
      if (!Number.isSafeInteger(id) || id > newestId || id < oldestKnownId) return undefined
      return [...newestOfType]
        .filter(([, newest]) => newest.id > id)
        .map(([type, newest]) => ({ id: newest.id, type, json: newest.json() }))
        .sort((a, b) => a.id - b.id)
    },
  }
}
