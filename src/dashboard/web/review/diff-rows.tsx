/** Rows of a file, split or unified. Only what is near the view is drawn: the rest is room of its height. */
import { type ComponentChildren, Fragment } from 'preact'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { Words } from '../../../core/review/changed-words.ts'
import { hunkHead } from '../../../core/review/patch-text.ts'
import type { DiffHunk, DiffRow, FileDiff } from '../../../core/review/review.ts'
import { shownText } from '../../../core/review/shown-text.ts'
import { type RowPair, splitRows, wordsOfRows } from '../../../core/review/split-rows.ts'
import type { Place } from './review-state.ts'

export type DiffLine =
  | { readonly kind: 'hunk'; readonly hunk: DiffHunk; readonly isChange: false }
  | { readonly kind: 'pair'; readonly pair: RowPair; readonly isChange: boolean }
  | { readonly kind: 'row'; readonly row: DiffRow; readonly isChange: boolean }

/** What a file is drawn of; a change begins where the line before it is none. */
export function linesOf({ hunks }: Pick<FileDiff, 'hunks'>, isSplit: boolean): readonly DiffLine[] {
  return hunks.flatMap((hunk): readonly DiffLine[] => {
    const head: DiffLine = { kind: 'hunk', hunk, isChange: false }
    if (!isSplit)
      return [head, ...hunk.rows.map((row): DiffLine => ({ kind: 'row', row, isChange: row.kind !== 'same' }))]
    const pairs = splitRows(hunk.rows)
    return [head, ...pairs.map((pair): DiffLine => ({ kind: 'pair', pair, isChange: pair.left?.kind !== 'same' }))]
  })
}

export const placesIn = (line: DiffLine, path: string): readonly Place[] => {
  if (line.kind === 'hunk') return []
  const rows = line.kind === 'row' ? [line.row] : [line.pair.right, line.pair.left]
  return rows.flatMap((row): readonly Place[] => {
    if (row === undefined) return []
    if (row.kind === 'del') return [{ path, side: 'before', line: row.before }]
    return [{ path, side: 'after', line: row.after }]
  })
}

const perChunk = 40
export const rowPx = 19
/** Drawn this far beyond what is seen. */
const beyond = '1000px 0px'

interface DiffRowsProps {
  readonly path: string
  readonly lines: readonly DiffLine[]
  readonly hunks: readonly DiffHunk[]
  readonly isSplit: boolean
  /** The one that the keys are at. */
  readonly chosen: number | undefined
  readonly canComment: (place: Place) => boolean
  readonly onComment: (place: Place, isMore: boolean) => void
  /** What stands below a line. */
  readonly below: (line: DiffLine) => ComponentChildren
}

export function DiffRows(props: DiffRowsProps) {
  const { lines, isSplit, hunks } = props
  const words = useMemo(() => new Map(hunks.flatMap(({ rows }) => [...wordsOfRows(splitRows(rows))])), [hunks])
  const hasBoth = useMemo(() => {
    const rows = hunks.flatMap((hunk) => hunk.rows)
    return rows.some(({ isCrlf }) => isCrlf === true) && rows.some(({ isCrlf }) => isCrlf !== true)
  }, [hunks])
  const chunks = Array.from({ length: Math.ceil(lines.length / perChunk) }, (_, at) => at * perChunk)
  return (
    <div class={`dl ${isSplit ? 'spl' : 'uni'}`}>
      {chunks.map((from) => (
        <Chunk key={from} {...props} from={from} words={words} showsEnds={hasBoth} />
      ))}
    </div>
  )
}

interface ChunkProps extends DiffRowsProps {
  readonly from: number
  readonly words: ReadonlyMap<DiffRow, Words>
  readonly showsEnds: boolean
}

