/** What a terminal shows, as `capture-pane -e` tells it: its rows, and what of them is dim. Pure. */

export interface ScreenRow {
  readonly text: string
  /** The same with blanks where something dim stands: hints and suggestions, which nobody typed. */
  readonly bright: string
}

/** What an agent's screen says about its prompt. */
export type PromptScreen =
  /** It takes a prompt; `text` is what stands in the box already. */
  | { readonly kind: 'box'; readonly text: string }
  /** It asks something: keys would answer. */
  | { readonly kind: 'dialog'; readonly why: string }
  /** Nothing we know; `why` says it in a few words. */
  | { readonly kind: 'unreadable'; readonly why: string }

const styles =
  /\u001b\[([\d;:]*)m|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b\[[0-?]*[ -/]*[@-ln-~]|\u001b[()][A-Z0-9]|[\u000e\u000f]/g

export function screenRows(captured: string): readonly ScreenRow[] {
  let isDim = false
  return captured.split('\n').map((row) => {
    let text = ''
    let bright = ''
    let at = 0
    const add = (piece: string) => {
      text += piece
      bright += isDim ? ' '.repeat(piece.length) : piece
    }
    for (const match of row.matchAll(styles)) {
      add(row.slice(at, match.index))
      at = match.index + match[0].length
      if (match[1] !== undefined) isDim = isDimAfter(match[1], isDim)
    }
    add(row.slice(at))
    return { text: text.trimEnd(), bright: bright.trimEnd() }
  })
}

function isDimAfter(parameters: string, before: boolean): boolean {
  let isDim = before
  const codes = parameters.split(';')
  for (let i = 0; i < codes.length; i += 1) {
    const code = codes[i] ?? ''
    // Colours by number have numbers of their own behind them.
    if (code === '38' || code === '48') i += codes[i + 1] === '5' ? 2 : 4
    else if (code === '2') isDim = true
    else if (code === '' || code === '0' || code === '22') isDim = false
  }
  return isDim
}
