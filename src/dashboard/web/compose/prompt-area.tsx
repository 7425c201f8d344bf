/** A field for a prompt, with what may come next while a path or a command is typed. */

import { useEffect, useId, useRef, useState } from 'preact/hooks'
import type { PromptCommand } from '../../../core/prompts/prompt-library.ts'
import { typedAt } from './compose-words.ts'

export interface Suggestion {
  /** What is put in. */
  readonly text: string
  readonly does?: string | undefined
  readonly from?: string | undefined
}

/** Those that begin so; one that is written to its end is none. */
export const commandsLike = (commands: readonly PromptCommand[], query: string): readonly Suggestion[] =>
  commands
    .filter(({ name }) => name.startsWith(query) && name !== query)
    .map(({ name, does, origin }) => ({ text: name, does, from: originInWords(origin) }))

/** "payments-api", "plugin design", "~/.claude" by its last part. */
function originInWords({ kind, name }: PromptCommand['origin']): string {
  const last = name.slice(name.lastIndexOf('/') + 1)
  return kind === 'plugin' ? `plugin ${name}` : kind === 'user' ? 'yours' : last
}

interface PromptAreaProps {
  readonly rows: number
  readonly value: string
  readonly placeholder: string
  readonly onInput: (text: string) => void
  readonly suggest: (kind: 'file' | 'command', query: string) => Promise<readonly Suggestion[]>
  /** Of a key that chooses nothing; true: it did something. */
  readonly onKey: (event: KeyboardEvent) => boolean
  readonly onFiles?: (files: readonly File[]) => unknown
}

interface Suggestions {
  readonly from: number
  readonly caret: number
  readonly entries: readonly Suggestion[]
}

const mostSuggested = 8

export function PromptArea({ rows, value, placeholder, onInput, suggest, onKey, onFiles }: PromptAreaProps) {
  const id = useId()
  const area = useRef<HTMLTextAreaElement>(null)
  const [suggested, setSuggested] = useState<Suggestions>()
  const [chosen, setChosen] = useState(0)
  useEffect(() => area.current?.focus(), [])

  const look = async ({ value: written, selectionEnd }: HTMLTextAreaElement) => {
    const typed = typedAt(written, selectionEnd)
    const entries = typed === undefined ? [] : (await suggest(typed.kind, typed.query)).slice(0, mostSuggested)
    if (area.current?.selectionEnd !== selectionEnd || area.current.value !== written) return
    setChosen(0)
    setSuggested(typed && entries.length > 0 ? { from: typed.from, caret: selectionEnd, entries } : undefined)
  }
  const take = (entry: Suggestion | undefined) => {
    if (suggested === undefined || entry === undefined) return
    const head = `${value.slice(0, suggested.from)}${entry.text} `
    onInput(head + value.slice(suggested.caret))
    setSuggested(undefined)
    queueMicrotask(() => area.current?.setSelectionRange(head.length, head.length))
    area.current?.focus()
  }
  const keyOfList = ({ key, ctrlKey, metaKey }: KeyboardEvent): boolean => {
    const { entries = [] } = suggested ?? {}
    if (ctrlKey || metaKey) return false
    if (key === 'Escape') setSuggested(undefined)
    else if (key === 'ArrowDown') setChosen((chosen + 1) % entries.length)
    else if (key === 'ArrowUp') setChosen((chosen + entries.length - 1) % entries.length)
    else if (key === 'Enter' || key === 'Tab') take(entries[chosen])
    else return false
    return true
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const isDone = suggested === undefined ? onKey(event) : keyOfList(event)
    if (!isDone) return
    event.preventDefault()
    event.stopPropagation()
  }
  const takeFiles = (event: Event, data: DataTransfer | null) => {
    const files = [...(data?.files ?? [])]
    if (files.length === 0 || onFiles === undefined) return
    event.preventDefault()
    onFiles(files)
  }
  return (
    <div class="editor">
      <textarea
        ref={area}
        class="area mono"
        aria-label="Prompt"
        aria-controls={suggested && id}
        aria-activedescendant={suggested && `${id}-${chosen}`}
        rows={rows}
        value={value}
        placeholder={placeholder}
        onInput={({ currentTarget }) => {
          onInput(currentTarget.value)
          void look(currentTarget)
        }}
        onKeyDown={onKeyDown}
        onBlur={() => setSuggested(undefined)}
        onPaste={(event) => takeFiles(event, event.clipboardData)}
        onDrop={(event) => takeFiles(event, event.dataTransfer)}
      />
      {suggested !== undefined && (
        <div class="suggest" id={id} role="listbox" aria-label="What may come next">
          {suggested.entries.map((entry, index) => (
            <div
              key={entry.text}
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === chosen}
              // Before the field loses the focus, and its list with it.
              onMouseDown={(event) => {
                event.preventDefault()
                take(entry)
              }}
            >
              <code>{entry.text}</code>
              {entry.does !== undefined && <span class="clip">{entry.does}</span>}
              {entry.from !== undefined && <span class="muted">{entry.from}</span>}
            </div>
          ))}
        </div>
      )}
    </div>
  )
}
