/** A tool's line and what is below it when it is open. */
import { useMemo } from 'preact/hooks'
import type { SessionEvent } from '../../../../core/session/session-event.ts'
import { Link } from '../../navigation.tsx'
import { Icon, Mark } from '../../parts/mark.tsx'
import { Since } from '../../parts/since.tsx'
import { type DiffLine, linesAtFirst, mostShownLines, shownLines, toDiffLines } from './diff-lines.ts'
import { withMarks } from './formatted.tsx'
import type { RowView } from './row-view.ts'
import { countWords, durationWords, imageWords, resultWords, shortPath, toolName } from './row-words.ts'
import type { ToolRow } from './rows.ts'
import { inputFields } from './tool-detail.ts'

interface ToolProps {
  readonly row: ToolRow
  readonly view: RowView
}

export const ToolMark = ({ row: { status, call } }: Pick<ToolProps, 'row'>) => (
  <Mark name={status === 'done' ? 'ok' : status === 'pending' ? (call === undefined ? 'none' : 'busy') : 'fail'} />
)

export const statusWords: Record<ToolRow['status'], string> = {
  done: 'done',
  pending: 'running',
  failed: 'failed',
  interrupted: 'interrupted',
}

export function Tool({ row, view }: ToolProps) {
  const { isOpen, search, cwd } = view
  const name = toolName(row)
  const summary = shortPath(row.start?.description ?? row.summary, cwd)
  const { changed } = row.result ?? {}
  const counts = changed && countWords(changed)
  const words = counts ? '' : resultWords(row)
  const lane = row.result?.agentId ?? row.end?.agentId ?? view.laneOf(row.toolId)
  return (
    <>
      <p class="tool-line">
        <Disclose isOpen={isOpen} what={`${name} ${summary}`} onToggle={view.onToggle} />
        <b class="mono">{withMarks(name, search)}</b>
        <span class={row.start ? 'clip tool-what' : 'mono clip'} title={summary}>
          {withMarks(summary, search)}
        </span>
        {lane !== undefined && row.start !== undefined && (
          <Link to={view.laneRoute(lane)} class="lane-link" aria-label={`Open the conversation of ${name}`}>
            open
          </Link>
        )}
        <span class="tool-r">
          {counts ? (
            <>
              <span class="add">{counts.added}</span> <span class="del">{counts.removed}</span>
            </>
          ) : (
            withMarks(words, search)
          )}
        </span>
        <span class="tool-d">{row.status === 'pending' ? <Running at={row.at} /> : durationWords(row.durationMs)}</span>
      </p>
      {isOpen && <Detail row={row} view={view} />}
    </>
  )
}

function Running({ at }: { readonly at: string | undefined }) {
  const sinceMs = Date.parse(at ?? '')
  return Number.isNaN(sinceMs) ? null : <Since sinceMs={sinceMs} />
}

export const Disclose = (props: { readonly isOpen: boolean; readonly what: string; readonly onToggle: () => void }) => (
  <button
    type="button"
    class="disclose"
    tabIndex={-1}
    aria-expanded={props.isOpen}
    aria-label={`Details of ${props.what.slice(0, 120)}`}
    onClick={props.onToggle}
  >
    <Icon name="chev" size={12} />
  </button>
)

function Detail({ row, view }: ToolProps) {
  const call = whole(view, row.call)
  const result = whole(view, row.result)
  const fields = useMemo(() => inputFields({ ...row, call, result }), [row, call, result])
  const isCut = call?.isCut === true || result?.isCut === true
  return (
    <div class="tool-detail">
      {fields.length > 0 && <Input fields={fields} search={view.search} />}
      {result?.diff && result.diff.length > 0 && <Diff hunks={result.diff} view={view} />}
      {result !== undefined && result.text !== '' && !(result.diff && result.diff.length > 0) && (
        <Output text={result.text} isCut={isCut} view={view} />
      )}
      {result !== undefined && result.images > 0 && <Images count={result.images} />}
      {isCut && !view.isAll && (result?.text === '' || (result?.diff?.length ?? 0) > 0) && (
        <MoreButton view={view} words="Show all of it" />
      )}
    </div>
  )
}

const whole = <E extends SessionEvent>(view: RowView, event: E | undefined): E | undefined =>
  event && ((view.whole(event.cursor) as E | undefined) ?? event)

const Input = ({ fields, search }: { readonly fields: ReturnType<typeof inputFields>; readonly search: string }) => (
  <dl class="tool-input">
    {fields.map(({ name, value, isBlock }) => (
      <div key={name} class={isBlock ? 'is-block' : ''}>
        <dt>{name}</dt>
        <dd>
          {isBlock ? (
            <pre class="out">{withMarks(shownLines(value, false).lines.join('\n'), search)}</pre>
          ) : (
            <code>{withMarks(value, search)}</code>
          )}
        </dd>
      </div>
    ))}
  </dl>
)

function Diff({ hunks, view }: { readonly hunks: Parameters<typeof toDiffLines>[0]; readonly view: RowView }) {
  const lines = useMemo(() => toDiffLines(hunks), [hunks])
  const most = view.isAll ? mostShownLines : linesAtFirst * 2
  return (
    <>
      <pre class="diff">
        {lines.slice(0, most).map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of a diff never change places.
          <DiffLineOf key={index} line={line} search={view.search} />
        ))}
      </pre>
      {lines.length > most && !view.isAll && (
        <button type="button" class="link fine more" onClick={view.onAll}>
          Show {lines.length - most} more lines
        </button>
      )}
    </>
  )
}

const DiffLineOf = ({ line, search }: { readonly line: DiffLine; readonly search: string }) => (
  <span class={`ln${line.kind === 'add' || line.kind === 'del' ? ` ${line.kind}` : ''}`}>
    {line.number}
    {'  '}
    {withMarks(line.text, search)}
    {'\n'}
  </span>
)

interface OutputProps {
  readonly view: RowView
  readonly text: string
  readonly isCut: boolean
}

function Output({ text, isCut, view }: OutputProps) {
  const { lines, hidden } = useMemo(() => shownLines(text, view.isAll), [text, view.isAll])
  const words = isCut && !view.isAll ? 'Show all of it' : `Show ${hidden.toLocaleString('en-US')} more lines`
  return (
    <>
      <pre class="out">{withMarks(lines.join('\n'), view.search)}</pre>
      {!view.isAll && (hidden > 0 || isCut) && <MoreButton view={view} words={words} />}
      {view.isAll && hidden > 0 && (
        <p class="muted fine">{hidden.toLocaleString('en-US')} more lines are in the transcript.</p>
      )}
    </>
  )
}

const MoreButton = ({ view, words }: { readonly view: RowView; readonly words: string }) => (
  <button type="button" class="link fine more" onClick={view.onAll}>
    {words}
  </button>
)

/** Their bytes never reach the page. */
export const Images = ({ count }: { readonly count: number }) => (
  <p class="image-place">{imageWords(count)}, not shown here</p>
)
