/** Which tools were called, and how often they failed. */
import type { MetricsReport } from '../../../core/analytics/metrics-report.ts'
import { formatCount, plural } from '../../../core/words/format.ts'
import { callColumns } from '../analytics/tool-columns.tsx'
import { Panel } from '../parts/panel.tsx'
import { MiniTable } from '../parts/table.tsx'

export const ToolsPanel = ({ report }: { readonly report: MetricsReport }) => {
  const sum = (of: 'calls' | 'failures') => report.tools.reduce((total, tool) => total + tool[of], 0)
  return (
    <Panel
      title="Tools"
      aside={<span class="muted">{`${plural(sum('calls'), 'call')}, ${formatCount(sum('failures'))} failed`}</span>}
    >
      {report.tools.length === 0 ? (
        <p class="quiet">No tool was called.</p>
      ) : (
        <MiniTable
          class="wide"
          columns={[
            ...callColumns(report.tools),
            {
              id: 'failed',
              head: 'Failed',
              class: 'num',
              cell: ({ failures }) => (failures === 0 ? '–' : formatCount(failures)),
            },
          ]}
          rows={report.tools.slice(0, 12)}
          keyOf={({ name }) => name}
        />
      )}
    </Panel>
  )
}
