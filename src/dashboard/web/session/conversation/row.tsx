/** One row of the conversation. */
import type { ComponentChildren } from 'preact'
import { formatDurationInWords } from '../../../../core/words/format.ts'
import { plainLines, plainText } from '../../../../core/words/text.ts'
import { Link } from '../../navigation.tsx'
import { Mark } from '../../parts/mark.tsx'
import { SafeLink } from '../../parts/safe-link.tsx'
import { Since } from '../../parts/since.tsx'
import { formatClock } from '../../parts/time.ts'
import { AnswerPlace } from '../../waiting/answer-place.tsx'
import { dayWords } from './day.ts'
import { Formatted, withMarks } from './formatted.tsx'
import type { RowView } from './row-view.ts'
import { durationWords, noteWords, thinkingWords, toolName } from './row-words.ts'
import type { ConversationRow, ToolRow } from './rows.ts'
import { Disclose, Images, statusWords, Tool, ToolMark } from './tool-view.tsx'

interface RowProps {
  readonly row: ConversationRow
  readonly index: number
  readonly view: RowView
  /** The one stop of the keyboard. */
  readonly isStop: boolean
  /** The address names it. */
  readonly isTarget: boolean
}

export function Row({ row, index, view, isStop, isTarget }: RowProps) {
  const className = [classOf(row), isTarget ? 'is-target' : ''].filter(Boolean).join(' ')
  return (
    <article
      class={className}
      data-key={row.key}
      id={`e${row.key}`}
      aria-label={labelOf(row, view)}
      aria-posinset={index + 1}
      aria-setsize={-1}
      tabIndex={isStop ? 0 : -1}
    >
      {bodyOf(row, view)}
    </article>
  )
}

function classOf(row: ConversationRow): string {
  switch (row.kind) {
    case 'prompt':
      return 'ev you'
    case 'thinking':
      return 'ev think'
    case 'text':
      return 'ev asst'
    case 'tool':
      return `ev tool${row.status === 'failed' ? ' is-fail' : ''}${row.group ? ` par-${row.group}` : ''}`
    case 'parallel':
      return 'par-head'
    case 'note':
      return `ev note is-${row.event.kind}`
    case 'day':
      return 'day'
    case 'ask':
      return 'ev ask-ev'
    default:
      return row satisfies never
  }
}

function labelOf(row: ConversationRow, { windowTokens }: RowView): string {
  switch (row.kind) {
    case 'prompt':
      return `You: ${beginOf(row.event.text)}`
    case 'thinking':
      return thinkingWords(row.event.durationMs, row.event.text)
    case 'text':
      return `Answer: ${beginOf(row.event.text)}`
    case 'tool':
      return [
        toolName(row),
        plainText(row.summary).slice(0, 80),
        statusWords[row.status],
        durationWords(row.durationMs),
      ]
        .filter(Boolean)
        .join(', ')
    case 'parallel':
      return parallelWords(row.count, row.durationMs)
    case 'note':
      return noteWords(row.event, windowTokens).slice(0, 160)
    case 'day':
      return dayWords(row.dayMs)
    case 'ask':
      return `Waiting for you, ${plainText(row.reason)}`
    default:
      return row satisfies never
  }
}

const beginOf = (text: string): string => plainText(text.slice(0, 400)).slice(0, 120)

const parallelWords = (count: number, ms: number | undefined): string =>
  `${count} in parallel${ms === undefined ? '' : `, ${formatDurationInWords(ms)}`}`

function bodyOf(row: ConversationRow, view: RowView): ComponentChildren {
  switch (row.kind) {
    case 'parallel':
      return parallelWords(row.count, row.durationMs)
    case 'day':
      return dayWords(row.dayMs)
    default:
      return (
        <>
          <Time row={row} view={view} />
          <span class="ev-mark">{markOf(row)}</span>
          <div class="ev-body">{insideOf(row, view)}</div>
        </>
      )
  }
}

function Time({ row: { at, cursor }, view }: Pick<RowProps, 'row' | 'view'>) {
  const ms = at === undefined ? Number.NaN : Date.parse(at)
  if (Number.isNaN(ms)) return <time />
  const time = <time dateTime={at}>{formatClock(ms)}</time>
  if (cursor === '') return time
  return (
    <Link to={view.eventRoute(cursor)} class="ev-link" title="The address of this moment" tabIndex={-1}>
      {time}
    </Link>
  )
}

