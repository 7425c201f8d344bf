/** `tce statusline`: how it stands, and what changes. Pure: report → lines. */
import type { StatusLinePlace, StatusLineReport } from '../../core/limits/status-line-report.ts'
import { formatDurationInWords, plural } from '../../core/words/format.ts'
import { plainText } from '../../core/words/text.ts'
import type { Line, Look } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import { wrapLine } from '../../terminal/wrap.ts'

type ShortPath = (path: string) => string

export function statusLineStatus(
  { places, lastDrawnAt, sessions }: StatusLineReport,
  nowMs: number,
  look: Look,
  short: ShortPath,
): readonly Line[] {
  const { glyphs, columns } = look
  if (places.length === 0) return [line('No agent that has a status line has a folder of settings here.')]
  const shown = places.flatMap((place) => {
    const { state, file } = place
    const mark =
      state === 'ours'
        ? span(`${glyphs.done} `, 'ok')
        : state === 'unreadable'
          ? span(`${glyphs.warning} `, 'warn')
          : span(`${glyphs.none} `, 'dim')
    return [
      line(mark, plainText(short(file))),
      ...wrapLine(line('  ', span(plainText(words(place, nowMs)), 'dim')), columns),
    ]
  })
  if (!places.some(({ state }) => state === 'ours')) return shown
  const drawn =
    lastDrawnAt === undefined
      ? 'No line was drawn yet: a running session does so with its next answer.'
      : `Drawn last ${agoInWords(lastDrawnAt, nowMs)}; ${plural(sessions, 'session')} within a day.`
  return [...shown, emptyLine, line(drawn)]
}

/** "just now", "12 s ago" */
function agoInWords(iso: string, nowMs: number): string {
  const agoMs = nowMs - Date.parse(iso)
  return agoMs < 1_000 ? 'just now' : `${formatDurationInWords(agoMs)} ago`
}

function words({ state, own, since, problem }: StatusLinePlace, nowMs: number): string {
  switch (state) {
    case 'ours': {
      const ago = since === undefined ? '' : ` ${agoInWords(since, nowMs)}`
      return own === undefined ? `installed${ago}` : `installed${ago}; yours is printed first: ${own}`
    }
    case 'theirs':
      return own === undefined ? 'another line of yours' : `yours: ${own}`
    case 'none':
      return 'no status line; tce statusline install'
    case 'unreadable':
      return problem ?? 'left alone'
    default:
      return state satisfies never
  }
}

export function statusLineChanges(
  places: readonly StatusLinePlace[],
  verb: 'install' | 'uninstall',
  look: Look,
  short: ShortPath,
): readonly Line[] {
  const { columns } = look
  return places.flatMap(({ file, own, change }) => {
    if (change === undefined) return []
    const link = change.linksTo === undefined ? [] : [`It is a link to ${change.linksTo}, which changes.`]
    const notes = [
      ...link,
      ...(verb === 'uninstall'
        ? ['Every other byte stays.']
        : own === undefined
          ? ['Every other byte stays. Undo: tce statusline uninstall']
          : ['Your own line stays and is printed first, TCE’s below it. Undo: tce statusline uninstall']),
    ]
    return [
      line(span(short(file), 'bold'), change.isNewFile ? ', a new file, will say:' : ' will say:'),
      ...sideOf('- ', change.removed, 'bad', columns),
      ...sideOf('+ ', change.added, 'ok', columns),
      ...notes.flatMap((note) => wrapLine(line('  ', plainText(note)), columns)),
    ]
  })
}

/** JSON of others as they wrote it, line by line. */
const sideOf = (mark: string, text: string | undefined, role: 'ok' | 'bad', columns: number): readonly Line[] =>
  text === undefined
    ? []
    : text.split(/\r?\n/).flatMap((one) => wrapLine(line(span(mark, role), plainText(one)), columns))
