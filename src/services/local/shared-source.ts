/** A store that is opened when somebody first asks for it, shared by all, and closed for a moment where others change its file. */

export interface SharedSource<T> {
  open(): Promise<T>
  /** Undefined while it is not open. */
  readonly now: T | undefined
  /** Who asks meanwhile waits. What was open is open again. */
  whileClosed(change: () => void): Promise<void>
  close(): Promise<void>
}

export function sharedSource<T extends { close(): Promise<void> }>(openNow: () => Promise<T>): SharedSource<T> {
  let opening: Promise<T> | undefined
  let now: T | undefined
  const open = async (): Promise<T> => {
    now = await openNow()
    return now
  }
  return {
    open() {
      opening ??= open()
      return opening
    },
    get now() {
      return now
    },
    async whileClosed(change) {
      if (opening === undefined) return change()
      now = undefined
      const changed = opening.then((opened) => opened.close()).then(change)
      opening = changed.then(open, open)
      await changed
      await opening
    },
    close: async () => (await opening)?.close(),
  }
}
