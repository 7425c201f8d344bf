/** Two periods, models, projects or agents beside each other, and what else differs. */
import type { AnalyticsReport, ComparedBy, Comparison } from '../../../core/analytics/analytics.ts'
import { comparisons } from '../../../core/analytics/analytics.ts'
import { comparisonCsv, spreadCsv } from '../../../core/analytics/analytics-csv.ts'
import { figureInWords, noiseWords } from '../../../core/analytics/analytics-words.ts'
import type { FigureDifference } from '../../../core/analytics/difference.ts'
import { formatCount, plural } from '../../../core/words/format.ts'
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
import { AsTable } from './as-table.tsx'
import { CsvLink } from './csv-link.tsx'
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

const Compared = ({ comparison: { a, b, rows, spread, mix } }: { readonly comparison: Comparison }) => (
  <div class="cols c-2-1">
    <section class="panel compared" aria-label="What changed">
      <DifferenceTable rows={rows} heads={['A', 'B']} counts={[a.messages, b.messages]} hasBars />
      <p class="muted fine">{noiseWords}</p>
    </section>
    <Panel
      title="Cost a message"
      aside={
        <span class="muted">
          how it is spread, log scale{' '}
          <CsvLink of="The spread of costs" name="tce-spread.csv" text={() => spreadCsv({ spread })} />
        </span>
      }
    >
      <Spread spread={spread} medians={rows.find(({ unit }) => unit === 'usd')} />
      <p class="muted fine">
        A has {plural(a.messages, 'message')}, B {formatCount(b.messages)}. A message is your prompt and everything
        until the agent is done.
      </p>
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
          {mix.map(({ what, unit, a, b }) => (
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

interface SpreadProps {
  readonly spread: Comparison['spread']
  readonly medians: FigureDifference | undefined
}

const [width, height, top] = [330, 136, 16]

function Spread({ spread: { a, b, edgesUsd }, medians }: SpreadProps) {
  const highest = Math.max(...a, ...b, 0.01)
  const line = (shares: readonly number[]) =>
    pathOf(
      shares.map((share, at) => ({
        x: 4 + (at / Math.max(1, shares.length - 1)) * (width - 8),
        y: height - 4 - (share / highest) * (height - top - 8),
      })),
    )
  const [lowest, largest] = [edgesUsd[0], edgesUsd.at(-1)]
  if (lowest === undefined || largest === undefined) return <p class="quiet">Nothing of it has a price.</p>
  const place = (usd: number | undefined) =>
    usd === undefined || usd < lowest || usd > largest || largest <= lowest
      ? undefined
      : 4 + (Math.log(usd / lowest) / Math.log(largest / lowest)) * (width - 8)
  const at = { a: place(medians?.before), b: place(medians?.after) }
  const isALeft = (at.a ?? 0) < (at.b ?? width)
  return (
    <>
      <svg
        class="chart spread"
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label="How the cost of a message is spread, A dashed, with the median of each"
      >
        <path class="trend is-a" d={line(a)} />
        <path class="trend" d={line(b)} />
        <Median name="A" x={at.a} usd={medians?.before} isLeft={isALeft} />
        <Median name="B" x={at.b} usd={medians?.after} isLeft={!isALeft} />
      </svg>
      <p class="spread-ends muted fine">
        <span>{figureInWords(lowest, 'usd')}</span>
        <span>A dashed, B solid</span>
        <span>{figureInWords(largest, 'usd')}</span>
      </p>
      <AsTable
        heads={['Cost a message', 'A', 'B']}
        lines={() =>
          a.map((share, step) => ({
            key: String(step),
            cells: [
              `${figureInWords(edgesUsd[step], 'usd')} – ${figureInWords(edgesUsd[step + 1], 'usd')}`,
              figureInWords(share, 'share'),
              figureInWords(b[step], 'share'),
            ],
          }))
        }
      />
    </>
  )
}

interface MedianProps {
  readonly name: 'A' | 'B'
  readonly x: number | undefined
  readonly usd: number | undefined
  /** Its words stand at the left of its line. */
  readonly isLeft: boolean
}

function Median({ name, x, usd, isLeft }: MedianProps) {
  if (x === undefined) return null
  // Near an edge there is room on one side only.
  const isBefore = x < 60 ? false : x > width - 60 ? true : isLeft
  return (
    <g class={`median is-${name.toLowerCase()}`}>
      <line x1={x} x2={x} y1={top} y2={height - 4} />
      <text x={isBefore ? x - 4 : x + 4} y={top - 5} text-anchor={isBefore ? 'end' : 'start'}>
        {name} {figureInWords(usd, 'usd')}
      </text>
    </g>
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
        <SideName name={name} />
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
      <SideName name={name} />
      <Select label={name} class="is-bounded" value={value} choices={choices} onChange={onChange} />
    </span>
  )
}

const SideName = ({ name }: { readonly name: string }) => (
  <b>
    <svg class={`chart side-${name.toLowerCase()}`} width="10" height="10" aria-hidden="true">
      <rect class={`side-${name.toLowerCase()}`} width="10" height="10" rx="2" />
    </svg>{' '}
    {name}
  </b>
)

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
