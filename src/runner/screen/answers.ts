/** What a program asks its terminal, answered once for all who look: by xterm.js where it can, else here. */
import type { TerminalColours } from '../../core/terminals/session.ts'
import type { HeadlessTerminal } from './headless.ts'

/**
 * xterm.js says who it is, where the cursor is, which modes are on. Colours it does not know; kitty's keyboard is not answered for, so that
 * no program takes it for granted: not every viewer has it.
 */
export function answerQueries(
  terminal: HeadlessTerminal,
  coloursNow: () => TerminalColours,
  answer: (text: string) => void,
): void {
  terminal.onData(answer)
  terminal.onBinary((text) => answer(text))
  const { parser } = terminal
  for (const [code, which] of [
    [10, 'foreground'],
    [11, 'background'],
    [12, 'foreground'],
  ] as const)
    parser.registerOscHandler(code, (data) => {
      if (data !== '?') return false
      answer(`\u001b]${code};${xColour(coloursNow()[which])}\u001b\\`)
      return true
    })
  parser.registerCsiHandler({ prefix: '?', final: 'n' }, (params) => {
    if (params[0] !== 996) return false
    answer(`\u001b[?997;${isDark(coloursNow().background) ? 1 : 2}n`)
    return true
  })
}

/** `#1e1e2e` as X names it: `rgb:1e1e/1e1e/2e2e`. */
const xColour = (hex: string): string => {
  const parts = [1, 3, 5].map((at) => hex.slice(at, at + 2))
  return `rgb:${parts.map((part) => part + part).join('/')}`
}

function isDark(hex: string): boolean {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16))
  return 0.299 * red + 0.587 * green + 0.114 * blue < 128
}
