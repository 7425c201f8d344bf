/** What TCE stores of its own, store by store. */
import { keepText } from '../../../core/data/archive-words.ts'
import type { KeptData, StoreId, StoreReport } from '../../../core/data/kept-data.ts'
import type { SettingsReport } from '../../../core/settings/settings.ts'
import { formatBytes, formatCount } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import type { Column } from '../parts/table.tsx'
import { MiniTable } from '../parts/table.tsx'
import { momentOf } from '../parts/time.ts'
import { settingOf, valueText } from './fields.ts'

interface StoreWords {
  readonly name: string
  readonly rows: string
  readonly keep: (report: SettingsReport) => string
}

const daysOf = (report: SettingsReport, key: string): string => `${valueText(settingOf(report, key))} days`

const words: Readonly<Record<StoreId, StoreWords>> = {
  events: { name: 'Events', rows: 'events', keep: (report) => daysOf(report, 'retention.days') },
  advice: { name: 'What advice found', rows: 'sessions', keep: () => 'for ever' },
  usage: { name: 'Calls and costs', rows: 'calls', keep: () => 'for ever' },
  search: { name: 'Search index', rows: 'texts', keep: () => 'for ever' },
  analytics: { name: 'Analytics', rows: 'messages', keep: () => 'for ever' },
  archive: { name: 'Archived sessions', rows: 'sessions', keep: (report) => keepWords(report) },
  alerts: { name: 'What alerts told', rows: 'alerts', keep: () => '365 days' },
  user: {
    name: 'Prompts, messages, ideas',
    rows: 'rows',
    keep: (report) => `${daysOf(report, 'prompts.keep_days')}; ideas for ever`,
  },
  limits: { name: 'Windows of plan limits', rows: 'windows', keep: () => 'for ever' },
  audit: { name: 'Audit log', rows: 'entries', keep: () => 'the last 10 MB' },
}

const keepWords = (report: SettingsReport): string =>
  settingOf(report, 'history.archive')?.value === false
    ? 'nothing new'
    : keepText(valueText(settingOf(report, 'history.keep')))

interface StoresProps {
  readonly data: KeptData
  readonly report: SettingsReport
}

export function KeptStores({ data, report }: StoresProps) {
  const keep: Column<StoreReport> = { id: 'keep', head: 'Keep', cell: ({ id }) => words[id].keep(report) }
  return (
    <MiniTable
      class="wide stores"
      scrollLabel="Stores, table"
      columns={[...columns, keep, lost]}
      rows={data.stores}
      keyOf={({ id }) => id}
    />
  )
}

const columns: readonly Column<StoreReport>[] = [
  { id: 'what', head: 'What', isName: true, cell: StoreName },
  {
    id: 'rows',
    head: 'Rows',
    class: 'num',
    title: ({ id }) => words[id].rows,
    cell: ({ rows }) => (rows === undefined ? '–' : formatCount(rows)),
  },
  { id: 'bytes', head: 'Size', class: 'num', cell: ({ bytes }) => (bytes === 0 ? '–' : formatBytes(bytes)) },
  {
    id: 'since',
    head: 'Since',
    class: 'num',
    cell: ({ since }) => (since === undefined ? '–' : momentOf(since)),
  },
]

function StoreName({ id, problem }: StoreReport) {
  return (
    <>
      {words[id].name}
      {problem !== undefined && <span class="fine store-problem">{plainText(problem)}</span>}
    </>
  )
}

const lost: Column<StoreReport> = {
  id: 'lost',
  head: 'If it were lost',
  cellClass: () => 'muted',
  cell: ({ canBeRebuilt }) => (canBeRebuilt ? 'made again from the agents’ files' : 'gone: it is nowhere else'),
}
