/** How tabs and the worker they share know of each other's end, also where one crashed: by a lock that each holds as long as it is there. */

/** `tell` is given the name of our lock, once it is held. */
export function liveUnderLock(tell: (lock: string) => void): void {
  const lock = `tce-${crypto.randomUUID()}`
  void navigator.locks.request(lock, () => {
    tell(lock)
    return new Promise(() => {})
  })
}

export function whenGone(lock: string, act: () => void): void {
  void navigator.locks.request(lock, act)
}
