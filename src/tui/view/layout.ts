/** How a screen is divided: one or two panes, how wide, and what is shortened. The rules are those of the design. Pure. */

import type { Marks } from '../../terminal/marks.ts'
import { marksFor } from '../../terminal/marks.ts'
import type { Glyphs } from '../../terminal/roles.ts'

export interface ScreenSize {
  readonly columns: number
  readonly rows: number
}

export interface Frame extends ScreenSize {
  readonly glyphs: Glyphs
  readonly marks: Marks
  /** Two panes side by side; else one, and tab changes it. */
  readonly isSplit: boolean
  /** Times with seconds, subagents, the to-do list, all steps that fit. */
  readonly isWide: boolean
  /** Cells of the feed and of the state beside it; both the whole width where there is one pane. */
  readonly feedWidth: number
  readonly stateWidth: number
  /** Rows between the rules. */
  readonly bodyRows: number
}

/** Below this nothing can be shown that makes sense; the screen is drawn for it and cut. */
export const smallestScreen: ScreenSize = { columns: 40, rows: 8 }

export function frameFor(size: ScreenSize, glyphs: Glyphs): Frame {
  const columns = Math.max(smallestScreen.columns, size.columns)
  const rows = Math.max(smallestScreen.rows, size.rows)
  const isSplit = columns >= 76 && rows >= 20
  const isWide = columns >= 110
  const stateWidth = isSplit ? (isWide ? Math.min(60, 46 + Math.max(0, Math.floor((columns - 120) / 5))) : 34) : columns
  return {
    columns,
    rows,
    glyphs,
    marks: marksFor(glyphs),
    isSplit,
    isWide,
    feedWidth: isSplit ? columns - stateWidth - 1 : columns,
    stateWidth,
    bodyRows: rows - 4,
  }
}
