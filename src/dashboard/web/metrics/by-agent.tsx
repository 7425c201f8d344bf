/** Those that run beside each other, the dearest first. */
import type { MetricsReport } from '../../../core/analytics/metrics-report.ts'
import { formatCount, formatShare, formatTokens, formatUsd } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { setQuery } from '../navigation.tsx'
import { KindMark } from '../parts/kind-mark.tsx'
import { Panel } from '../parts/panel.tsx'
import { MiniTable } from '../parts/table.tsx'
import { shareOf, titleOf } from './instance-title.tsx'

export const ByAgent = ({ report }: { readonly report: MetricsReport }) => (
  <Panel
    title="By agent"
    aside={<span class="muted">{report.instances.length}, by cost</span>}
    isScroller
    label="By agent"
  >
    <MiniTable
      class="wide"
      columns={[
        {
          id: 'agent',
          head: 'Agent',
          class: 'clip',
          isName: true,
          cell: (one) => (
            <button type="button" class="pick-row" onClick={() => setQuery({ session: one.sessionId })}>
              <KindMark agent={one.agent} /> {titleOf(one)}
            </button>
          ),
        },
        { id: 'model', head: 'Model', class: 'clip', cell: (one) => plainText(one.modelLabel ?? one.model ?? '–') },
        {
          id: 'cost',
          head: 'Cost',
          class: 'num',
          cell: ({ costUsd }) => (costUsd === undefined ? <i>unpriced</i> : formatUsd(costUsd)),
        },
        { id: 'tokens', head: 'Tokens', class: 'num', cell: (one) => formatTokens(one.totalTokens) },
        {
          id: 'cache',
          head: 'Cache',
          class: 'num',
          cell: ({ cacheShare }) => (cacheShare === undefined ? '–' : formatShare(cacheShare)),
        },
        {
          id: 'context',
          head: 'Context',
          class: 'num',
          cell: (one) => (shareOf(one) === 0 ? '–' : formatShare(shareOf(one))),
        },
        {
          id: 'tools',
          head: 'Tools',
          class: 'num',
          cell: ({ tools }) => formatCount(tools.reduce((sum, { calls }) => sum + calls, 0)),
        },
        {
          id: 'failed',
          head: 'Failed',
          class: 'num',
          cell: ({ tools }) => formatCount(tools.reduce((sum, { failures }) => sum + failures, 0)),
        },
        {
          id: 'errors',
          head: 'Errors',
          class: 'num',
          cell: ({ errors }) => (errors === 0 ? '–' : formatCount(errors)),
        },
      ]}
      rows={report.instances}
      keyOf={({ sessionId }) => sessionId}
    />
  </Panel>
)
