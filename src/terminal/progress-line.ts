/** One line that changes where it stands, in a terminal; a pipe gets none of it. */
import type { CliIo } from './io.ts'
import { truncateText } from './text-width.ts'

export interface ProgressLine {
  /** At most a few times a second; what comes too soon is left out. */
  show(text: string): void
  clear(): void
}

const atMostEveryMs = 200

export function createProgressLine({ isTTY, stdout, columns }: CliIo, nowMs: () => number = Date.now): ProgressLine {
  let shownAtMs = Number.NEGATIVE_INFINITY
  return {
    show(text) {
      if (!isTTY || nowMs() - shownAtMs < atMostEveryMs) return
      shownAtMs = nowMs()
      stdout.write(`\r\u001b[2K${truncateText(text, (columns() ?? 80) - 1)}`)
    },
    clear() {
      if (shownAtMs !== Number.NEGATIVE_INFINITY) stdout.write('\r\u001b[2K')
      shownAtMs = Number.NEGATIVE_INFINITY
    },
  }
}
