/** The sections that are only read: prices, sources, the audit log, about. */

import type { AuditEntry } from '../../../core/audit/audit.ts'
import { actionInWords, subjectInWords } from '../../../core/audit/audit.ts'
import type { EventTotals } from '../../../core/captured/event-totals.ts'
import { exportWords } from '../../../core/captured/export-state.ts'
import type { PriceRow, SettingsReport } from '../../../core/settings/settings.ts'
import { formatTokens } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { api, ask } from '../api.ts'
import { AskFailed } from '../parts/ask-failed.tsx'
import { CopyButton } from '../parts/copy-button.tsx'
import type { Column } from '../parts/table.tsx'
import { MiniTable } from '../parts/table.tsx'
import { formatClock, formatMoment, momentOf } from '../parts/time.ts'
import { useAnswer } from '../parts/use-answer.ts'
import { priceText } from './price-text.ts'

const price = (id: string, head: string, read: (row: PriceRow) => number): Column<PriceRow> => ({
  id,
  head,
  class: 'num',
  cell: (row) => priceText(read(row)),
})

const priceColumns = (rows: readonly PriceRow[]): readonly Column<PriceRow>[] => [
  { id: 'model', head: 'Model', isName: true, cellClass: () => 'mono', cell: (row) => modelName(row, rows) },
  price('input', 'Input', ({ input }) => input),
  price('output', 'Output', ({ output }) => output),
  price('write-5m', 'Write 5m', ({ cacheWrite5m }) => cacheWrite5m),
  price('write-1h', 'Write 1h', ({ cacheWrite1h }) => cacheWrite1h),
  price('read', 'Cache read', ({ cacheRead }) => cacheRead),
  {
    id: 'context',
    head: 'Context',
    class: 'num',
    cell: ({ contextWindowTokens }) => (contextWindowTokens === undefined ? '–' : formatTokens(contextWindowTokens)),
  },
  { id: 'source', head: 'Source', cellClass: () => 'clip source', title: ({ source }) => source, cell: sourceWords },
]

export function PricesSection({ prices }: Pick<SettingsReport, 'prices'>) {
  return (
    <section id="prices" aria-labelledby="prices-title">
      <h2 id="prices-title">
        Prices <span class="muted">USD per million tokens, list of {prices.asOf}</span>
      </h2>
      {prices.problem !== undefined && <p class="ferror">{prices.problem}</p>}
      <MiniTable
        class="wide prices"
        scrollLabel="Prices, table"
        columns={priceColumns(prices.rows)}
        rows={prices.rows}
        keyOf={({ model, aboveTokens }) => `${model} ${aboveTokens ?? ''}`}
      />
      <p class="muted fine">
        Your own prices go into <code>prices.toml</code> beside config.toml and stand in front of this list.
      </p>
    </section>
  )
}

/** With its step where a model has two prices: "≤ 100 k", "> 100 k". */
function modelName({ model, aboveTokens }: PriceRow, rows: readonly PriceRow[]): string {
  if (aboveTokens !== undefined) return `${plainText(model)} > ${formatTokens(aboveTokens)}`
  const step = rows.find((other) => other.model === model && other.aboveTokens !== undefined)?.aboveTokens
  return step === undefined ? plainText(model) : `${plainText(model)} ≤ ${formatTokens(step)}`
}

function sourceWords({ isOverride, from, source }: PriceRow): string {
  const since = from === undefined ? '' : `, since ${from}`
  if (isOverride) return `prices.toml${since}`
  try {
    return `${new URL(source).hostname}${since}`
  } catch {
    return `${plainText(source)}${since}`
  }
}

const sourceColumns: readonly Column<SettingsReport['sources'][number]>[] = [
  { id: 'what', head: 'What', isName: true, cell: ({ what }) => what },
  { id: 'path', head: 'Path', cellClass: () => 'mono path', cell: ({ path }) => plainText(path) },
  { id: 'access', head: 'TCE', cell: ({ access }) => access },
  {
    id: 'there',
    head: 'There',
    cellClass: ({ isThere }) => !isThere && 'muted',
    cell: ({ isThere }) => (isThere ? 'yes' : 'not yet'),
  },
]

