/** The text, with what may come next while a path or a command is typed; what is pasted or dropped is kept and named. */
import { useRef } from 'preact/hooks'
import { mentionsOf, withoutMention } from '../../../core/prompts/mentions.ts'
import { Icon } from '../parts/mark.tsx'
import { text, write } from './compose-state.ts'
import { attach, filesLike } from './files.ts'
import { commandList, recall, recents } from './library-state.ts'
import { commandsLike, PromptArea, type Suggestion } from './prompt-area.tsx'

interface EditorProps {
  readonly rows: number
  readonly onSend: () => void
}

export const Editor = ({ rows, onSend }: EditorProps) => (
  <PromptArea
    rows={rows}
    value={text.value}
    placeholder="⏎ new line · @ files · / commands · ↑ the last one"
    onInput={write}
    suggest={entriesFor}
    onKey={(event) => keyOfEditor(event, onSend)}
    onFiles={attach}
  />
)

async function entriesFor(kind: 'file' | 'command', query: string): Promise<readonly Suggestion[]> {
  if (kind === 'file') return (await filesLike(query)).map((path) => ({ text: path }))
  return commandsLike(commandList.peek()?.commands ?? [], query)
}

function keyOfEditor({ key, ctrlKey, metaKey }: KeyboardEvent, onSend: () => void): boolean {
  const [last] = recents.peek().recent
  if (key === 'Enter' && (ctrlKey || metaKey)) onSend()
  else if (key === 'ArrowUp' && text.peek() === '' && last !== undefined) void recall(last.id)
  else return false
  return true
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
