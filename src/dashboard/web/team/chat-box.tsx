/** What is said to a group: to all, or to those that it names; what will happen stands below before it does. */
import { useEffect, useRef, useState } from 'preact/hooks'
import { collabPrefix, nameTypedAt, type Teammate } from '../../../core/team/chat.ts'
import { plural } from '../../../core/words/format.ts'
import { isReachable, promiseOf, refusalOf } from '../compose/compose-words.ts'
import { isLive } from '../live/live-store.ts'
import { Ask } from '../parts/ask.tsx'
import { Select } from '../parts/select.tsx'
import { addressed, fates, followFates, isSaying, members, say, written } from './chat-state.ts'

interface Names {
  readonly from: number
  readonly caret: number
  readonly entries: readonly string[]
}

export function ChatBox() {
  const [isAsked, setIsAsked] = useState(false)
  useEffect(followFates, [])
  const to = addressed.value.ok ? addressed.value.value : []
  const reachable = to.filter(({ sessionId }) => isReachable(fates.value.get(sessionId)))
  const canSay = isLive.value && written.value.trim() !== '' && reachable.length > 0 && !isSaying.value
  const send = () => {
    if (!canSay) return
    if (to.length > 1) setIsAsked(true)
    else void say()
  }
  return (
    <form
      class="chatbox"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <ChatField onSend={send} />
      <Promised to={to} />
      <div class="btns">
        <button type="submit" class="btn is-primary small" disabled={!canSay}>
          {to.length > 1 ? `Send to ${reachable.length}…` : 'Send'}
          <kbd>⏎</kbd>
        </button>
        <ToWhom to={to} />
      </div>
      {isAsked && (
        <Ask
          title={`Send to ${plural(reachable.length, 'agent')}?`}
          yes={`Send to ${plural(reachable.length, 'agent')}`}
          no="Leave it"
          onAnswer={(isYes) => {
            setIsAsked(false)
            if (isYes) void say()
          }}
        >
          <p class="well mono">{written.value}</p>
          <ul class="spared">
            {to.map((one) => (
              <li key={one.sessionId}>
                <b>{one.name}</b> <span class="muted">{fateWords(one)}</span>
              </li>
            ))}
          </ul>
        </Ask>
      )}
    </form>
  )
}

function ChatField({ onSend }: { readonly onSend: () => void }) {
  const area = useRef<HTMLTextAreaElement>(null)
  const [names, setNames] = useState<Names>()
  const [chosen, setChosen] = useState(0)
  const suggest = ({ value, selectionEnd: caret }: HTMLTextAreaElement) => {
    const typed = nameTypedAt(value, caret)
    const entries =
      typed === undefined ? [] : members.peek().flatMap(({ name }) => (startsWith(name, typed.query) ? [name] : []))
    setChosen(0)
    setNames(typed && entries.length > 0 ? { from: typed.from, caret, entries } : undefined)
  }
  const take = (name: string) => {
    if (names === undefined) return
    const head = `${written.peek().slice(0, names.from)}${name} `
    written.value = head + written.peek().slice(names.caret)
    setNames(undefined)
    queueMicrotask(() => area.current?.setSelectionRange(head.length, head.length))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const { entries = [] } = names ?? {}
    const { key, shiftKey, isComposing } = event
    if (isComposing) return
    if (names === undefined) {
      if (key !== 'Enter' || shiftKey) return
      onSend()
    } else if (key === 'Escape') setNames(undefined)
    else if (key === 'ArrowDown') setChosen((chosen + 1) % entries.length)
    else if (key === 'ArrowUp') setChosen((chosen + entries.length - 1) % entries.length)
    else if (key === 'Enter' || key === 'Tab') take(entries[chosen] ?? '')
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div class="editor">
      <textarea
        ref={area}
        class="area"
        rows={2}
        aria-label="Message to the group"
        aria-controls={names && 'chat-names'}
        aria-activedescendant={names && `chat-name-${chosen}`}
        placeholder="To all, or @name for one"
        value={written.value}
        onInput={({ currentTarget }) => {
          written.value = currentTarget.value
          suggest(currentTarget)
        }}
        onKeyDown={onKeyDown}
        onBlur={() => setNames(undefined)}
      />
      {names !== undefined && (
        <div class="suggest" id="chat-names" role="listbox" aria-label="Names">
          {names.entries.map((name, index) => (
            <div
              key={name}
              id={`chat-name-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === chosen}
              // Before the field loses the focus, and its list with it.
              onMouseDown={(event) => {
                event.preventDefault()
                take(name)
              }}
            >
              @{name}
            </div>
          ))}
        </div>
      )}
    </div>
  )
}

const startsWith = (name: string, query: string): boolean =>
  name.toLowerCase().startsWith(query.toLowerCase()) && name !== query

function fateWords({ sessionId }: Teammate): string {
  const fate = fates.value.get(sessionId)
  if (fate === undefined) return 'Looking by which way it would go…'
  return 'foreseen' in fate ? promiseOf(fate.foreseen) : `Not sent: ${refusalOf(fate.problem)}`
}

/** The sentence that is held: to whom, when, by which way. */
function Promised({ to }: { readonly to: readonly Teammate[] }) {
  const { value } = addressed
  if (!value.ok) return <p class="fine is-bad">{value.error} Nothing would be sent.</p>
  const [only] = to
  if (only === undefined) return null
  const prefix = <>with “{collabPrefix(['…'])}” before it.</>
  if (to.length === 1) {
    return (
      <p class="fine muted" role="status">
        Goes to <b>{only.name}</b> only, {prefix} {fateWords(only)}
      </p>
    )
  }
  return (
    <div class="fine muted" role="status">
      Goes to all {to.length}, {prefix}
      <ul class="cfates">
        {to.map((one) => (
          <li key={one.sessionId}>
            <b>{one.name}</b> {fateWords(one)}
          </li>
        ))}
      </ul>
    </div>
  )
}

const everyone = ''

/** Chooses by writing the name, so that what stands in the field is all there is. */
function ToWhom({ to }: { readonly to: readonly Teammate[] }) {
  const [only] = to
  const value = to.length === 1 && only !== undefined ? only.sessionId : everyone
  const choose = (sessionId: string) => {
    const bare = members
      .peek()
      .reduce(
        (text, { name }) => (text.startsWith(`@${name}`) ? text.slice(name.length + 1).trimStart() : text),
        written.peek(),
      )
    const name = members.peek().find((one) => one.sessionId === sessionId)?.name
    written.value = name === undefined ? bare : `@${name} ${bare}`
  }
  return (
    <Select
      label="To whom"
      value={value}
      choices={[
        { value: everyone, label: 'Everyone' },
        ...members.value.map(({ sessionId, name }) => ({ value: sessionId, label: name })),
      ]}
      onChange={choose}
    />
  )
}
