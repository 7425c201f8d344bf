/** Forgetting a project, after a yes that knows how much that is. */
import { useState } from 'preact/hooks'
import type { ProjectData } from '../../../core/data/kept-data.ts'
import { formatCount, plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { api, ask } from '../api.ts'
import { Ask } from '../parts/ask.tsx'
import { DataCounts } from '../parts/data-counts.tsx'
import { orSay } from '../parts/or-say.ts'
import { Select } from '../parts/select.tsx'
import { showToast } from '../parts/toast.tsx'
import { askAsAdmin, orSayUnlessClosed } from '../signin/sign-in-again.tsx'
import { useUsed } from '../usage/use-used.ts'
import { SettingRow } from './setting-controls.tsx'

interface Found {
  readonly asked: string
  readonly data: ProjectData
}

export function ForgetRow({ onForgotten }: { readonly onForgotten: () => void }) {
  const projects = useUsed('project')
  const [project, setProject] = useState('')
  const [found, setFound] = useState<Found>()
  const [isBusy, setIsBusy] = useState(false)
  const look = async () => {
    setIsBusy(true)
    const data = orSay(await ask(api.data.project.$get({ query: { project } })))
    setIsBusy(false)
    if (data !== undefined) setFound({ asked: project, data })
  }
  const forget = async (asked: string) => {
    setIsBusy(true)
    const gone = orSayUnlessClosed(await askAsAdmin(() => api.data.forget.$post({ json: { project: asked } })))
    setIsBusy(false)
    if (gone !== undefined) {
      showToast({ isOk: true, content: `${plainText(gone.project)} is forgotten.` })
      setProject('')
    }
    onForgotten()
  }
  return (
    <SettingRow
      label="Forget one project"
      note={
        isBusy ? 'Wait a moment' : 'Its events, texts and prompts; costs keep their numbers. Shows how much, and asks'
      }
    >
      <Select
        label="Project"
        class="is-bounded"
        value={project}
        choices={[{ value: '', label: 'Choose…' }, ...projects]}
        onChange={setProject}
      />
      <button type="button" class="btn" disabled={isBusy || project === ''} onClick={look}>
        Forget…
      </button>
      {found && (
        <ForgetDialog
          data={found.data}
          onAnswer={(isYes) => {
            setFound(undefined)
            if (isYes) forget(found.asked)
          }}
        />
      )}
    </SettingRow>
  )
}

interface DialogProps {
  readonly data: ProjectData
  readonly onAnswer: (isYes: boolean) => void
}

function ForgetDialog({ data, onAnswer }: DialogProps) {
  const name = plainText(data.project)
  const { sessions, keptHereAlone } = data
  return (
    <Ask
      title={`Forget ${name}?`}
      yes={`Forget ${name}`}
      no="Keep it"
      note="It can't be brought back."
      onAnswer={onAnswer}
    >
      <p>What TCE keeps of {plural(sessions, 'session')} up to now goes:</p>
      <DataCounts data={data} />
      <p>
        The agents' own files are not touched. {plural(sessions - keptHereAlone, 'session')} with such files{' '}
        {sessions - keptHereAlone === 1 ? 'stays' : 'stay'} in the list and can't be searched any more; of the{' '}
        {formatCount(keptHereAlone)} kept here alone the costs stay, as “forgotten”.
      </p>
    </Ask>
  )
}