function markOf(row: ConversationRow): ComponentChildren {
  if (row.kind === 'tool') return <ToolMark row={row} />
  if (row.kind === 'ask') return <Mark name="waiting" />
  if (row.kind === 'note' && (row.event.kind === 'api-error' || row.event.kind === 'interrupt'))
    return <Mark name="fail" />
  return null
}

type WithBody = Exclude<ConversationRow, { kind: 'parallel' | 'day' }>

function insideOf(row: WithBody, view: RowView): ComponentChildren {
  switch (row.kind) {
    case 'prompt':
      return (
        <>
          <p class="who">You</p>
          <Long text={row.event.text} cursor={row.cursor} isCut={row.event.isCut} view={view} />
          {row.event.images > 0 && <Images count={row.event.images} />}
        </>
      )
    case 'text':
      return <Long text={row.event.text} cursor={row.cursor} isCut={row.event.isCut} view={view} />
    case 'thinking':
      return <Thinking row={row} view={view} />
    case 'tool':
      return <Tool row={row as ToolRow} view={view} />
    case 'note':
      return <Note row={row} view={view} />
    case 'ask':
      return <Ask row={row} view={view} />
    default:
      return row satisfies never
  }
}

interface LongProps {
  readonly text: string
  readonly cursor: string
  readonly isCut: boolean | undefined
  readonly view: RowView
}

function Long({ text, cursor, isCut, view }: LongProps) {
  const whole = view.whole(cursor)
  const shown = whole && 'text' in whole && typeof whole.text === 'string' ? whole.text : text
  return (
    <>
      <Formatted text={shown} search={view.search} />
      {isCut && !whole && (
        <button type="button" class="link fine more" onClick={view.onAll}>
          Show all of it
        </button>
      )}
    </>
  )
}

function Thinking({ row, view }: { readonly row: Extract<WithBody, { kind: 'thinking' }>; readonly view: RowView }) {
  const { text, durationMs, isCut } = row.event
  return (
    <>
      <p class="tool-line">
        {text !== '' && <Disclose isOpen={view.isOpen} what="the thinking" onToggle={view.onToggle} />}
        <span>{thinkingWords(durationMs, text)}</span>
      </p>
      {view.isOpen && text !== '' && <Long text={text} cursor={row.cursor} isCut={isCut} view={view} />}
    </>
  )
}

function Note({ row, view }: { readonly row: Extract<WithBody, { kind: 'note' }>; readonly view: RowView }) {
  const { event, summary } = row
  const words = noteWords(event, view.windowTokens)
  const below = summary?.text ?? (event.kind === 'compaction' || event.kind === 'task' ? event.text : undefined)
  if (event.kind === 'command') {
    return (
      <pre class={event.phase === 'run' ? 'command' : 'out'}>
        {withMarks(plainLines(event.text).trim(), view.search)}
      </pre>
    )
  }
  return (
    <>
      <p class="tool-line">
        {below !== undefined && below !== '' && <Disclose isOpen={view.isOpen} what={words} onToggle={view.onToggle} />}
        <span>{withMarks(event.kind === 'compaction' ? `Context ${words}` : words, view.search)}</span>
        {event.kind === 'pr-link' && <SafeLink url={event.url} />}
      </p>
      {view.isOpen && below !== undefined && <Formatted text={below} search={view.search} />}
    </>
  )
}

/** The question and where to answer it. */
function Ask({ row, view }: { readonly row: Extract<WithBody, { kind: 'ask' }>; readonly view: RowView }) {
  const sinceMs = row.at === undefined ? undefined : Date.parse(row.at)
  const { step } = row
  return (
    <div class="ask">
      <p>
        <b>Waiting for you</b>{' '}
        {sinceMs !== undefined && !Number.isNaN(sinceMs) && (
          <span class="muted">
            <Since sinceMs={sinceMs} format={formatDurationInWords} />
          </span>
        )}
      </p>
      <p>{step ? `Permission to run ${plainText(step.tool)}:` : plainText(row.reason) || 'A question'}</p>
      {step?.summary !== undefined && <pre>{plainLines(step.summary)}</pre>}
      <AnswerPlace sessionId={view.sessionId} terminal={view.terminal} />
    </div>
  )
}
