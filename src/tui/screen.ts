/** The screen as Ink draws it: one text per row, painted before, so that a row that did not change is not touched. */
import { Box, Text, useInput } from 'ink'
import type { ReactNode } from 'react'
import { createElement, memo } from 'react'
import type { Line } from '../terminal/roles.ts'
import { paint } from '../terminal/roles.ts'
import { keyOf } from './ink-key.ts'
import type { Key } from './key.ts'

export interface ScreenProps {
  readonly lines: readonly Line[]
  readonly columns: number
  readonly isColored: boolean
  readonly onKey: (key: Key) => void
}

export function Screen({ lines, columns, isColored, onKey }: ScreenProps): ReactNode {
  useInput((input, key) => {
    const pressed = keyOf(input, key)
    if (pressed !== undefined) onKey(pressed)
  })
  // A row is its place on the screen: its index is its key.
  const toRow = (spans: Line, index: number) => createElement(Row, { key: index, text: paint(spans, isColored) })
  return createElement(Box, { flexDirection: 'column', width: columns }, lines.map(toRow))
}

/** An empty text would take no row. */
const Row = memo(
  ({ text }: { readonly text: string }): ReactNode => createElement(Text, { wrap: 'truncate' }, text || ' '),
)
