import type { Result } from '../../core/result.ts'

export interface OnDemand<T> {
  /** Opened when somebody first asks, then shared; one that failed is tried again with the next question. */
  open(): Promise<Result<T, string>>
  /** Or being opened. */
  isOpen(): boolean
  close(): Promise<void>
}

export function openOnDemand<T extends { close(): Promise<void> }>(
  openNow: () => Promise<Result<T, string>>,
): OnDemand<T> {
  let opened: Promise<Result<T, string>> | undefined
  return {
    async open() {
      opened ??= openNow()
      const result = await opened
      if (!result.ok) opened = undefined
      return result
    },
    isOpen: () => opened !== undefined,
    async close() {
      const result = await opened
      if (result?.ok === true) await result.value.close()
    },
  }
}
