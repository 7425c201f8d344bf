/** How far the plans are used that these sessions count against, as their makers say. */
import type { MetricsReport } from '../../../core/analytics/metrics-report.ts'
import { usedWords } from '../../../core/limits/limit-words.ts'
import { plainText } from '../../../core/words/text.ts'
import { momentAt } from '../live/limits.ts'
import { Link } from '../navigation.tsx'
import { KindMark } from '../parts/kind-mark.tsx'
import { Bar } from '../parts/mark.tsx'
import { Panel } from '../parts/panel.tsx'
import { MiniTable } from '../parts/table.tsx'

export const PlanPanel = ({ report: { plans } }: { readonly report: MetricsReport }) =>
  plans.length === 0 ? null : (
    <Panel
      title="Plan limits"
      isScroller
      label="Plan limits"
      aside={
        <span class="muted">
          <span class="origin">official</span>{' '}
          <Link class="link" to={{ screen: 'limits', query: {} }}>
            Limits
          </Link>
        </span>
      }
    >
      <MiniTable
        class="wide"
        columns={[
          {
            id: 'window',
            head: 'Window',
            class: 'clip',
            isName: true,
            cell: ({ agent, name, label }) => (
              <>
                <KindMark agent={agent} /> {plainText(name)} <span class="muted">{plainText(label)}</span>
              </>
            ),
          },
          {
            id: 'bar',
            head: <span class="sr">Gauge</span>,
            class: 'bar-cell',
            cell: ({ usedPercent }) => usedPercent !== undefined && <Bar percent={usedPercent} isWide />,
          },
          { id: 'used', head: 'Used', class: 'num', cell: (plan) => usedWords(plan) },
          {
            id: 'out',
            head: 'At this pace',
            class: 'num',
            cell: ({ fullAt }) => (fullAt === undefined ? '–' : `runs out ${momentAt(Date.now())(fullAt)}`),
          },
          {
            id: 'resets',
            head: 'Resets',
            class: 'num',
            cell: ({ resetsAt }) => (resetsAt === undefined ? '–' : momentAt(Date.now())(resetsAt)),
          },
        ]}
        rows={plans}
        keyOf={({ agent, name, window }) => `${agent} ${name} ${window}`}
      />
    </Panel>
  )
