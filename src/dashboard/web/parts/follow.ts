/** When the view follows the end, and when it leaves the reader alone. Pure. */

export interface ScrollMove {
  readonly topPx: number
  readonly lastTopPx: number
  /** How far the end is below what is seen. */
  readonly toEndPx: number
  /** The newest event is held, so the end of the list is the end of the session. */
  readonly isNewestHeld: boolean
}

const nearEndPx = 8

/** Up is the reader's will, always; down to the very end takes up following again. */
export function nextFollowing(isFollowing: boolean, { topPx, lastTopPx, toEndPx, isNewestHeld }: ScrollMove): boolean {
  // The list became shorter and the browser moved: nobody scrolled.
  if (isFollowing && toEndPx <= 1) return true
  if (topPx < lastTopPx - 1) return false
  return isFollowing || (topPx > lastTopPx + 1 && toEndPx <= nearEndPx && isNewestHeld)
}
