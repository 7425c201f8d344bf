/** What changed between two samples. Deltas have no colour: cheaper is not always better. */
import { changeInWords, figureInWords } from '../../../core/analytics/analytics-words.ts'
import type { FigureDifference } from '../../../core/analytics/difference.ts'

interface DifferenceTableProps {
  readonly rows: readonly FigureDifference[]
  readonly heads: readonly [string, string]
}

export const DifferenceTable = ({ rows, heads }: DifferenceTableProps) => (
  <table class="mini wide differences">
    <thead>
      <tr>
        <th scope="col">Median</th>
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
      </tr>
    </thead>
    <tbody>
      {rows.map((row) => (
        <tr key={row.id} class={row.isNoise ? 'is-noise' : undefined}>
          <th scope="row" title={row.p === undefined ? undefined : `${row.origin}, p = ${row.p.toPrecision(2)}`}>
            {row.label}
          </th>
          <td class="num">{figureInWords(row.before, row.unit)}</td>
          <td class="num">{figureInWords(row.after, row.unit)}</td>
          <td class="num change">{changeInWords(row)}</td>
          <td class="muted fine">{row.isNoise ? 'noise' : ''}</td>
        </tr>
      ))}
    </tbody>
  </table>
)
