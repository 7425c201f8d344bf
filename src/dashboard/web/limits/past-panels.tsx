/** The past windows of the chosen account: short ones as bars, weeks as a table. */
import { levelOf } from '../../../core/limits/limit-words.ts'
import type { AccountLimits, PastWindowReport } from '../../../core/limits/limits-report.ts'
import { dayText } from '../../../core/time/calendar.ts'
import { formatPercent, plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { momentAt } from '../live/limits.ts'
import { pageCalendar } from '../live/time-zone.ts'
import { Bar } from '../parts/mark.tsx'
import { Panel } from '../parts/panel.tsx'
import { useBoxWidth } from '../parts/use-box-width.ts'
import { useReadings } from '../parts/use-readings.ts'
import { dateWords } from '../usage/buckets.ts'
import { endWordsOf, type PastBar, type PastWeek, pastWeeks, type ShortWindows, shortWindows } from './past.ts'

interface PastProps {
  readonly account: AccountLimits
  readonly past: readonly PastWindowReport[]
  readonly nowMs: number
}

export function PastShortPanel({ account, past, nowMs }: PastProps) {
  const short = shortWindows(account, past)
  if (short === undefined) return null
  const { label, bars } = short
  const full = bars.filter(({ highestPercent }) => highestPercent >= 100).length
  return (
    <Panel
      class="past-short"
      title={`Past windows: ${plainText(label.toLowerCase())}`}
      aside={
        <span class="muted">
          {plainText(account.name)}: {full === 0 ? 'none' : full} of {plural(bars.length, 'window')} hit the limit
        </span>
      }
    >
      {bars.length === 0 ? (
        <p class="muted">A window is kept when its first number was heard.</p>
      ) : (
        <Bars {...short} nowMs={nowMs} />
      )}
    </Panel>
  )
}

const [left, top, bottom, height] = [26, 8, 76, 96]
const barWords = (at: (iso: string) => string) => (bar: PastBar) =>
  [`${at(bar.startedAt)}, ${formatPercent(bar.highestPercent)}`, endWordsOf(bar)].filter(Boolean).join(', ')

function Bars({ bars, label, nowMs }: ShortWindows & { readonly nowMs: number }) {
  const { box, widthPx } = useBoxWidth<HTMLElement>(790)
  const words = barWords(momentAt(nowMs))
  const readings = useReadings(bars, words)
  const step = Math.min(28, (widthPx - left) / bars.length)
  const y = (percent: number) => bottom - (Math.min(100, percent) / 100) * (bottom - top)
  const read = readings.at === undefined ? undefined : bars[readings.at]
  return (
    <section
      ref={box}
      class="pace-box"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: its bars are read with the arrow keys.
      tabIndex={0}
      aria-label={`Highest use in the last ${bars.length} windows of ${label.toLowerCase()}. Left and right read them.`}
      onKeyDown={readings.onKeyDown}
      onBlur={readings.leave}
    >
      <svg class="chart whist" width={widthPx} height={height} aria-hidden="true">
        <line class="cap" x1={left} x2={widthPx} y1={top} y2={top} />
        <line class="grid" x1={left} x2={widthPx} y1={(top + bottom) / 2} y2={(top + bottom) / 2} />
        <text x={left - 6} y={top + 4} text-anchor="end">
          100
        </text>
        <text x={left - 6} y={bottom + 3} text-anchor="end">
          0
        </text>
        <line class="axis" x1={left} x2={widthPx} y1={bottom} y2={bottom} />
        {bars.map((bar, index) => (
          <rect
            key={bar.startedAt}
            class={`g-${levelOf(bar.highestPercent)}${bar.end === 'now' ? ' is-now' : ''}${readings.at === index ? ' is-read' : ''}`}
            x={left + index * step + 2}
            y={y(bar.highestPercent)}
            width={Math.max(1, step - 4)}
            height={bottom - y(bar.highestPercent)}
          >
            <title>{words(bar)}</title>
          </rect>
        ))}
        {dayMarks(bars, step, nowMs, widthPx - left).map(({ index, text }) => (
          <text key={index} x={left + index * step + 2} y={bottom + 16}>
            {text}
          </text>
        ))}
        {read && (
          <text class="strong" x={widthPx} y={top + 12} text-anchor="end">
            {words(read)}
          </text>
        )}
      </svg>
    </section>
  )
}

/** "16 Nov" */
function dateOf(iso: string, nowMs: number): string {
  const calendar = pageCalendar()
  return dateWords(dayText(calendar.dayOf(Date.parse(iso))), dayText(calendar.dayOf(nowMs)))
}

/** The first of a day, where there is room for its date. */
function dayMarks(
  bars: readonly PastBar[],
  step: number,
  nowMs: number,
  widthPx: number,
): readonly { readonly index: number; readonly text: string }[] {
  const calendar = pageCalendar()
  const marks: { index: number; text: string }[] = []
  let [lastDay, lastX] = [Number.NaN, -Infinity]
  for (const [index, { startedAt }] of bars.entries()) {
    const day = calendar.dayOf(Date.parse(startedAt))
    if (day === lastDay || index * step - lastX < 56 || index * step > widthPx - 44) continue
    marks.push({ index, text: dateOf(startedAt, nowMs) })
    lastDay = day
    lastX = index * step
  }
  return marks
}

export function PastWeeksPanel({ account, past, nowMs }: PastProps) {
  const weeks = pastWeeks(account, past, (ms) => pageCalendar().dayOf(ms))
  if (weeks === undefined) return null
  const { columns, rows } = weeks
  return (
    <Panel title="Past weeks" aside={<span class="muted">{plainText(account.name)}</span>}>
      {rows.length === 0 ? (
        <p class="muted">A week is kept when its first number was heard.</p>
      ) : (
        <table class="mini weeks">
          <thead>
            <tr>
              <th scope="col">Week of</th>
              {columns.map(({ window, label }) => (
                <th key={window} scope="col" class="weekcol">
                  {plainText(label)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((week) => (
              <WeekRow key={week.startedAt} {...{ week, columns, nowMs }} />
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  )
}

interface WeekRowProps {
  readonly week: PastWeek
  readonly columns: readonly { readonly window: string }[]
  readonly nowMs: number
}

function WeekRow({ week, columns, nowMs }: WeekRowProps) {
  return (
    <tr>
      <th scope="row">
        {dateOf(week.startedAt, nowMs)}
        {week.isNow && <span class="muted"> so far</span>}
      </th>
      {columns.map(({ window }) => {
        const bar = week.highest[window]
        return (
          <td key={window} class="weekcol" title={bar && endWordsOf(bar)}>
            {bar === undefined ? (
              '–'
            ) : (
              <span class="weekbar">
                <Bar percent={bar.highestPercent} />
                <span>{formatPercent(bar.highestPercent)}</span>
              </span>
            )}
          </td>
        )
      })}
    </tr>
  )
}
