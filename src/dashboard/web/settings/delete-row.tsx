/** Deleting all that TCE stored, after its word was typed. */
import { useId, useState } from 'preact/hooks'
import { deleteWord, type KeptData } from '../../../core/data/kept-data.ts'
import { formatBytes } from '../../../core/words/format.ts'
import { api } from '../api.ts'
import { Ask } from '../parts/ask.tsx'
import { showToast } from '../parts/toast.tsx'
import { askAsAdmin, orSayUnlessClosed } from '../signin/sign-in-again.tsx'
import { SettingRow } from './setting-controls.tsx'

interface DeleteRowProps {
  readonly data: KeptData
  readonly onDeleted: () => void
}

export function DeleteRow({ data, onDeleted }: DeleteRowProps) {
  const [isAsking, setIsAsking] = useState(false)
  const [isBusy, setIsBusy] = useState(false)
  const deleteAll = async () => {
    setIsBusy(true)
    const gone = orSayUnlessClosed(await askAsAdmin(() => api.data.delete.$post({ json: { word: deleteWord } })))
    setIsBusy(false)
    if (gone !== undefined) showToast({ isOk: true, content: `Everything was deleted: ${formatBytes(gone.bytes)}.` })
    onDeleted()
  }
  return (
    <SettingRow
      label="Delete everything that TCE stored"
      note={isBusy ? 'It goes' : "The agents' own files are not touched"}
    >
      <button type="button" class="btn is-danger" disabled={isBusy} onClick={() => setIsAsking(true)}>
        Delete all…
      </button>
      {isAsking && (
        <DeleteDialog
          bytes={data.stores.reduce((sum, store) => sum + store.bytes, 0)}
          onAnswer={(isYes) => {
            setIsAsking(false)
            if (isYes) deleteAll()
          }}
        />
      )}
    </SettingRow>
  )
}

interface DialogProps {
  readonly bytes: number
  readonly onAnswer: (isYes: boolean) => void
}

function DeleteDialog({ bytes, onAnswer }: DialogProps) {
  const [typed, setTyped] = useState('')
  const id = useId()
  return (
    <Ask
      title="Delete everything that TCE stored?"
      yes="Delete everything"
      canSayYes={typed.trim() === deleteWord}
      no="Keep it"
      note="It can't be brought back."
      onAnswer={onAnswer}
    >
      <p>
        Events, calls and costs, search index, archived sessions, prompts, messages, ideas and the audit log go:{' '}
        {formatBytes(bytes)}. What the agents' own files still tell is counted and indexed again; sessions whose files
        are gone are not.
      </p>
      <p>
        The agents' own files are not touched. Settings, keys, hooks, pins and saved queries stay. TCE goes on without a
        restart.
      </p>
      <p class="typed-word">
        <label for={id}>
          Type <b>{deleteWord}</b> to go on
        </label>
        <input
          id={id}
          class="field"
          autocomplete="off"
          spellcheck={false}
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      </p>
    </Ask>
  )
}