function Chunk(props: ChunkProps) {
  const { from, lines, chosen, below, words, showsEnds, path, canComment, onComment } = props
  const box = useRef<HTMLDivElement>(null)
  const heightPx = useRef<number | undefined>(undefined)
  const [isNear, setIsNear] = useState(from < 2 * perChunk)
  const until = Math.min(lines.length, from + perChunk)
  const hasChosen = chosen !== undefined && chosen >= from && chosen < until
  useEffect(() => {
    const element = box.current
    if (!element) return
    const watch = new IntersectionObserver(
      ([entry]) => {
        if (entry === undefined) return
        if (!entry.isIntersecting) heightPx.current = element.offsetHeight
        setIsNear(entry.isIntersecting)
      },
      { rootMargin: beyond },
    )
    watch.observe(element)
    return () => watch.disconnect()
  }, [])
  useEffect(() => {
    if (!hasChosen) return
    const row = box.current?.querySelector(`[data-line="${chosen}"]`) ?? box.current
    row?.scrollIntoView({ block: 'center' })
  }, [hasChosen, chosen])
  if (!isNear && !hasChosen) {
    const px = heightPx.current ?? (until - from) * rowPx
    return <div ref={box} style={{ height: `${px}px` }} />
  }
  return (
    <div ref={box}>
      {lines.slice(from, until).map((line, at) => {
        const index = from + at
        const shared = { index, isChosen: index === chosen, words, showsEnds, path, canComment, onComment }
        return (
          <Fragment key={index}>
            {line.kind === 'hunk' ? (
              <div class="dr hunk" data-line={index}>
                <span class="gut" />
                <span class="code">{hunkHead(line.hunk)}</span>
              </div>
            ) : line.kind === 'row' ? (
              <UnifiedRow {...shared} row={line.row} />
            ) : (
              <SplitRow {...shared} pair={line.pair} />
            )}
            {below(line)}
          </Fragment>
        )
      })}
    </div>
  )
}

interface RowProps extends Pick<ChunkProps, 'words' | 'showsEnds' | 'path' | 'canComment' | 'onComment'> {
  readonly index: number
  readonly isChosen: boolean
}

const signs = { same: '', add: '+', del: '−' } as const

function UnifiedRow({ row, index, isChosen, ...rest }: RowProps & { readonly row: DiffRow }) {
  const look = row.kind === 'same' ? '' : `is-${row.kind}`
  return (
    <div class={`dr ${look} ${isChosen ? 'is-here' : ''}`} data-line={index}>
      <LineNumber row={row} side="before" {...rest} />
      <LineNumber row={row} side="after" {...rest} />
      <span class="sig">{signs[row.kind]}</span>
      <Code row={row} {...rest} />
    </div>
  )
}

function SplitRow({ pair, index, isChosen, ...rest }: RowProps & { readonly pair: RowPair }) {
  return (
    <div class={`dr ${isChosen ? 'is-here' : ''}`} data-line={index}>
      <Half row={pair.left} side="before" {...rest} />
      <Half row={pair.right} side="after" {...rest} />
    </div>
  )
}

type HalfProps = Omit<RowProps, 'index' | 'isChosen'> & { readonly side: Place['side'] }

function Half({ row, side, ...rest }: HalfProps & { readonly row: DiffRow | undefined }) {
  if (row === undefined) {
    return (
      <>
        <span class="gut" />
        <span class="sig" />
        <span class="code is-void" />
      </>
    )
  }
  const look = row.kind === 'same' ? '' : `is-${row.kind}`
  return (
    <>
      <LineNumber row={row} side={side} look={look} {...rest} />
      <span class={`sig ${look}`}>{signs[row.kind]}</span>
      <Code row={row} look={look} {...rest} />
    </>
  )
}

function LineNumber({
  row,
  side,
  look = '',
  path,
  canComment,
  onComment,
}: HalfProps & { readonly row: DiffRow; readonly look?: string }) {
  const line = row[side]
  const place: Place = { path, side, line }
  if (line === undefined || !canComment(place)) return <span class={`gut ${look}`}>{line}</span>
  return (
    <button
      type="button"
      class={`gut ${look}`}
      tabIndex={-1}
      aria-label={`Comment on line ${line}${side === 'before' ? ' as it was' : ''}`}
      onClick={(event) => onComment(place, event.shiftKey)}
    >
      {line}
    </button>
  )
}

type CodeProps = Pick<ChunkProps, 'words' | 'showsEnds'> & { readonly row: DiffRow; readonly look?: string }

function Code({ row, look = '', words, showsEnds }: CodeProps) {
  const { text, cutChars, isUnended, isCrlf } = row
  return (
    <code class={`code ${look}`}>
      {marked(text, words.get(row) ?? [])}
      {showsEnds && isCrlf && <i title="The line ends with CR LF">␍</i>}
      {cutChars !== undefined && <i>… {cutChars} characters more</i>}
      {isUnended && <i> no newline at the end</i>}
    </code>
  )
}

function marked(text: string, words: Words): ComponentChildren {
  if (words.length === 0) return shownText(text)
  const parts: ComponentChildren[] = []
  let at = 0
  for (const [from, to] of words) {
    if (from > at) parts.push(shownText(text.slice(at, from)))
    parts.push(<mark key={from}>{shownText(text.slice(from, to))}</mark>)
    at = to
  }
  parts.push(shownText(text.slice(at)))
  return parts
}
