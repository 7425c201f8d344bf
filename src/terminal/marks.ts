/** Marks that only the live views use, beside those of every view of the terminal: one set per kind of locale. Pure. */
import type { Glyphs } from './roles.ts'
import { asciiGlyphs } from './roles.ts'

export interface Marks {
  readonly toolCall: string
  readonly toolDone: string
  readonly toolFailed: string
  readonly column: string
  /** Where the line between two panes meets the rule above and below. */
  readonly teeDown: string
  readonly teeUp: string
  readonly arrow: string
  readonly parallel: string
  /** Bind steps that ran in parallel: first, in between, last. */
  readonly groupFirst: string
  readonly groupMiddle: string
  readonly groupLast: string
  readonly vertical: string
  readonly cursor: string
  readonly scrollbar: string
  readonly spinner: readonly string[]
}

const unicodeMarks: Marks = {
  toolCall: 'TOOL▶',
  toolDone: 'TOOL◀',
  toolFailed: 'TOOL✗',
  column: '│',
  teeDown: '┬',
  teeUp: '┴',
  arrow: '→',
  parallel: '‖',
  groupFirst: '┐',
  groupMiddle: '│',
  groupLast: '┘',
  vertical: '↑↓',
  cursor: '▏',
  scrollbar: '█',
  spinner: ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'],
}

const asciiMarks: Marks = {
  toolCall: 'TOOL>',
  toolDone: 'TOOL<',
  toolFailed: 'TOOLx',
  column: '|',
  teeDown: '+',
  teeUp: '+',
  arrow: '>',
  parallel: '||',
  groupFirst: '.',
  groupMiddle: '|',
  groupLast: "'",
  vertical: 'up/down',
  cursor: '_',
  scrollbar: '#',
  spinner: ['|', '/', '-', '\\'],
}

export const marksFor = (glyphs: Glyphs): Marks => (glyphs === asciiGlyphs ? asciiMarks : unicodeMarks)
