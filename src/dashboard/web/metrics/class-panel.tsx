/** Tokens by what they are priced by. */
import type { MetricsReport } from '../../../core/analytics/metrics-report.ts'
import type { Tokens } from '../../../core/usage/tokens.ts'
import { formatShare, formatTokens, formatUsd } from '../../../core/words/format.ts'
import { ShareBar } from '../analytics/share-bar.tsx'
import { Panel } from '../parts/panel.tsx'
import { MiniTable } from '../parts/table.tsx'

const classes: readonly (readonly [name: keyof Tokens, label: string])[] = [
  ['cacheRead', 'Read from cache'],
  ['cacheWrite5m', 'Written, 5 min'],
  ['cacheWrite1h', 'Written, 1 h'],
  ['output', 'Output'],
  ['input', 'Input'],
]

export const ClassPanel = ({ report }: { readonly report: MetricsReport }) => {
  const all = Object.values(report.classUsd).reduce((sum, usd) => sum + usd, 0)
  return (
    <Panel title="Tokens by class" aside={<span class="muted">bar: cost, share: tokens</span>}>
      <MiniTable
        class="wide keep-names"
        columns={[
          { id: 'class', head: 'Class', isName: true, cell: ([, label]) => label },
          {
            id: 'bar',
            head: <span class="sr">Share</span>,
            class: 'bar-cell',
            cell: ([name]) => <ShareBar share={all === 0 ? 0 : report.classUsd[name] / all} />,
          },
          {
            id: 'tokens',
            head: 'Tokens',
            class: 'num',
            cell: ([name]) => (report.tokens[name] === 0 ? '–' : formatTokens(report.tokens[name])),
          },
          {
            id: 'share',
            head: 'Share',
            class: 'num',
            cell: ([name]) => (report.totalTokens === 0 ? '–' : formatShare(report.tokens[name] / report.totalTokens)),
          },
          {
            id: 'cost',
            head: 'Cost',
            class: 'num',
            cell: ([name]) => (report.classUsd[name] === 0 ? '–' : formatUsd(report.classUsd[name])),
          },
        ]}
        rows={classes}
        keyOf={([name]) => name}
      />
    </Panel>
  )
}
