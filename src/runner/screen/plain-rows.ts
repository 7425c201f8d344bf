/** What a program wrote, as the rows of text that stood on its screen and above it: without colours, and without what was written over. */
import type { TerminalSize } from '../../core/terminals/session.ts'

export async function plainRows(
  output: AsyncIterable<Uint8Array>,
  size: TerminalSize,
  mostRows = 1_000,
): Promise<readonly string[]> {
  // Loaded by who needs it: a server that has no task holds 2 MB less.
  const { headlessTerminal } = await import('./headless.ts')
  const terminal = headlessTerminal(size, mostRows)
  try {
    for await (const bytes of output) await new Promise<void>((resolve) => terminal.write(bytes, resolve))
    const { active } = terminal.buffer
    const rows: string[] = []
    for (let at = 0; at < active.length; at += 1) {
      const row = active.getLine(at)
      const text = row?.translateToString(true) ?? ''
      if (row?.isWrapped === true && rows.length > 0) rows[rows.length - 1] += text
      else rows.push(text)
    }
    while (rows.at(-1) === '') rows.pop()
    return rows.slice(-mostRows)
  } finally {
    terminal.dispose()
  }
}
