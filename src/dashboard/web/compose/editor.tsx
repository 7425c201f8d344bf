/** The text, with what may come next while a path or a command is typed; what is pasted or dropped is kept and named. */
import { useEffect, useRef, useState } from 'preact/hooks'
import { mentionsOf, withoutMention } from '../../../core/prompts/mentions.ts'
import { Icon } from '../parts/mark.tsx'
import { text, write } from './compose-state.ts'
import { typedAt } from './compose-words.ts'
import { attach, filesLike } from './files.ts'
import { commandList, recall, recents } from './library-state.ts'

interface EditorProps {
  readonly rows: number
  readonly onSend: () => void
}

interface Suggestions {
  readonly from: number
  readonly caret: number
  readonly entries: readonly string[]
}

const mostSuggested = 8

export function Editor({ rows, onSend }: EditorProps) {
  const area = useRef<HTMLTextAreaElement>(null)
  const [suggested, setSuggested] = useState<Suggestions>()
  const [chosen, setChosen] = useState(0)
  useEffect(() => area.current?.focus(), [])

  const suggest = async ({ value, selectionEnd }: HTMLTextAreaElement) => {
    const typed = typedAt(value, selectionEnd)
    const entries = typed === undefined ? [] : await entriesFor(typed.kind, typed.query)
    if (area.current?.selectionEnd !== selectionEnd || area.current.value !== value) return
    setChosen(0)
    setSuggested(typed && entries.length > 0 ? { from: typed.from, caret: selectionEnd, entries } : undefined)
  }
  const take = (entry: string) => {
    if (suggested === undefined) return
    const head = `${text.peek().slice(0, suggested.from)}${entry} `
    write(head + text.peek().slice(suggested.caret))
    setSuggested(undefined)
    queueMicrotask(() => area.current?.setSelectionRange(head.length, head.length))
    area.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const isDone = suggested === undefined ? keyOfEditor(event, onSend) : keyOfList(event)
    if (!isDone) return
    event.preventDefault()
    event.stopPropagation()
  }
  const keyOfList = ({ key, ctrlKey, metaKey }: KeyboardEvent): boolean => {
    const { entries = [] } = suggested ?? {}
    if (ctrlKey || metaKey) return false
    if (key === 'Escape') setSuggested(undefined)
    else if (key === 'ArrowDown') setChosen((chosen + 1) % entries.length)
    else if (key === 'ArrowUp') setChosen((chosen + entries.length - 1) % entries.length)
    else if (key === 'Enter' || key === 'Tab') take(entries[chosen] ?? '')
    else return false
    return true
  }
  return (
    <div class="editor">
      <textarea
        ref={area}
        class="area mono"
        aria-label="Prompt"
        aria-controls={suggested && 'compose-suggest'}
        aria-activedescendant={suggested && `compose-suggest-${chosen}`}
        rows={rows}
        value={text.value}
        placeholder="⏎ new line · @ files · / commands · ↑ the last one"
        onInput={({ currentTarget }) => {
          write(currentTarget.value)
          void suggest(currentTarget)
        }}
        onKeyDown={onKeyDown}
        onBlur={() => setSuggested(undefined)}
        onPaste={(event) => takeFiles(event, event.clipboardData)}
        onDrop={(event) => takeFiles(event, event.dataTransfer)}
      />
      {suggested !== undefined && (
        <div class="suggest" id="compose-suggest" role="listbox" aria-label="What may come next">
          {suggested.entries.map((entry, index) => (
            <div
              key={entry}
              id={`compose-suggest-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === chosen}
              // Before the editor loses the focus, and its list with it.
              onMouseDown={(event) => {
                event.preventDefault()
                take(entry)
              }}
            >
              <code>{entry}</code>
            </div>
          ))}
        </div>
      )}
    </div>
  )
}

async function entriesFor(kind: 'file' | 'command', query: string): Promise<readonly string[]> {
  if (kind === 'file') return (await filesLike(query)).slice(0, mostSuggested)
  const names = (commandList.peek()?.commands ?? []).map(({ name }) => name)
  return names.filter((name) => name.startsWith(query) && name !== query).slice(0, mostSuggested)
}

function keyOfEditor({ key, ctrlKey, metaKey }: KeyboardEvent, onSend: () => void): boolean {
  const [last] = recents.peek().recent
  if (key === 'Enter' && (ctrlKey || metaKey)) onSend()
  else if (key === 'ArrowUp' && text.peek() === '' && last !== undefined) void recall(last.id)
  else return false
  return true
}

function takeFiles(event: Event, data: DataTransfer | null): void {
  const files = [...(data?.files ?? [])]
  if (files.length === 0) return
  event.preventDefault()
  void attach(files)
}

/** What the text names, each with a way to take it out; and a way in for another file. */
export function Attached() {
  const input = useRef<HTMLInputElement>(null)
  return (
    <ul class="attach" aria-label="Named files">
      {mentionsOf(text.value).map((path) => (
        <li key={path}>
          <Icon name={/\.(?:png|jpe?g|gif|webp)$/i.test(path) ? 'image' : 'at'} size={14} />
          <code>{path}</code>
          <button
            type="button"
            class="icon-btn"
            aria-label={`Remove ${path}`}
            onClick={() => write(withoutMention(text.peek(), path))}
          >
            <Icon name="x" size={12} />
          </button>
        </li>
      ))}
      <li>
        <button type="button" class="link" onClick={() => input.current?.click()}>
          <Icon name="plus" size={12} />
          Add a file
        </button>{' '}
        <span class="muted">or paste, or drop it here; it is kept in .context/ of the project</span>
        <input
          ref={input}
          type="file"
          multiple
          hidden
          aria-label="Add a file"
          onChange={({ currentTarget }) => {
            void attach([...(currentTarget.files ?? [])])
            currentTarget.value = ''
          }}
        />
      </li>
    </ul>
  )
}