export const SourcesSection = ({ sources }: Pick<SettingsReport, 'sources'>) => (
  <section id="sources" aria-labelledby="sources-title">
    <h2 id="sources-title">Sources</h2>
    <p class="muted lede">
      Everything TCE reads and writes on this machine. It sends nothing anywhere, and fetches one thing: Electron's
      program, for the tray.
    </p>
    <MiniTable
      class="wide"
      scrollLabel="Sources, table"
      columns={sourceColumns}
      rows={sources}
      keyOf={({ path }) => path}
    />
  </section>
)

const auditColumns: readonly Column<AuditEntry>[] = [
  {
    id: 'when',
    head: 'When',
    class: 'num',
    title: ({ at }) => at,
    cell: ({ at }) => momentWords(Date.parse(at), Date.now()),
  },
  {
    id: 'from',
    head: 'From',
    title: ({ actor }) => `came in as ${actor.kind}`,
    cell: ({ actor }) => actor.name,
  },
  { id: 'what', head: 'What', cell: (entry) => <b>{actionInWords(entry)}</b> },
  { id: 'whom', head: 'Whom', cell: subjectInWords },
  { id: 'outcome', head: 'Outcome', cellClass: () => 'muted message', cell: ({ message }) => plainText(message) },
]

const shownEntries = 50

export function AuditSection() {
  const { value, problem, retry } = useAnswer(
    'log',
    () => ask(api.log.$get({ query: { limit: String(shownEntries) } })),
    {
      followsUsage: false,
    },
  )
  return (
    <section id="audit" aria-labelledby="audit-title">
      <h2 id="audit-title">Audit log</h2>
      <p class="muted lede">
        What was killed, pinned, changed and signed in, by whom, and what came of it; the newest {shownEntries}.
      </p>
      {problem && <AskFailed what="The audit log" problem={problem} onRetry={retry} />}
      {value?.entries.length === 0 && <p class="quiet">Nothing was done yet.</p>}
      {value !== undefined && value.entries.length > 0 && (
        <MiniTable
          class="wide audit"
          scrollLabel="Audit log, table"
          hasHiddenHeads
          columns={auditColumns}
          rows={value.entries}
          keyOf={({ at, target, subject, action }) => `${at} ${target?.id ?? subject} ${action}`}
        />
      )}
    </section>
  )
}

/** With seconds today: a log is read for its order. */
function momentWords(ms: number, nowMs: number): string {
  const moment = formatMoment(ms, nowMs)
  return /^\d\d:\d\d$/.test(moment) ? formatClock(ms) : moment
}

interface AboutProps {
  readonly report: SettingsReport
  readonly exported: EventTotals['exported']
}

export function AboutSection({ report: { about, configFile }, exported }: AboutProps) {
  const nowMs = Date.now()
  const rows: readonly (readonly [string, string])[] = [
    ['Version', about.version],
    ['Node.js', about.nodeVersion],
    ['System', about.platform],
    ['Process', `pid ${about.pid}, since ${momentOf(about.startedAt, nowMs)}`],
    ['Settings', configFile],
    ['Data', about.dataDir],
    ...(exported === undefined ? [] : [['Events', exportWords(exported)] as const]),
  ]
  const lines = ['TCE', ...rows.map(([name, value]) => `${name}: ${value}`)]
  return (
    <section id="about" aria-labelledby="about-title">
      <h2 id="about-title">About</h2>
      <dl class="facts about">
        {rows.map(([name, value]) => (
          <FactRow key={name} name={name} value={value} />
        ))}
      </dl>
      <p class="btns about-more">
        <CopyButton text={lines} what="these facts">
          Copy for a report
        </CopyButton>
        <a class="btn" href="/api/openapi.json" target="_blank" rel="noreferrer">
          API description
        </a>
      </p>
    </section>
  )
}

const FactRow = ({ name, value }: { readonly name: string; readonly value: string }) => (
  <>
    <dt>{name}</dt>
    <dd>{plainText(value)}</dd>
  </>
)
