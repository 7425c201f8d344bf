/** Every command of the agent with what it does and where it comes from: Enter puts it in, Ctrl Enter sends it alone, a star pins it. */
import { useId, useState } from 'preact/hooks'
import type { CommandOrigin, PromptCommand } from '../../../core/prompts/prompt-library.ts'
import { pinnedFirst } from '../../../core/prompts/prompt-library.ts'
import { plainText } from '../../../core/words/text.ts'
import { withTilde } from '../../../core/words/tilde.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Icon } from '../parts/mark.tsx'
import { SearchField } from '../parts/search-field.tsx'
import { type Segment, Segments } from '../parts/segments.tsx'
import { useMachine } from '../processes/machine.ts'
import { sendAlone, targets } from './compose-state.ts'
import { insert } from './insert.ts'
import { commandList, setQuick, toggleQuick } from './library-state.ts'

type Shown = 'all' | CommandOrigin['kind']
const kindNames: Readonly<Record<CommandOrigin['kind'], string>> = {
  'built-in': 'Built in',
  project: 'Project',
  user: 'Yours',
  plugin: 'Plugins',
}

export function CommandLibrary({ onClose }: { readonly onClose: () => void }) {
  const id = useId()
  const [search, setSearch] = useState('')
  const [shown, setShown] = useState<Shown>('all')
  const commands = commandList.value?.commands ?? []
  const quick = commandList.value?.quick ?? []
  const found = pinnedFirst(commands, quick).filter(
    (command) => (shown === 'all' || command.origin.kind === shown) && has(command, search),
  )
  return (
    <Dialog titleId={id} class="wide-dlg" onClose={onClose}>
      <form method="dialog">
        <header>
          <h2 id={id}>
            Commands <span class="muted">{commands.length}</span>
          </h2>
          <button type="submit" class="icon-btn" value="" aria-label="Close">
            <Icon name="x" />
          </button>
        </header>
        <SearchField label="Commands" placeholder="Name or what it does" value={search} onInput={setSearch} />
        <Segments label="From" value={shown} segments={segmentsOf(commands)} onChange={setShown} />
        <ul class="lib">
          {found.map((command) => (
            <Row key={command.name} command={command} onClose={onClose} />
          ))}
        </ul>
        <OwnCommand />
        <footer>
          <span class="muted fine">
            <kbd>⏎</kbd> puts it into the prompt <kbd>Ctrl ⏎</kbd> sends it alone
          </span>
          <button type="submit" class="btn" value="">
            Close
          </button>
        </footer>
      </form>
    </Dialog>
  )
}

const has = ({ name, does = '' }: PromptCommand, search: string): boolean =>
  `${name} ${does}`.toLowerCase().includes(search.trim().toLowerCase())

function segmentsOf(commands: readonly PromptCommand[]): readonly Segment<Shown>[] {
  const kinds = Object.keys(kindNames) as CommandOrigin['kind'][]
  return [
    { value: 'all', label: 'All' },
    ...kinds.flatMap((value) => {
      const count = commands.filter(({ origin }) => origin.kind === value).length
      // As each of its rows says where it comes from.
      const label = value === 'built-in' ? commands.find(({ origin }) => origin.kind === value)?.origin.name : undefined
      return count === 0 ? [] : [{ value, label: label ?? kindNames[value], count }]
    }),
  ]
}

function Row({ command, onClose }: { readonly command: PromptCommand; readonly onClose: () => void }) {
  const { name, does, caution, origin } = command
  const isPinned = commandList.value?.quick.includes(name) ?? false
  const homeDir = useMachine()?.homeDir
  const choose = () => {
    insert(name)
    onClose()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    // What throws something away is asked about where it is sent from.
    if (caution === 'asks' || targets.peek().length !== 1) return choose()
    void sendAlone(name)
    onClose()
  }
  return (
    <li>
      <button type="button" class="lib-name mono" onClick={choose} onKeyDown={onKeyDown}>
        {name}
      </button>
      <span class="clip" title={does}>
        {does}
        {caution !== undefined && <span class="muted">{caution === 'asks' ? 'asks' : 'opens a dialog there'}</span>}
      </span>
      <span class="muted clip">{originText(origin, homeDir)}</span>
      <button
        type="button"
        class="icon-btn"
        aria-pressed={isPinned}
        aria-label={`Pin ${name}`}
        onClick={() => toggleQuick(name)}
      >
        <Icon name="star" size={14} />
      </button>
    </li>
  )
}

function originText({ kind, name }: CommandOrigin, homeDir: string | undefined): string {
  const plain = plainText(name)
  if (kind === 'project') return plain.slice(plain.lastIndexOf('/') + 1)
  return kind === 'plugin' ? `plugin ${plain}` : kind === 'user' ? withTilde(plain, homeDir) : plain
}

/** Any text can be pinned, not only commands that are there. */
function OwnCommand() {
  const [own, setOwn] = useState('')
  const quick = commandList.value?.quick ?? []
  const add = () => {
    if (own.trim() === '') return
    void setQuick([...quick, own.trim()])
    setOwn('')
  }
  return (
    <p class="copyline">
      <input
        class="field mono"
        aria-label="Your own command or text, for the quick bar"
        placeholder="Your own: /compact keep the decisions"
        value={own}
        onInput={({ currentTarget }) => setOwn(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          add()
        }}
      />
      <button type="button" class="btn" onClick={add}>
        Pin it
      </button>
      {quick
        .filter((entry) => !commandList.value?.commands.some(({ name }) => name === entry))
        .map((entry) => (
          <button key={entry} type="button" class="chipbtn mono" onClick={() => toggleQuick(entry)} title="Unpin">
            {entry} ×
          </button>
        ))}
    </p>
  )
}
