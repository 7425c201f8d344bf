/** What `tce analytics` prints of a real report: in 80 columns, also without Unicode, and the same figures as CSV and JSON. */
import { describe, expect, it, onTestFinished } from 'vitest'
import { analyticsView, comparisonView } from '../../src/cli/views/analytics-view.ts'
import { bucketsCsv, comparisonCsv, effectCsv, seriesCsv, spreadCsv } from '../../src/core/analytics/analytics-csv.ts'
import { createCalendar } from '../../src/core/time/calendar.ts'
import { asciiGlyphs, type Line, lineText, unicodeGlyphs } from '../../src/terminal/roles.ts'
import { madeUpAnalytics } from '../analytics/made-up-analytics.ts'

const nowMs = Date.parse('2026-11-20T12:00:00Z')
const calendar = createCalendar('UTC')
const texts = (lines: readonly Line[]) => lines.map((spans) => lineText(spans).trimEnd())
const csvLines = (csv: ReturnType<typeof bucketsCsv>) => String(csv).trim().split(/\r?\n/)

function opened() {
  const analytics = madeUpAnalytics({ clock: () => nowMs })
  onTestFinished(() => analytics.close())
  return analytics
}

describe('tce analytics', () => {
  it.each([
    ['unicode', unicodeGlyphs],
    ['ascii', asciiGlyphs],
  ])('fits into 80 columns, in %s', async (name, glyphs) => {
    const look = { columns: 80, glyphs }
    const report = await opened().report({ days: 1, trend: 10 })
    const lines = texts(analyticsView({ ...report, outsideUsd: 1.5 }, calendar, look))
    expect(lines.filter((text) => text.length > 80)).toEqual([])
    expect(lines[0]).toMatch(/^TODAY {2}30 messages, \$0\.\d\d +trend of 10 messages$/)
    expect(lines).toContainEqual(expect.stringMatching(/^Cost a message +\$/))
    expect(lines).toContainEqual(expect.stringMatching(/^Read +30 +20/))
    expect(lines.join('\n')).toContain('$1.50 of it in no message')
    if (name === 'ascii') expect(lines.join('\n')).toMatch(/^[\n -~]*$/)
  })

  it('says of two what differs, in 80 columns, and the same as CSV', async () => {
    const comparison = await opened().compare({ by: 'period', a: '..2026-11-19', b: '2026-11-20..' })
    const lines = texts(comparisonView(comparison, { columns: 80, glyphs: unicodeGlyphs }))
    expect(lines.filter((text) => text.length > 80)).toEqual([])
    expect(lines.slice(0, 2)).toEqual(['A  ..2026-11-19  0 messages', 'B  2026-11-20..  30 messages'])
    expect(csvLines(comparisonCsv(comparison))).toHaveLength(comparison.rows.length + 1)
    const [edges = '', ...spread] = csvLines(spreadCsv(comparison))
    expect(edges).toBe('from_usd,to_usd,a_share,b_share')
    expect(spread).toHaveLength(comparison.spread.a.length)
  })

  it('has as CSV a line for each hour, whose sums are those of the report', async () => {
    const report = await opened().report({ days: 1, trend: 10 })
    expect(csvLines(effectCsv(report.effect))).toHaveLength(report.effect.rows.length + 1)
    const [names = '', ...groups] = csvLines(seriesCsv(report))
    expect(names).toMatch(/^group,cost,tokens,/)
    expect(groups).toHaveLength(report.figures[0]?.series.length ?? 0)
    const [head = '', ...rows] = csvLines(bucketsCsv(report))
    expect(rows).toHaveLength(24)
    const sumOf = (column: string) =>
      rows.reduce((sum, text) => sum + Number(text.split(',')[head.split(',').indexOf(column)] || 0), 0)
    expect(sumOf('cost_usd')).toBeCloseTo(report.costUsd ?? 0, 9)
    expect(sumOf('messages')).toBe(report.messages)
    expect(JSON.parse(JSON.stringify(report))).toMatchObject({ costUsd: report.costUsd, buckets: { length: 24 } })
  })
})
