/** `tce hooks`: how it stands, and what putting them in changes. Pure: report → lines. */
import type { HookPlace, HookReport } from '../../core/hooks/hook-report.ts'
import { formatCount, plural } from '../../core/words/format.ts'
import { plainText } from '../../core/words/text.ts'
import type { Line, Look } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import { wrapLine } from '../../terminal/wrap.ts'

/** `~/.claude/settings.json` */
type ShortPath = (path: string) => string

export function hookStatus(report: HookReport, look: Look, short: ShortPath): readonly Line[] {
  const { glyphs, columns } = look
  const places = report.places.flatMap((place) => {
    const isWell = place.problem === undefined && (place.state === 'in' || !place.isWanted)
    const mark =
      place.state === 'in' && isWell
        ? span(`${glyphs.done} `, 'ok')
        : isWell
          ? span(`${glyphs.none} `, 'dim')
          : span(`${glyphs.warning} `, 'warn')
    const words = [stateWords(place, report), ...(place.problem === undefined ? [] : [place.problem])]
    return [
      line(mark, plainText(short(place.file))),
      ...words.flatMap((text) => wrapLine(line('  ', span(plainText(text), 'dim')), columns)),
    ]
  })
  return [...places, ...(report.places.some(({ state }) => state === 'in') ? [emptyLine, heardLine(report)] : [])]
}

function stateWords({ state, isWanted, otherHooks, url }: HookPlace, { isServing, events }: HookReport): string {
  const others = otherHooks === 0 ? '' : `, ${plural(otherHooks, 'hook')} of others`
  switch (state) {
    case 'in':
      return `${plural(events.length, 'hook')} post to ${url}${others}`
    case 'out':
      if (isWanted) return `wanted; they go in when TCE serves (tce run)${others}`
      return `none of TCE${others}`
    case 'some':
      return `not as TCE wants them${others}`
    case 'elsewhere':
      return `they post to another port${isServing ? '' : ', and no TCE serves here'}${others}`
    case 'unreadable':
      return 'left alone'
    default:
      return state satisfies never
  }
}

const heardLine = ({ heard: { total, lastMinute, sessionIds } }: HookReport): Line =>
  line(
    total === 0
      ? 'Nothing was heard since TCE serves.'
      : `${plural(lastMinute, 'hook')} in the last minute, ${formatCount(total)} since TCE serves, of ${plural(sessionIds.length, 'session')}.`,
  )

/** What would change in each file, before anybody is asked. */
export function hookChanges(
  { places, events, isServing }: HookReport,
  look: Look,
  { short, isWhole }: { readonly short: ShortPath; readonly isWhole: boolean },
): readonly Line[] {
  const { columns } = look
  const others = (place: HookPlace) =>
    place.otherHooks === 0
      ? ''
      : ` ${plural(place.otherHooks, 'hook')} of others ${place.otherHooks === 1 ? 'stays' : 'stay'}.`
  const shown = places.flatMap((place) => {
    const { change } = place
    if (change === undefined) return []
    const file = plainText(short(place.file))
    const notes = [
      `${plural(events.length, 'entry', 'entries')} ${change.isNewFile ? 'in a new file' : 'are added; every other byte stays'}.${others(place)}`,
      ...(change.linksTo === undefined ? [] : [`It is a link to ${plainText(change.linksTo)}, which changes.`]),
      `Only you may read it from then on${change.modeBefore === undefined ? '' : ` (0600; ${change.modeBefore} now, and again when they go)`}: it holds a secret, good for posting hooks alone.`,
      ...(place.scope === 'project' ? ['Keep it out of the repository: this file is for you, not for others.'] : []),
    ]
    return [
      line(span(file, 'bold')),
      ...(isWhole ? change.added.map((text) => line(span('+ ', 'ok'), text)) : addedWords(events, place.url, look)),
      ...notes.flatMap((note) => wrapLine(line('  ', note), columns)),
    ]
  })
  const when = isServing
    ? 'They go out when TCE ends, and in again when it serves. Running sessions follow within 2 s.'
    : 'No TCE serves now: they go in when it does (tce run), and out when it ends.'
  return [...shown, ...wrapLine(line('  ', when), columns)]
}

function addedWords(events: HookReport['events'], url: string, { columns }: Look): readonly Line[] {
  const quick = events.filter(({ timeoutSeconds }) => timeoutSeconds <= 1)
  const slow = events.filter(({ timeoutSeconds }) => timeoutSeconds > 1)
  const named = (list: HookReport['events']) => list.map(({ name }) => name).join(', ')
  return [
    ...wrapLine(line(span('+ ', 'ok'), `${named(quick)}: POST ${url}, at most 1 s`), columns),
    ...[...Map.groupBy(slow, ({ timeoutSeconds }) => timeoutSeconds)].flatMap(([timeoutSeconds, some]) =>
      wrapLine(line(span('+ ', 'ok'), `${named(some)}: the same, at most ${timeoutSeconds} s`), columns),
    ),
  ]
}
