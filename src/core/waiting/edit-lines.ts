/** An edit as lines that go, stay and come. Pure. */
import { plural } from '../words/format.ts'
import type { AskedChange, AskedEdit } from './approval.ts'

export interface EditLine {
  readonly kind: 'same' | 'add' | 'del'
  readonly text: string
}

const around = 3

/** Equal lines at both ends stay, of which a few are shown; what is between goes and comes as a whole. */
export function editLines({ before, after }: Pick<AskedEdit, 'before' | 'after'>): readonly EditLine[] {
  const [old, now] = [linesOf(before), linesOf(after)]
  const most = Math.min(old.length, now.length)
  let head = 0
  while (head < most && old[head] === now[head]) head += 1
  let tail = 0
  while (tail < most - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1
  const as = (kind: EditLine['kind'], lines: readonly string[]) => lines.map((text) => ({ kind, text }))
  return [
    ...as('same', old.slice(Math.max(0, head - around), head)),
    ...as('del', old.slice(head, old.length - tail)),
    ...as('add', now.slice(head, now.length - tail)),
    ...as('same', old.slice(old.length - tail, old.length - tail + around)),
  ]
}

/** The end of the last line is no line of its own. */
const linesOf = (text: string): readonly string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'))

/** `+6 −2` */
export function changeCounts({ edits }: Pick<AskedChange, 'edits'>): string {
  const lines = edits.flatMap(editLines)
  const count = (kind: EditLine['kind']) => lines.filter((line) => line.kind === kind).length
  const [added, removed] = [count('add'), count('del')]
  if (added === 0 && removed === 0) return plural(edits.length, 'edit')
  return [...(added > 0 ? [`+${added}`] : []), ...(removed > 0 ? [`−${removed}`] : [])].join(' ')
}
