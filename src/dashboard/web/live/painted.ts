/** When no frame comes, as in a tab that nobody sees. */
const longestMs = 1000

/** Waits until what was drawn by now is on the screen. */
export function painted(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, document.hidden ? 0 : longestMs)
    requestAnimationFrame(() => setTimeout(resolve))
  })
}
