/** Figures of which it was said beforehand how large they may be, and the table of them. Pure. */

export interface AskedFigure {
  readonly work: string
  /** The peer or the floor that was measured in the same run, and how it did. */
  readonly beside?: string | undefined
  /** With its unit. */
  readonly found: string
  readonly asked: string
  /** Undefined where it could not be measured. */
  readonly holds: boolean | undefined
}

/** Where and when figures were found; of each measurement its own. */
export interface Measured {
  /** ISO 8601. */
  readonly at: string
  /** Shortened, as by `--quick`. */
  readonly isQuick: boolean
  readonly machine: string
  /** Of the minute before. */
  readonly load: number
  readonly figures: readonly AskedFigure[]
}

const told = (value: number, unit: string): string => {
  const text = Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)))
  return unit === '' ? text : `${text} ${unit}`
}

const judged = (found: number, unit: string, asked: string, holds: boolean): Omit<AskedFigure, 'work'> =>
  Number.isNaN(found) ? { found: 'not measured', asked, holds: undefined } : { found: told(found, unit), asked, holds }

/** `NaN` is not measured. */
export const atMost = (work: string, found: number, unit: string, most: number, beside?: string): AskedFigure => ({
  ...{ work, beside },
  ...judged(found, unit, `≤ ${most}${unit === '' ? '' : ` ${unit}`}`, found <= most),
})

export const atLeast = (work: string, found: number, unit: string, least: number, beside?: string): AskedFigure => ({
  ...{ work, beside },
  ...judged(found, unit, `≥ ${least}${unit === '' ? '' : ` ${unit}`}`, found >= least),
})

/** What is so or is not: a total that is exact, rows that are not drawn again. */
export const isSo = (work: string, found: string, asked: string, holds: boolean, beside?: string): AskedFigure => ({
  ...{ work, beside, found, asked, holds },
})

export const notMeasured = (work: string, asked: string, why: string): AskedFigure => ({
  ...{ work, found: `not measured: ${why}`, asked, holds: undefined },
})

const verdicts = new Map([
  [true, 'yes'],
  [false, 'NO'],
  [undefined, '–'],
])
const cellsOf = ({ work, beside = '', found, asked, holds }: AskedFigure): readonly string[] => [
  ...[work, beside, found, asked],
  verdicts.get(holds) ?? '',
]

const head = ['work', 'beside', 'found', 'asked', 'holds?']

/** For a terminal: columns as wide as what stands in them. */
export function askedTable(figures: readonly AskedFigure[]): string {
  const rows = [head, ...figures.map(cellsOf)]
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** “3 of 41 are missed, 1 was not measured.” */
export function missedSentence(figures: readonly AskedFigure[]): string {
  const missed = figures.filter(({ holds }) => holds === false).length
  const unknown = figures.filter(({ holds }) => holds === undefined).length
  const rest = unknown === 0 ? '' : `, ${unknown} ${unknown === 1 ? 'was' : 'were'} not measured`
  return `${missed} of ${figures.length} ${missed === 1 ? 'is' : 'are'} missed${rest}.`
}

const cell = (text: string): string => text.replaceAll('|', '\\|')
const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`

/** What docs/speed.md holds between its marks: one table, each measurement below its name, and when and where it was made. */
export function speedTables(found: Readonly<Record<string, Measured>>): string {
  const names = Object.keys(found)
  if (names.length === 0) return 'Nothing was measured yet.'
  const all = names.flatMap((name) => found[name]?.figures ?? [])
  const tables = names.map((name) => {
    const { at, isQuick, machine, load, figures } = found[name] as Measured
    const made = `${at.slice(0, 16).replace('T', ' ')} UTC, ${machine}, load ${load} before it${isQuick ? ', shortened (`--quick`)' : ''}`
    return [
      `### ${name}`,
      `${made}. \`npm run bench -- ${name}\``,
      [row(head), row(head.map(() => '---')), ...figures.map((figure) => row(cellsOf(figure)))].join('\n'),
    ].join('\n\n')
  })
  return [missedSentence(all), ...tables].join('\n\n')
}
