/** The whole text of one that waits, to be changed in its place. What begins to go out meanwhile goes as it was. */
import { useEffect, useRef, useState } from 'preact/hooks'
import type { PromptReport } from '../../../core/prompts/prompt-report.ts'
import { changePrompt } from './queue-actions.tsx'

interface EditPromptProps {
  /** With all of its text. */
  readonly prompt: PromptReport
  readonly onClose: () => void
}

export function EditPrompt({ prompt: { id, text: before }, onClose }: EditPromptProps) {
  const [text, setText] = useState(before)
  const area = useRef<HTMLTextAreaElement>(null)
  useEffect(() => area.current?.focus(), [])
  const save = async () => {
    if ((await changePrompt(id, { do: 'edit', text })) !== undefined) onClose()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onClose()
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void save()
    else return
    event.preventDefault()
  }
  return (
    <>
      <textarea
        ref={area}
        class="area mono"
        aria-label={`Text of ${id}`}
        rows={Math.min(12, Math.max(3, text.split('\n').length + 1))}
        value={text}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <p class="btns">
        <button type="button" class="btn is-primary" onClick={() => void save()}>
          Save<kbd>Ctrl ⏎</kbd>
        </button>
        <button type="button" class="btn" onClick={onClose}>
          Leave it
        </button>
      </p>
    </>
  )
}
