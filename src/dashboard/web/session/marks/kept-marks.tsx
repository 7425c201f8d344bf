/** What its user keeps of a session: tags and note, and the form that changes them and the name. */
import { useRef, useState } from 'preact/hooks'
import type { SessionSummary } from '../../../../core/session/session.ts'
import { plainLines, plainText } from '../../../../core/words/text.ts'
import { isLive } from '../../live/live-store.ts'
import { Link } from '../../navigation.tsx'
import { EditButtons, editKeys } from '../../parts/edit-in-place.tsx'
import { changeMarks } from './change-marks.ts'
import { DeleteForGood } from './delete-for-good.tsx'
import { ExportLinks } from './export-links.tsx'

type Kept = Pick<SessionSummary, 'id' | 'name' | 'note' | 'tags' | 'isArchived'>

interface KeptMarksProps {
  readonly session: Kept
  /** The agent's own, where its user gave it another. */
  readonly ownTitle: string
  readonly onChange: () => void
}

export function KeptMarks({ session, ownTitle, onChange }: KeptMarksProps) {
  const [isOpen, setIsOpen] = useState(false)
  const edit = useRef<HTMLButtonElement>(null)
  const { id, tags = [], note, isArchived = false } = session
  const close = () => {
    setIsOpen(false)
    // Once it is drawn again.
    requestAnimationFrame(() => edit.current?.focus())
  }
  if (isOpen) return <MarksForm session={session} onEnd={close} onChange={onChange} />
  return (
    <div class="kept-marks">
      {ownTitle !== '' && <p class="muted own-title">{ownTitle}</p>}
      <p class="kept-line">
        {tags.map((tag) => (
          <Link key={tag} class="chip" to={{ screen: 'sessions', query: { tag, range: 'all' } }}>
            #{plainText(tag)}
          </Link>
        ))}
        {isArchived && <span class="muted">archived</span>}
        <button ref={edit} type="button" class="link fine" disabled={!isLive.value} onClick={() => setIsOpen(true)}>
          Name, tags, note
        </button>
        <button
          type="button"
          class="link fine"
          disabled={!isLive.value}
          onClick={() => void changeMarks(id, { isArchived: !isArchived }, onChange)}
        >
          {isArchived ? 'Take out of the archive' : 'Archive'}
        </button>
        <ExportLinks id={id} />
        <DeleteForGood id={id} />
      </p>
      {note !== undefined && <p class="kept-note">{plainLines(note)}</p>}
    </div>
  )
}

interface MarksFormProps extends Pick<KeptMarksProps, 'session' | 'onChange'> {
  readonly onEnd: () => void
}

function MarksForm({ session, onEnd, onChange }: MarksFormProps) {
  const { id, tags: before = [] } = session
  const [name, setName] = useState(plainText(session.name ?? ''))
  const [tags, setTags] = useState(before.join(' '))
  const [note, setNote] = useState<string>(plainLines(session.note ?? ''))
  const save = () => {
    const addTags = tags.split(/[\s,]+/).filter(Boolean)
    const removeTags = before.filter((tag) => !addTags.includes(tag))
    return changeMarks(id, { name, note, addTags, removeTags }, () => {
      onChange()
      onEnd()
    })
  }
  return (
    <fieldset class="marks-form" onKeyDown={editKeys({ save, leave: onEnd })}>
      <legend class="sr">Name, tags, note</legend>
      <label>
        Name
        <input
          class="field"
          value={name}
          maxLength={120}
          placeholder="As its agent calls it"
          ref={(field) => field?.focus()}
          onInput={({ currentTarget }) => setName(currentTarget.value)}
        />
      </label>
      <label>
        Tags
        <input
          class="field mono"
          value={tags}
          placeholder="release db"
          onInput={({ currentTarget }) => setTags(currentTarget.value)}
        />
      </label>
      <label>
        Note
        <textarea class="field" rows={3} value={note} onInput={({ currentTarget }) => setNote(currentTarget.value)} />
      </label>
      <EditButtons save={save} leave={onEnd} />
    </fieldset>
  )
}
