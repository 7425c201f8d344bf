/** How long events are kept, what they take, and what goes next. */

import { useId, useState } from 'preact/hooks'
import type { EventRetention, SourceRetention } from '../../../core/captured/event-retention.ts'
import type { KeptData } from '../../../core/data/kept-data.ts'
import { ignoreFileName } from '../../../core/data/left-out.ts'
import type { Setting, SettingChanges, SettingsReport } from '../../../core/settings/settings.ts'
import { formatBytes, formatCount, plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { withTilde } from '../../../core/words/tilde.ts'
import { api, ask } from '../api.ts'
import { useNow } from '../clock.ts'
import { AskFailed } from '../parts/ask-failed.tsx'
import { FieldProblem } from '../parts/field-problem.tsx'
import type { Column } from '../parts/table.tsx'
import { MiniTable } from '../parts/table.tsx'
import { formatTime, momentOf } from '../parts/time.ts'
import { showToast } from '../parts/toast.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import { useDraft } from '../parts/use-draft.ts'
import { useMachine } from '../processes/machine.ts'
import { ArchiveRows } from './archive-rows.tsx'
import { DeleteRow } from './delete-row.tsx'
import { isFixed, placeWords, settingOf, valueText } from './fields.ts'
import { ForgetRow } from './forget-row.tsx'
import { KeptStores } from './kept-stores.tsx'
import { OwnTexts } from './own-texts.tsx'
import { PruneRow } from './prune-row.tsx'
import { NumberSetting, NumbersRow, SettingRow, SwitchRow } from './setting-controls.tsx'

interface RetentionProps {
  readonly report: SettingsReport
  readonly onChange: (changes: SettingChanges) => Promise<string | undefined>
}

const minuteMs = 60_000

const numberRows = [
  ['retention.days', 'Keep events', 'A source may have days of its own, above', 'days'],
  ['retention.max_gb', 'Keep at most', 'Beyond it the oldest go, at any time', 'GB'],
  ['limits.max_payload_size_kb', 'Size of an event', 'A larger one is refused', 'KB'],
  ['limits.max_query_limit', 'Events in one answer', 'Who asks for more goes on from there', 'at most'],
  ['events.min_free_mb', 'Stop storing events when the disk has less than', 'Their senders are told; 0: never', 'MB'],
] as const

export function RetentionSection({ report, onChange }: RetentionProps) {
  const [prunes, setPrunes] = useState(0)
  const homeDir = useMachine()?.homeDir
  // A change of the limits is in force within a minute.
  const minute = Math.floor(useNow(minuteMs) / minuteMs)
  const { value, problem, retry } = useAnswer(`retention ${prunes} ${minute}`, () => ask(api.events.retention.$get()), {
    followsUsage: false,
  })
  const stored = useAnswer(`data ${prunes} ${minute}`, () => ask(api.data.$get()), { followsUsage: false })
  const exclude = settingOf(report, 'history.exclude')
  const again = () => setPrunes((known) => known + 1)
  return (
    <section id="retention" aria-labelledby="retention-title">
      <h2 id="retention-title">
        Data &amp; retention {stored.value && <span class="muted">{sizeWords(stored.value, homeDir)}</span>}
      </h2>
      <p class="muted lede">What TCE keeps, and for how long. A change holds within a minute.</p>
      {stored.problem && <AskFailed what="What is stored" problem={stored.problem} onRetry={stored.retry} />}
      {stored.value && <KeptStores data={stored.value} report={report} />}
      {stored.value && <ArchiveRows data={stored.value} report={report} onChange={onChange} onDeleted={again} />}
      {exclude && (
        <section aria-labelledby="left-out-title">
          <h3 id="left-out-title">Leave out projects</h3>
          <p class="muted lede">
            Counted, with their titles in the list; nobody finds their texts, and their hooks are kept without any. An
            empty file {ignoreFileName} in a folder does the same.
          </p>
          <OwnTexts setting={exclude} words={excludeWords} onChange={onChange} />
        </section>
      )}
      <h3>Events by source</h3>
      {problem && <AskFailed what="What is kept" problem={problem} onRetry={retry} />}
      {value && <Kept retention={value} report={report} onChange={onChange} />}
      {numberRows.map(([key, label, note, unit]) => {
        const setting = settingOf(report, key)
        const fields = setting ? [{ setting, label, unit }] : []
        return <NumbersRow key={key} label={label} note={note} fields={fields} onChange={onChange} />
      })}
      <CleanupRow setting={settingOf(report, 'retention.cleanup_time')} last={value?.lastCleanup} onChange={onChange} />
      <SwitchRow
        setting={settingOf(report, 'retention.vacuum_after_cleanup')}
        label="Give space back to the disk"
        note={`Else what comes next takes it${freeWords(value)}`}
        onChange={onChange}
      >
        <VacuumButton onGiven={again} />
      </SwitchRow>
      <SettingRow label="Take events out" note="All that is kept, oldest first, without secrets">
        {exportFormats.map(([format, name]) => (
          <a key={format} class="btn" href={`/api/events/export?format=${format}`} download>
            {name}
          </a>
        ))}
      </SettingRow>
      {value && value.events > 0 && <PruneRow sources={value.sources.slice(0, mostShown)} onPruned={again} />}
      <ForgetRow onForgotten={again} />
      {stored.value && <DeleteRow data={stored.value} onDeleted={again} />}
    </section>
  )
}

const sizeWords = ({ bytes, dataDir, diskFreeBytes }: KeptData, homeDir: string | undefined): string =>
  `${formatBytes(bytes)} in ${withTilde(plainText(dataDir), homeDir)}${diskFreeBytes === undefined ? '' : `, ${formatBytes(diskFreeBytes)} free`}`

const excludeWords = {
  label: 'A folder',
  listLabel: 'Folders that are left out',
  example: '~/private/*',
  note: 'With all that lies below it; * is anything within one name, ** anything.',
  mostCharacters: 1_000,
}

const exportFormats = [
  ['ndjson', 'NDJSON'],
  ['csv', 'CSV'],
] as const

const freeWords = (retention: EventRetention | undefined): string =>
  retention === undefined || retention.freeBytes === 0
    ? ''
    : `; ${formatBytes(retention.freeBytes)} of the file are free`

/** At once, whatever the switch says. */
function VacuumButton({ onGiven }: { readonly onGiven: () => void }) {
  const [isBusy, setIsBusy] = useState(false)
  const vacuum = async () => {
    setIsBusy(true)
    const given = await ask(api.events.vacuum.$post({ json: {} }))
    setIsBusy(false)
    showToast({ isOk: given.ok, content: given.ok ? givenWords(given.value.bytes) : given.error.message })
    onGiven()
  }
  return (
    <button type="button" class="btn" aria-label="Give space back now" disabled={isBusy} onClick={vacuum}>
      Now
    </button>
  )
}

const givenWords = (bytes: number): string =>
  bytes === 0 ? 'Nothing in the file was free.' : `${formatBytes(bytes)} given back to the disk.`

const knownMoment = (at: string | undefined): string => (at === undefined ? '–' : momentOf(at))

/** There may be thousands; the server names those with the most events first. */
const mostShown = 50

interface KeptProps extends RetentionProps {
  readonly retention: EventRetention
}

function Kept({ retention: { sources, nextCleanupAt, toGo }, report, onChange }: KeptProps) {
  const [problem, setProblem] = useState('')
  const problemId = useId()
  const keep: Column<SourceRetention> = {
    id: 'keep',
    head: 'Keep',
    cell: ({ source }) => (
      <NumberSetting
        setting={daysOf(report, source)}
        label={`Keep ${plainText(source)}`}
        unit="days"
        placeholder={valueText(generalDays(report))}
        onChange={onChange}
        onProblem={setProblem}
        problemId={problemId}
        hasProblem={problem !== ''}
      />
    ),
  }
  if (sources.length === 0) return <p class="quiet">No event is kept yet.</p>
  const next =
    nextCleanupAt === undefined ? '' : `Next clean-up at ${formatTime(Date.parse(nextCleanupAt))}: ${goWords(toGo)}.`
  const rest = sources.length - mostShown
  return (
    <>
      <MiniTable
        class="wide"
        scrollLabel="What is kept, table"
        columns={[...columns, keep, toGoColumn]}
        rows={sources.slice(0, mostShown)}
        keyOf={({ source }) => source}
      />
      <FieldProblem problem={problem} id={problemId} />
      <p class="muted fine">{[rest > 0 && `${plural(rest, 'source')} more.`, next].filter(Boolean).join(' ')}</p>
    </>
  )
}

const goWords = (toGo: number): string =>
  toGo === 0 ? 'no event is too old by then' : `${plural(toGo, 'event')} will go`

const columns: readonly Column<SourceRetention>[] = [
  { id: 'source', head: 'Source', isName: true, cell: ({ source }) => plainText(source) },
  { id: 'events', head: 'Events', class: 'num', cell: ({ events }) => formatCount(events) },
  { id: 'bytes', head: 'Size', class: 'num', cell: ({ bytes }) => formatBytes(bytes) },
  { id: 'since', head: 'Since', class: 'num', cell: ({ oldest }) => knownMoment(oldest) },
]
const toGoColumn: Column<SourceRetention> = {
  id: 'go',
  head: 'To go',
  class: 'num',
  cell: ({ toGo }) => (toGo === 0 ? '–' : formatCount(toGo)),
}

const generalDays = (report: SettingsReport): Setting | undefined => settingOf(report, 'retention.days')

/** Of a source; without days of its own those of all hold. */
function daysOf(report: SettingsReport, source: string): Setting {
  const key = `retention.sources.${source}`
  const { min, max, meaning = '' } = generalDays(report) ?? {}
  return settingOf(report, key) ?? { key, meaning, kind: 'number', min, max, setIn: 'default', applies: 'live' }
}

interface CleanupProps extends Pick<RetentionProps, 'onChange'> {
  readonly setting: Setting | undefined
  readonly last: EventRetention['lastCleanup']
}

/** Saved when it is left or Enter is pressed: on its way to 03:00 a field says 00:00. */
function CleanupRow({ setting, last, onChange }: CleanupProps) {
  const draft = useDraft(setting ? valueText(setting) : '')
  const [problem, setProblem] = useState('')
  const problemId = useId()
  if (setting === undefined) return null
  const save = async () => {
    const { text } = draft
    if (draft.isNew()) setProblem((await draft.ask(() => onChange({ [setting.key]: text === '' ? null : text }))) ?? '')
  }
  return (
    <SettingRow
      label="Every day at"
      note={last === undefined ? 'What is too old goes then' : lastWords(last)}
      place={placeWords(setting)}
      problem={problem}
      problemId={problemId}
    >
      <input
        class="field"
        type="time"
        aria-label="Time of the daily clean-up"
        aria-describedby={problem === '' ? undefined : problemId}
        aria-invalid={problem !== '' || undefined}
        value={draft.text}
        readOnly={isFixed(setting)}
        onInput={(event) => draft.type(event.currentTarget.value)}
        onBlur={save}
        onKeyDown={(event) => event.key === 'Enter' && save()}
      />
    </SettingRow>
  )
}

const lastWords = ({ at, events, bytes, tookMs }: NonNullable<EventRetention['lastCleanup']>): string =>
  `Last ${knownMoment(at)}: ${plural(events, 'event')} went, ${formatBytes(bytes)}, in ${(tookMs / 1000).toFixed(1)} s`
