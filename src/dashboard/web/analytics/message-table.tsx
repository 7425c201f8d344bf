/** The messages that the chart shows, the newest first, each with the way to where it was sent. */
import type { MessagePoint, MessageWindow } from '../../../core/analytics/analytics.ts'
import { figureInWords } from '../../../core/analytics/analytics-words.ts'
import { formatCount, formatTokens } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { Link } from '../navigation.tsx'
import { momentOf } from '../parts/time.ts'
import { AsTable, type TableLine } from './as-table.tsx'
import type { ShownModel } from './message-chart.tsx'

/** More rows than anybody reads; the file has all. */
const mostShown = 100

interface MessageTableProps {
  readonly window: MessageWindow
  readonly models: readonly ShownModel[]
}

export function MessageTable({ window: { points }, models }: MessageTableProps) {
  const labelOf = new Map(models.map(({ model, label }) => [model, label]))
  const line = ({ index, at, sessionId, cursor, model, ...point }: MessagePoint): TableLine => ({
    key: String(index),
    cells: [
      <Link key="at" to={{ screen: 'session', sessionId, query: { event: cursor } }}>
        {momentOf(at)}
      </Link>,
      plainText(point.project ?? '–'),
      plainText(labelOf.get(model) ?? model),
      formatTokens(point.totalTokens),
      figureInWords(point.amplification, 'times'),
      formatCount(point.toolCalls),
      figureInWords(point.costUsd, 'usd'),
    ],
  })
  const isCut = points.length > mostShown
  return (
    <AsTable
      heads={['Sent', 'Project', 'Model', 'Tokens', 'Amplification', 'Tools', 'Cost']}
      lines={() => points.slice(-mostShown).toReversed().map(line)}
      note={isCut ? `The newest ${mostShown} of those in the chart; the CSV has all.` : undefined}
    />
  )
}
