/** A long text page by page, by a program of its user's; without one it is printed. */
import { spawnSync } from 'node:child_process'
import type { Line } from '../terminal/roles.ts'
import type { Terminal } from '../terminal/terminal.ts'

/** `delta` reads patches and colours them itself; `less` gets them with our colours. In a pipe nothing is paged. */
export function page(lines: readonly Line[], terminal: Terminal): void {
  const { io, canAsk, isColored } = terminal
  if (!canAsk || io.env['TERM'] === 'dumb' || lines.length < (io.rows() ?? 24)) {
    terminal.print(lines)
    return
  }
  const plain = lines.map((one) => `${one.map(({ text }) => text).join('')}\n`).join('')
  const ours = lines.map((one) => `${terminal.paint(one)}\n`).join('')
  const show = (program: string, words: readonly string[], input: string) => {
    const { error } = spawnSync(program, words, { input, stdio: ['pipe', 'inherit', 'inherit'], env: io.env })
    return error === undefined
  }
  if (isColored && show('delta', [], plain)) return
  if (show('less', ['-R', '-F', '-X'], ours)) return
  terminal.print(lines)
}
