/** What changed between two samples. Deltas have no colour: cheaper is not always better. */
import { changeInWords, figureInWords } from '../../../core/analytics/analytics-words.ts'
import type { FigureDifference } from '../../../core/analytics/difference.ts'
import { formatCount } from '../../../core/words/format.ts'

interface DifferenceTableProps {
  readonly rows: readonly FigureDifference[]
  readonly heads: readonly [string, string]
  /** How many messages each is of. */
  readonly counts?: readonly [number, number]
  /** Both sides as bars, where there is room for them. */
  readonly hasBars?: boolean
}

export const DifferenceTable = ({ rows, heads, counts, hasBars = false }: DifferenceTableProps) => (
  <table class="mini wide differences">
    <thead>
      <tr>
        <th scope="col">{hasBars ? 'Median where it says nothing else' : 'Median'}</th>
        <th scope="col" class="num">
          {heads[0]}
        </th>
        <th scope="col" class="num">
          {heads[1]}
        </th>
        <th scope="col" class="num">
          Change
        </th>
        <th scope="col">
          <span class="sr">Noise</span>
        </th>
        {hasBars && <td class="pair-cell" />}
      </tr>
    </thead>
    <tbody>
      {counts && (
        <tr>
          <th scope="row">Messages</th>
          <td class="num">{formatCount(counts[0])}</td>
          <td class="num">{formatCount(counts[1])}</td>
          <td class="num change">–</td>
          <td />
          {hasBars && <PairCell a={counts[0]} b={counts[1]} />}
        </tr>
      )}
      {rows.map((row) => (
        <tr key={row.id} class={row.isNoise ? 'is-noise' : undefined}>
          <th scope="row" title={row.p === undefined ? undefined : `${row.origin}, p = ${row.p.toPrecision(2)}`}>
            {row.label}
          </th>
          <td class="num">{figureInWords(row.before, row.unit)}</td>
          <td class="num">{figureInWords(row.after, row.unit)}</td>
          <td class="num change">{changeInWords(row)}</td>
          <td class="muted fine">{row.isNoise ? 'noise' : ''}</td>
          {hasBars && <PairCell a={row.before} b={row.after} />}
        </tr>
      ))}
    </tbody>
  </table>
)

/** The larger of both fills it; what is not known has no bar. */
function PairCell({ a, b }: { readonly a: number | undefined; readonly b: number | undefined }) {
  const most = Math.max(a ?? 0, b ?? 0)
  const widthOf = (value = 0) => (most <= 0 ? 0 : (Math.max(0, value) / most) * 100)
  return (
    <td class="pair-cell">
      <svg class="chart pair" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">
        <rect class="side-a" width={widthOf(a)} height={5} />
        <rect class="side-b" y={7} width={widthOf(b)} height={5} />
      </svg>
    </td>
  )
}
