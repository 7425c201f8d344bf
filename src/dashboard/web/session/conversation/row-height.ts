/** How high a row will be before it is drawn, so that the scroll bar is about right. Measured rows go before. Pure. */
import { linesAtFirst } from './diff-lines.ts'
import type { ConversationRow } from './rows.ts'

const line = 22
const codeLine = 18

export function estimateHeightPx(row: ConversationRow, widthPx: number, isOpen: boolean): number {
  const charsPerLine = Math.max(24, Math.min(104, (widthPx - 150) / 7.2))
  switch (row.kind) {
    case 'prompt':
      return 42 + textLines(row.event.text, charsPerLine) * line
    case 'text':
      return 10 + textLines(row.event.text, charsPerLine) * line
    case 'thinking':
      return isOpen ? 36 + textLines(row.event.text, charsPerLine) * codeLine : 30
    case 'tool':
      return isOpen ? 60 + Math.min(linesAtFirst, outputLines(row.result?.text ?? '')) * codeLine : 30
    case 'parallel':
      return 24
    case 'note':
      return 30
    case 'day':
      return 32
    case 'ask':
      return 150
    default:
      return row satisfies never
  }
}

const sampleLength = 1500

/** Counted in the beginning of a long text, and taken for the rest of it. */
function textLines(text: string, charsPerLine: number): number {
  const sample = text.length > sampleLength ? text.slice(0, sampleLength) : text
  const lines = sample.split('\n').reduce((sum, part) => sum + Math.max(0.6, Math.ceil(part.length / charsPerLine)), 0)
  return lines * (text.length / Math.max(1, sample.length)) || 1
}

const outputLines = (text: string): number => text.slice(0, sampleLength).split('\n').length
