/** Draws what a terminal shows as an SVG: text with SGR sequences in, a picture out. */
import { textWidth } from '../../src/terminal/text-width.ts'

const cell = { width: 8.4, height: 18, font: 14 }
const margin = 18

/** The 16 colours of a dark terminal that the screen uses, by SGR parameter. */
const colours: Record<string, string> = {
  '30': '#1e1e1e',
  '31': '#f47067',
  '32': '#57c785',
  '33': '#e0af68',
  '34': '#79a8ff',
  '35': '#c99bf5',
  '36': '#4fc4cf',
  '90': '#8a919d',
}
const plain = '#dcdfe4'
const background = '#1a1b1e'

interface Piece {
  readonly text: string
  readonly colour: string
  readonly isBold: boolean
  readonly isReverse: boolean
}

/** tmux says a style when it changes, also from one line to the next. */
let [colour, isBold, isReverse] = [plain, false, false]

/** One line of `capture-pane -e`: text and SGR sequences, nothing else. */
function piecesOf(line: string): readonly Piece[] {
  const pieces: Piece[] = []
  for (const part of line.split(/(\u001b\[[\d;]*m)/)) {
    const sgr = /^\u001b\[([\d;]*)m$/.exec(part)?.[1]
    if (sgr === undefined) {
      if (part !== '') pieces.push({ text: part, colour, isBold, isReverse })
      continue
    }
    for (const parameter of (sgr === '' ? '0' : sgr).split(';')) {
      if (parameter === '0') [colour, isBold, isReverse] = [plain, false, false]
      else if (parameter === '1') isBold = true
      else if (parameter === '22') isBold = false
      else if (parameter === '7') isReverse = true
      else if (parameter === '27') isReverse = false
      else if (parameter === '39') colour = plain
      else colour = colours[parameter] ?? colour
    }
  }
  return pieces
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

function drawLine(line: string, row: number): string {
  const drawn: string[] = []
  let column = 0
  for (const piece of piecesOf(line)) {
    if (piece.isReverse) drawn.push(drawBack(piece, column, row))
    // Runs of blanks are left out: a picture would run them together.
    for (const run of piece.text.matchAll(/\S+(?: \S+)*/gu)) {
      drawn.push(drawRun(run[0], column + textWidth(piece.text.slice(0, run.index)), row, piece))
    }
    column += textWidth(piece.text)
  }
  return drawn.join('')
}

const leftOf = (column: number): string => (margin + column * cell.width).toFixed(1)
const widthOf = (text: string): string => (textWidth(text) * cell.width).toFixed(1)

const drawBack = ({ text, colour }: Piece, column: number, row: number): string =>
  `<rect x="${leftOf(column)}" y="${margin + row * cell.height}" width="${widthOf(text)}" height="${cell.height}" fill="${colour}"/>`

function drawRun(text: string, column: number, row: number, { colour, isBold, isReverse }: Piece): string {
  const place = `x="${leftOf(column)}" y="${margin + row * cell.height + 13}" textLength="${widthOf(text)}"`
  const look = `fill="${isReverse ? background : colour}"${isBold ? ' font-weight="700"' : ''}`
  return `<text ${place} lengthAdjust="spacingAndGlyphs" ${look}>${escaped(text)}</text>`
}

/** Characters stand in a grid of their own, so that the picture is the same with any font. */
export function terminalPicture(text: string, columns: number, label: string): string {
  ;[colour, isBold, isReverse] = [plain, false, false]
  const lines = text.split('\n')
  const width = Math.ceil(columns * cell.width + 2 * margin)
  const height = lines.length * cell.height + 2 * margin
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(label)}" font-family="ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${cell.font}" xml:space="preserve">
<rect width="${width}" height="${height}" rx="10" fill="${background}"/>
${lines.map(drawLine).join('\n')}
</svg>
`
}
