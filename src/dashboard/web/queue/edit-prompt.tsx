/** The whole text of one that waits, to be changed in its place. What begins to go out meanwhile goes as it was. */
import { useEffect, useRef, useState } from 'preact/hooks'
import type { PromptReport } from '../../../core/prompts/prompt-report.ts'
import { EditButtons, editKeys } from '../parts/edit-in-place.tsx'
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
  const ends = { save, leave: onClose }
  return (
    <>
      <textarea
        ref={area}
        class="area mono"
        aria-label={`Text of ${id}`}
        rows={Math.min(12, Math.max(3, text.split('\n').length + 1))}
        value={text}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
        onKeyDown={editKeys(ends)}
      />
      <EditButtons {...ends} />
    </>
  )
}
