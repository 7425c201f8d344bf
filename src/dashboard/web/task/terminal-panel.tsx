/** The terminal of a task: its head, its screen, and a foot that says what keys do and what it asks. */
import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { Task } from '../../../core/tasks/task.ts'
import { plainText } from '../../../core/words/text.ts'
import { isResting } from '../keys.ts'
import { tasksVersion } from '../live/live-store.ts'
import { navigate } from '../navigation.tsx'
import { Icon } from '../parts/mark.tsx'
import { Segments } from '../parts/segments.tsx'
import { ChooseFiles } from '../task-files/drop-files.tsx'
import { StagedText } from '../task-files/staged-text.tsx'
import { AnswerFoot, useAnswerOf } from './answer-foot.tsx'
import { pageKeyOf } from './terminal/terminal-keys.ts'
import { changeFont, type TerminalView, useTerminal } from './terminal/use-terminal.ts'
import { LineFoot, ScrollFoot } from './terminal-feet.tsx'

interface TerminalPanelProps {
  readonly task: Task
  readonly isZoomed: boolean
  readonly onZoom: () => void
  /** What stands below its last screen, once nothing runs in it. */
  readonly children: ComponentChildren
}

export function TerminalPanel({ task, isZoomed, onZoom, children }: TerminalPanelProps) {
  const { place, view, acts } = useTerminal(task.id, task.run?.id)
  const [isFinding, setIsFinding] = useState(false)
  const asks = useAnswerOf(task)
  const { line, scroll } = view
  const isDead = children !== null && line.phase !== 'live'
  useTerminalKeys({
    leave: () => (isInTerminal(place.current) ? leaveTerminal() : acts.focus()),
    allow: asks.allow,
    zoom: onZoom,
  })
  const isBack = scroll.below > 0
  return (
    <section class={`panel termp ${isDead ? 'is-dead' : ''}`} aria-label="Terminal" data-drawn-by={view.drawnBy}>
      <div class="panel-head">
        <Segments
          label="View"
          value="terminal"
          segments={[
            { value: 'terminal', label: isDead ? 'Last screen' : 'Terminal' },
            ...(task.sessionId === undefined ? [] : [{ value: 'session', label: 'Conversation' }]),
          ]}
          onChange={(value) => {
            if (value === 'session') navigate({ screen: 'session', sessionId: task.sessionId, query: {} })
          }}
        />
        <span class="muted fine term-says" role="status">
          {headWords(view, isDead)}
        </span>
        {view.size !== undefined && view.fitting !== undefined && isOther(view) && line.mayType && !isDead && (
          <button type="button" class="link fine" onClick={acts.takeSize}>
            Fit here
          </button>
        )}
        <span class="spring" />
        <IconButton label="Find in the terminal" icon="search" onClick={() => setIsFinding(!isFinding)} />
        <IconButton label="Smaller text" icon="out" onClick={() => changeFont(-1)} />
        <IconButton label="Larger text" icon="in" onClick={() => changeFont(1)} />
        <ChooseFiles id={task.id} />
        <button type="button" class="btn small" aria-pressed={isZoomed} onClick={onZoom}>
          <Icon name="fit" size={12} />
          Zoom<kbd>z</kbd>
        </button>
      </div>
      <div class="term-place">
        <div ref={place} class="term" />
        {view.isBroken && (
          <p class="term-note" role="alert">
            The terminal could not be loaded. Reload the page.
          </p>
        )}
        {line.phase === 'refused' && line.words !== undefined && <p class="term-note">{plainText(line.words)}</p>}
      </div>
      <StagedText id={task.id} follows={tasksVersion} />
      {isDead && children}
      {isBack || isFinding ? (
        <ScrollFoot view={view} acts={acts} isFinding={isFinding} onEndFind={() => setIsFinding(false)} />
      ) : isDead ? null : asks.item !== undefined ? (
        <AnswerFoot asks={asks} />
      ) : (
        <LineFoot view={view} acts={acts} />
      )}
    </section>
  )
}

const isOther = ({ size, fitting }: TerminalView): boolean =>
  size?.columns !== fitting?.columns || size?.rows !== fitting?.rows

function headWords({ line, size, scroll, isBroken }: TerminalView, isDead: boolean): string {
  const shape = size === undefined ? '' : `, ${size.columns} × ${size.rows}`
  if (isBroken) return ''
  if (line.phase === 'connecting') return 'connecting'
  if (line.phase === 'lost') return `not connected${shape}; trying again`
  if (isDead || line.phase === 'over') return `last screen${line.words === undefined ? '' : `, ${line.words}`}`
  if (line.phase === 'refused') return 'nothing is shown'
  if (scroll.below > 0) return `scrolled back${shape}; keys do not go in`
  return line.mayType ? `live${shape}, your keys go in` : `live${shape}, you look at it`
}

const IconButton = ({
  label,
  icon,
  onClick,
}: {
  readonly label: string
  readonly icon: 'search' | 'out' | 'in'
  readonly onClick: () => void
}) => (
  <button type="button" class="icon-btn" aria-label={label} title={label} onClick={onClick}>
    <Icon name={icon} size={14} />
  </button>
)

const isInTerminal = (place: HTMLElement | null): boolean => place?.contains(document.activeElement) === true

/** Keys are the page's again. */
function leaveTerminal(): void {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
  document.querySelector<HTMLElement>('.task-view')?.focus({ preventScroll: true })
}

type TerminalKeys = Readonly<Record<'leave' | 'allow' | 'zoom', () => void>>

/** They come from the terminal and from anywhere else on the screen. The palette and the other tasks have theirs from the frame. */
function useTerminalKeys(keys: TerminalKeys): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || document.querySelector('dialog[open]') !== null) return
      const key = pageKeyOf(event)
      const isZoom = key === undefined && event.key === 'z' && !isResting(event)
      const act = key === 'leave' || key === 'allow' ? keys[key] : isZoom ? keys.zoom : undefined
      if (act === undefined) return
      event.preventDefault()
      act()
    }
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  })
}
