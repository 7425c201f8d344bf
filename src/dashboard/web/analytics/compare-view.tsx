/** Two periods, models, projects or agents beside each other, and what else differs. */
import type { AnalyticsReport, ComparedBy, Comparison } from '../../../core/analytics/analytics.ts'
import { comparisons } from '../../../core/analytics/analytics.ts'
import { comparisonCsv } from '../../../core/analytics/analytics-csv.ts'
import { figureInWords, noiseWords } from '../../../core/analytics/analytics-words.ts'
import { plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { api, ask } from '../api.ts'
import { setQuery } from '../navigation.tsx'
import { AskFailed } from '../parts/ask-failed.tsx'
import { Panel } from '../parts/panel.tsx'
import { saveFile } from '../parts/save-file.ts'
import { Segments } from '../parts/segments.tsx'
import { Select } from '../parts/select.tsx'
import { SkeletonRows } from '../parts/skeleton.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import { type AnalyticsAddress, standardPeriods } from './address.ts'
import { DifferenceTable } from './difference-table.tsx'
import { pathOf } from './scale.ts'

interface CompareViewProps {
  readonly address: AnalyticsAddress & { readonly compare: NonNullable<AnalyticsAddress['compare']> }
  readonly report: AnalyticsReport
  readonly today: number
}

const words: Readonly<Record<ComparedBy, string>> = {
  period: 'Periods',
  model: 'Models',
  project: 'Projects',
  agent: 'Agents',
}

export function CompareView({ address, report, today }: CompareViewProps) {
  const { by } = address.compare
  const standard = standardsOf(by, report, today)
  const { a, b } = { a: address.compare.a || standard.a, b: address.compare.b || standard.b }
  const { project } = address
  const query = { by, a, b, ...(project === '' ? {} : { project }) }
  const isChosen = a !== '' && b !== ''
  const answer = useAnswer(isChosen ? JSON.stringify(query) : undefined, () =>
    ask(api.analytics.compare.$get({ query })),
  )
  const comparison = answer.value
  return (
    <>
      <div class="toolbar">
        <Segments
          label="Compare"
          segments={comparisons.map((value) => ({ value, label: words[value] }))}
          value={by}
          onChange={(value) => setQuery({ by: value, a: '', b: '' })}
        />
        <Side name="A" value={a} {...{ by, report }} onChange={(value) => setQuery({ a: value })} />
        <Side name="B" value={b} {...{ by, report }} onChange={(value) => setQuery({ b: value })} />
        <button type="button" class="btn" onClick={() => setQuery({ a: b, b: a })}>
          Swap
        </button>
        <div class="toolbar-end">
          {comparison && (
            <button
              type="button"
              class="btn"
              onClick={() => saveFile('tce-comparison.csv', 'text/csv;charset=utf-8', comparisonCsv(comparison))}
            >
              CSV
            </button>
          )}
          <button type="button" class="btn" onClick={() => setQuery({ by: '', a: '', b: '' })}>
            Back to the chart
          </button>
        </div>
      </div>
      {answer.problem && <AskFailed what="The comparison" problem={answer.problem} onRetry={answer.retry} />}
      {!isChosen && <p class="quiet">There are not two to compare.</p>}
      {isChosen && comparison === undefined && answer.problem === undefined && (
        <SkeletonRows rows={10} label="Messages are being compared" />
      )}
      {comparison && <Compared comparison={comparison} />}
    </>
  )
}

const Compared = ({ comparison }: { readonly comparison: Comparison }) => (
  <div class="cols c-2-1">
    <Panel
      title={`A has ${plural(comparison.a.messages, 'message')}, B ${comparison.b.messages}`}
      aside={<span class="muted">Median where it says nothing else</span>}
    >
      <DifferenceTable rows={comparison.rows} heads={['A', 'B']} />
      <p class="muted fine">{noiseWords}</p>
    </Panel>
    <Panel title="Cost a message" aside={<span class="muted">how it is spread, log scale</span>}>
      <Spread spread={comparison.spread} />
      <header class="panel-head">
        <h3>What else differs</h3>
        <span class="muted">may be the reason</span>
      </header>
      <table class="mini wide">
        <thead>
          <tr>
            <th scope="col">
              <span class="sr">What</span>
            </th>
            <th scope="col" class="num">
              A
            </th>
            <th scope="col" class="num">
              B
            </th>
          </tr>
        </thead>
        <tbody>
          {comparison.mix.map(({ what, unit, a, b }) => (
            <tr key={what}>
              <th scope="row">{plainText(what)}</th>
              <td class="num">{figureInWords(a, unit)}</td>
              <td class="num">{figureInWords(b, unit)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  </div>
)

function Spread({ spread }: { readonly spread: Comparison['spread'] }) {
  const [width, height] = [330, 130]
  const highest = Math.max(...spread.a, ...spread.b, 0.01)
  const line = (shares: readonly number[]) =>
    pathOf(
      shares.map((share, at) => ({
        x: 4 + (at / Math.max(1, shares.length - 1)) * (width - 8),
        y: height - 4 - (share / highest) * (height - 12),
      })),
    )
  if (spread.edgesUsd.length === 0) return <p class="quiet">Nothing of it has a price.</p>
  return (
    <>
      <svg
        class="chart spread"
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label="How the cost of a message is spread, A dashed"
      >
        <path class="trend is-a" d={line(spread.a)} />
        <path class="trend" d={line(spread.b)} />
      </svg>
      <p class="spread-ends muted fine">
        <span>{figureInWords(spread.edgesUsd[0], 'usd')}</span>
        <span>A dashed, B solid</span>
        <span>{figureInWords(spread.edgesUsd.at(-1), 'usd')}</span>
      </p>
    </>
  )
}

interface SideProps {
  readonly name: string
  readonly by: ComparedBy
  readonly value: string
  readonly report: AnalyticsReport
  readonly onChange: (value: string) => void
}

function Side({ name, by, value, report, onChange }: SideProps) {
  if (by === 'period') {
    const [first = '', last = ''] = value.split('..')
    return (
      <fieldset class="period">
        <legend class="sr">Period {name}</legend>
        <b>{name}</b>
        <input
          class="field"
          type="date"
          aria-label={`${name}, first day`}
          value={first}
          onChange={(event) => onChange(`${event.currentTarget.value}..${last}`)}
        />
        <span aria-hidden="true">–</span>
        <input
          class="field"
          type="date"
          aria-label={`${name}, last day; empty: today`}
          value={last}
          onChange={(event) => onChange(`${first}..${event.currentTarget.value}`)}
        />
      </fieldset>
    )
  }
  const listed = listOf(by, report).map(({ key, label }) => ({ value: key, label: plainText(label) }))
  const choices = listed.some((one) => one.value === value) ? listed : [...listed, { value, label: plainText(value) }]
  return (
    <span class="period">
      <b>{name}</b>
      <Select label={name} class="is-bounded" value={value} choices={choices} onChange={onChange} />
    </span>
  )
}

const listOf = (by: ComparedBy, { models, projects, agents }: AnalyticsReport) =>
  by === 'model' ? models : by === 'project' ? projects.filter(({ key }) => key !== '') : agents

function standardsOf(
  by: ComparedBy,
  report: AnalyticsReport,
  today: number,
): { readonly a: string; readonly b: string } {
  if (by === 'period') return standardPeriods(today)
  const listed = listOf(by, report)
  return { a: listed[0]?.key ?? '', b: listed[1]?.key ?? '' }
}
