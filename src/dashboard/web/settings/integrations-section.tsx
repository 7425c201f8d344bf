/** What is connected, since when and with which last sign, as `tce integrations` says it; and what stands in agents' own settings. */
import { type Integration, integrationState, integrationWays } from '../../../core/captured/integration.ts'
import type { SettingChanges, SettingsReport } from '../../../core/settings/settings.ts'
import { formatCount } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { api, ask } from '../api.ts'
import { AskFailed } from '../parts/ask-failed.tsx'
import { CopyButton } from '../parts/copy-button.tsx'
import { KindMark } from '../parts/kind-mark.tsx'
import { type Column, MiniTable } from '../parts/table.tsx'
import { momentOf } from '../parts/time.ts'
import { useAnswer } from '../parts/use-answer.ts'
import { HookRows } from './hook-rows.tsx'
import { StatusLineRows } from './status-line-rows.tsx'

interface IntegrationsProps {
  readonly report: SettingsReport
  readonly onChange: (changes: SettingChanges) => Promise<string | undefined>
}

export function IntegrationsSection({ report, onChange }: IntegrationsProps) {
  const { value, problem, retry } = useAnswer('integrations', () => ask(api.integrations.$get()), {
    followsUsage: false,
  })
  return (
    <section id="integrations" aria-labelledby="integrations-title">
      <h2 id="integrations-title">Integrations</h2>
      <p class="muted lede">
        By hooks in its settings an agent tells TCE what happens inside a session the moment it happens. They stand
        there while TCE serves. Without an answer in a second it goes on.
      </p>
      <HookRows onChanged={retry} />
      <StatusLineRows settings={report} onChange={onChange} onChanged={retry} />
      <h3>What is connected</h3>
      {problem && <AskFailed what="The list of what is connected" problem={problem} onRetry={retry} />}
      {value !== undefined && (
        <MiniTable
          class="wide"
          scrollLabel="What is connected, table"
          columns={columns}
          rows={value.integrations}
          keyOf={({ kind, source }) => `${kind} ${source}`}
        />
      )}
    </section>
  )
}

const columns: readonly Column<Integration>[] = [
  {
    id: 'from',
    head: 'From',
    isName: true,
    cell: ({ name, agent }) => (
      <>
        {agent !== undefined && <KindMark agent={agent} isBeside />} {plainText(name)}
      </>
    ),
  },
  { id: 'by', head: 'By', cell: ({ kind }) => integrationWays[kind] },
  { id: 'state', head: 'State', cellClass: () => 'muted', cell: integrationState },
  {
    id: 'rate',
    head: 'A minute',
    class: 'num',
    cell: ({ perMinute = 0 }) => (perMinute === 0 ? '–' : formatCount(perMinute)),
  },
  { id: 'since', head: 'Since', class: 'num', cell: ({ since }) => (since === undefined ? '–' : momentOf(since)) },
  { id: 'last', head: 'Last', class: 'num', cell: ({ lastAt }) => (lastAt === undefined ? '–' : momentOf(lastAt)) },
  {
    id: 'change',
    head: 'To change',
    cell: ({ command }) => (
      <span class="command-cell">
        <code class="mono">{plainText(command)}</code>
        <CopyButton text={command} what={command} />
      </span>
    ),
  },
]
