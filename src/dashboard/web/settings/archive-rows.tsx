/** What is kept when agents delete their files: whether, how long, how much, and taking some of it out. */
import { useState } from 'preact/hooks'
import { kindOf } from '../../../agents/kinds.ts'
import { keepChoices, keepMsOf, putAwayChoices } from '../../../core/data/archive-rules.ts'
import { archiveSayings, keepText, putAwayText, shareWords } from '../../../core/data/archive-words.ts'
import type { ArchiveShare, KeptData } from '../../../core/data/kept-data.ts'
import { agentIds } from '../../../core/process/agent-ids.ts'
import type { SettingChanges, SettingsReport } from '../../../core/settings/settings.ts'
import { formatBytes, plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { api, ask } from '../api.ts'
import { Ask } from '../parts/ask.tsx'
import { Mark } from '../parts/mark.tsx'
import { orSay } from '../parts/or-say.ts'
import { Select } from '../parts/select.tsx'
import { showToast } from '../parts/toast.tsx'
import { askAsAdmin, orSayUnlessClosed } from '../signin/sign-in-again.tsx'
import { useUsed } from '../usage/use-used.ts'
import { placeWords, settingOf, valueText } from './fields.ts'
import { NumbersRow, SettingRow, SwitchRow } from './setting-controls.tsx'

interface ArchiveProps {
  readonly data: KeptData
  readonly report: SettingsReport
  readonly onChange: (changes: SettingChanges) => Promise<string | undefined>
  /** What is stored is another now. */
  readonly onDeleted: () => void
}

export function ArchiveRows({ data, report, onChange, onDeleted }: ArchiveProps) {
  const isOn = settingOf(report, 'history.archive')
  const limit = settingOf(report, 'history.max_gb')
  const maxBytes = Number(limit?.value ?? 0) * 1e9
  const said = archiveSayings(data.archive, { isOn: isOn?.value !== false, maxBytes })
  return (
    <section aria-labelledby="archive-title">
      <h3 id="archive-title">Transcripts</h3>
      {said.map(({ level, message, remedy }) =>
        level === 'ok' ? (
          <p key={message} class="muted fine">
            {message}
          </p>
        ) : (
          <p key={message} class={level === 'problem' ? 'ferror' : 'muted'}>
            <Mark name={level === 'problem' ? 'fail' : 'warn'} /> {message} {remedy}
          </p>
        ),
      )}
      <SwitchRow
        setting={isOn}
        label="Keep the text when the agent deletes its file"
        note="Some delete after 30 days; archived a day after it was written last"
        onChange={onChange}
      />
      <PutAwayRow report={report} onChange={onChange} />
      <KeepRow report={report} onChange={onChange} />
      {limit && (
        <NumbersRow
          label="The archive takes at most"
          note="At 90 % it is said here; at 100 % nothing more is archived. Nothing is deleted by itself"
          fields={[{ setting: limit, label: 'Size of the archive', unit: 'GB' }]}
          onChange={onChange}
        />
      )}
      {data.archive !== undefined && data.archive.sessions > 0 && <DeleteNowRow onDeleted={onDeleted} />}
    </section>
  )
}

/** Nothing goes by it: sessions that are put away are listed under *Archived*, and found. */
function PutAwayRow({ report, onChange }: Pick<ArchiveProps, 'report' | 'onChange'>) {
  const setting = settingOf(report, 'history.archive_after')
  const [problem, setProblem] = useState('')
  if (setting === undefined) return null
  return (
    <SettingRow
      label="Put ended sessions away"
      note="Since their last record; they stay findable, and Sessions shows them as archived"
      place={placeWords(setting)}
      problem={problem}
    >
      <Select
        label="Put ended sessions away"
        value={valueText(setting)}
        choices={putAwayChoices.map((value) => ({ value, label: putAwayText(value) }))}
        onChange={async (after) => setProblem((await onChange({ [setting.key]: after })) ?? '')}
      />
    </SettingRow>
  )
}

const dayMs = 86_400_000
const daysOf = (keep: string): number | undefined => {
  const ms = keepMsOf(keep)
  return ms === undefined ? undefined : ms / dayMs
}

interface Choice {
  readonly keep: string
  readonly share: ArchiveShare
}

/** A shorter time is taken only after it was said what goes by it. */
function KeepRow({ report, onChange }: Pick<ArchiveProps, 'report' | 'onChange'>) {
  const setting = settingOf(report, 'history.keep')
  const [choice, setChoice] = useState<Choice>()
  const [problem, setProblem] = useState('')
  if (setting === undefined) return null
  const set = async (keep: string) => setProblem((await onChange({ [setting.key]: keep })) ?? '')
  const choose = async (keep: string) => {
    const days = daysOf(keep)
    if (days === undefined) return set(keep)
    const share = orSay(await ask(api.data.archive.$get({ query: { older_days: String(days) } })))
    if (share === undefined) return
    if (share.sessions === 0) return set(keep)
    setChoice({ keep, share })
  }
  return (
    <SettingRow
      label="Keep archived sessions"
      note="Since they were written last"
      place={placeWords(setting)}
      problem={problem}
    >
      <Select
        label="Keep archived sessions"
        value={valueText(setting)}
        choices={keepChoices.map((value) => ({ value, label: keepText(value) }))}
        onChange={(keep) => void choose(keep)}
      />
      {choice && (
        <Ask
          title={`Keep archived sessions ${keepText(choice.keep)}?`}
          yes={`Keep ${keepText(choice.keep)}`}
          no="Leave it as it is"
          note="What is gone can't be brought back."
          onAnswer={(isYes) => {
            setChoice(undefined)
            if (isYes) void set(choice.keep)
          }}
        >
          <p>Within the hour {shareWords(choice.share)}.</p>
        </Ask>
      )}
    </SettingRow>
  )
}

const agents = agentIds.map((id) => ({ value: id, label: kindOf(id).displayName }))
const ages = [
  { value: '', label: 'Any age' },
  ...[30, 90, 180, 365].map((days) => ({ value: String(days), label: `Older than ${days} days` })),
]

function DeleteNowRow({ onDeleted }: Pick<ArchiveProps, 'onDeleted'>) {
  const projects = useUsed('project')
  const [project, setProject] = useState('')
  const [agent, setAgent] = useState('')
  const [age, setAge] = useState('')
  const [share, setShare] = useState<ArchiveShare>()
  const [isBusy, setIsBusy] = useState(false)
  const of = { project: project || undefined, agent: agent || undefined }
  const look = async () => {
    setIsBusy(true)
    const found = orSay(await ask(api.data.archive.$get({ query: { ...of, older_days: age || undefined } })))
    setIsBusy(false)
    if (found?.sessions === 0) showToast({ isOk: true, content: 'Nothing in the archive is so.' })
    else setShare(found)
  }
  const remove = async () => {
    setIsBusy(true)
    const json = { ...of, older_days: age === '' ? undefined : Number(age) }
    const gone = orSayUnlessClosed(await askAsAdmin(() => api.data.archive.delete.$post({ json })))
    setIsBusy(false)
    if (gone !== undefined)
      showToast({ isOk: true, content: `${plural(gone.sessions, 'session')} deleted, ${formatBytes(gone.bytes)}.` })
    onDeleted()
  }
  return (
    <SettingRow
      label="Delete now"
      note="Out of the archive; agents' own files are not touched. Shows how much, and asks"
    >
      <Select
        label="Project of what is deleted"
        class="is-bounded"
        value={project}
        choices={[{ value: '', label: 'All projects' }, ...projects]}
        onChange={setProject}
      />
      <Select
        label="Agent of what is deleted"
        class="is-bounded"
        value={agent}
        choices={[{ value: '', label: 'All agents' }, ...agents]}
        onChange={setAgent}
      />
      <Select label="Age of what is deleted" value={age} choices={ages} onChange={setAge} />
      <button
        type="button"
        class="btn"
        disabled={isBusy || `${project}${agent}${age}` === ''}
        onClick={() => void look()}
      >
        Delete…
      </button>
      {share && (
        <Ask
          title="Delete these from the archive?"
          yes="Delete them"
          no="Keep them"
          note="It can't be brought back."
          onAnswer={(isYes) => {
            setShare(undefined)
            if (isYes) void remove()
          }}
        >
          <p>
            {plainText(project || 'All projects')}, {agent === '' ? 'all agents' : kindOf(agent).displayName}:{' '}
            {shareWords(share)}. Those kept here alone can't be searched or read then; the others are archived again
            when they are written.
          </p>
        </Ask>
      )}
    </SettingRow>
  )
}
