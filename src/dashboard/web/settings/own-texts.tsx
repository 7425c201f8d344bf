/** A setting that is a list of its user's own words: each with its way out, and a field for one more. */

import { useId, useState } from 'preact/hooks'
import type { Setting, SettingChanges } from '../../../core/settings/settings.ts'
import { plainText } from '../../../core/words/text.ts'
import { FieldProblem } from '../parts/field-problem.tsx'
import { isFixed } from './fields.ts'
import { useListSetting } from './use-list-setting.ts'

interface OwnTextsProps {
  readonly setting: Setting
  readonly words: {
    readonly label: string
    readonly listLabel: string
    readonly example: string
    readonly note: string
    readonly mostCharacters?: number
  }
  readonly onChange: (changes: SettingChanges) => Promise<string | undefined>
}

export function OwnTexts({ setting, words, onChange }: OwnTextsProps) {
  const [typed, setTyped] = useState('')
  const { texts, problem, change } = useListSetting(setting, onChange)
  const [noteId, problemId] = [useId(), useId()]
  const add = async (event: SubmitEvent) => {
    event.preventDefault()
    const text = typed.trim().replace(/\s+/g, ' ')
    if (text === '' || texts.includes(text)) return setTyped('')
    if (await change([...texts, text])) setTyped('')
  }
  return (
    <>
      <ul class="own-commands" aria-label={words.listLabel}>
        {texts.map((text) => (
          <li key={text}>
            <code class="mono">{plainText(text)}</code>
            <button
              type="button"
              class="btn small"
              aria-label={`Remove ${plainText(text)}`}
              disabled={isFixed(setting)}
              onClick={() => change(texts.filter((one) => one !== text))}
            >
              Remove
            </button>
          </li>
        ))}
      </ul>
      <form class="key-form" onSubmit={add}>
        <label>
          {words.label}
          <input
            class="field mono"
            maxLength={words.mostCharacters ?? 200}
            placeholder={words.example}
            value={typed}
            aria-describedby={problem === '' ? noteId : problemId}
            aria-invalid={problem !== '' || undefined}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="btn" disabled={typed.trim() === ''}>
          Add
        </button>
        <FieldProblem problem={problem} id={problemId} />
      </form>
      <p class="muted fine" id={noteId}>
        {words.note}
      </p>
    </>
  )
}
