/** What a screen says by the rules of a manifest: the first that fits. None fits: nobody knows, which is never taken for idle. Pure. */
import { patternOf, rowsOf, type ScreenRule, type ScreenState } from './manifest.ts'

export interface SeenScreen {
  /** From the top, as text. */
  readonly rows: readonly string[]
  readonly title?: string | undefined
}

export interface ScreenReading {
  readonly rule: string
  readonly state: ScreenState
  readonly waitingFor?: string | undefined
  /** By which it is so, from 0; the title alone leaves none. */
  readonly matched: readonly MatchedRow[]
}

export interface MatchedRow {
  readonly row: number
  readonly text: string
}

/** A row that is longer says nothing at its end. */
const readCharacters = 400

export function readScreen(rules: readonly ScreenRule[], screen: SeenScreen): ScreenReading | undefined {
  const rows = screen.rows.map((text) => text.slice(0, readCharacters))
  const end = rows.findLastIndex((text) => text.trim() !== '') + 1
  for (const rule of rules) {
    const matched = matchedBy(rule, { rows, end, title: screen.title })
    if (matched !== undefined) return { rule: rule.id, state: rule.state, waitingFor: rule.waitingFor, matched }
  }
  return undefined
}

function matchedBy(
  rule: ScreenRule,
  {
    rows,
    end,
    title = '',
  }: { readonly rows: readonly string[]; readonly end: number; readonly title?: string | undefined },
): readonly MatchedRow[] | undefined {
  const from = Math.max(0, end - rowsOf(rule))
  const region = rows.slice(from, end).map((text, at) => ({ row: from + at, text }))
  const find = (pattern: string) => {
    const form = patternOf(pattern)
    return region.findLast(({ text }) => form.test(text))
  }
  const { all = [], any = [], none = [] } = rule
  if (rule.title !== undefined && !patternOf(rule.title).test(title)) return undefined
  const found = new Map<number, MatchedRow>()
  for (const pattern of all) {
    const row = find(pattern)
    if (row === undefined) return undefined
    found.set(row.row, row)
  }
  const either = any.map(find).filter((row) => row !== undefined)
  if (any.length > 0 && either.length === 0) return undefined
  for (const row of either) found.set(row.row, row)
  if (none.some((pattern) => find(pattern) !== undefined)) return undefined
  return [...found.values()].toSorted((a, b) => a.row - b.row)
}
