/** `?`: what every key does. Pure. */
import type { Line } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import { screenNames, screens } from '../screens.ts'
import { padEnd, windowOf } from './cells.ts'
import type { Frame } from './layout.ts'

const keys = (marks: Frame['marks']): readonly (readonly [string, string])[] => [
  [`${marks.vertical}  j`, 'move; the feed stops following'],
  ['enter', 'one event in full, or watch the row'],
  ['tab  1-9', 'next session, session n (one pane: the other pane)'],
  ...screenNames.flatMap((name) => {
    const { key, does } = screens[name]
    return key === undefined || does === undefined ? [] : [[key, does] as const]
  }),
  ['space', 'stop following, follow again'],
  ['g  G', 'newest, oldest'],
  ['/', 'filter the feed or the rows; esc clears'],
  ['f', 'kinds: all, text, tools, failed'],
  ['s', 'sort the overview'],
  ['k', 'kill, with the tree and a question'],
  ['p', 'pin, unpin'],
  ['t', 'show its terminal'],
  ['c', 'copy the resume command'],
  ['+  -', 'replay: faster, slower'],
  ['?  q', 'keys, quit'],
]

export function keysScreen(frame: Frame): readonly Line[] {
  const { glyphs, columns, bodyRows } = frame
  const rule: Line = [span(glyphs.rule.repeat(columns), 'dim')]
  const rows = keys(frame.marks).map(([key, does]) => line(' ', span(padEnd(key, 12), 'bold'), does))
  const gap = rows.length + 1 <= bodyRows ? [emptyLine] : []
  return [
    line(' ', span('Keys', 'bold')),
    rule,
    ...windowOf([...gap, ...rows], 0, bodyRows),
    rule,
    line(' ', span('any key', 'dim'), ' back'),
  ]
}
