/** An answer that is good for a while: who asks meanwhile, or while it is on its way, gets the same one. */
export interface FreshAnswer<T> {
  /** Asked anew unless the last one was asked for less than `maxAgeMs` ago. What failed is not kept. */
  read(maxAgeMs: number): Promise<T>
  forget(): void
}

export function freshAnswer<T>(ask: () => Promise<T>, clock: () => number): FreshAnswer<T> {
  let last: { readonly atMs: number; readonly answer: Promise<T> } | undefined

  function askAnew(): Promise<T> {
    const asked = { atMs: clock(), answer: ask() }
    last = asked
    asked.answer.catch(() => {
      if (last === asked) last = undefined
    })
    return asked.answer
  }

  return {
    // A clock that was set back makes nothing younger.
    read: (maxAgeMs) => (last !== undefined && Math.abs(clock() - last.atMs) < maxAgeMs ? last.answer : askAnew()),
    forget() {
      last = undefined
    },
  }
}
