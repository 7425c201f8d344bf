/** What it returns gives the focus back to what has it now. */
export function focusBack(): () => void {
  const before = document.activeElement
  return () => {
    if (before instanceof HTMLElement && before.isConnected) before.focus()
  }
}
