/** `tce session name 3f2a91 "Advisory locks"`: what is to change of what is kept of a session. Pure. */
import type { MarkChange } from '../core/session/session-marks.ts'
import { plainText } from '../core/words/text.ts'

const withWords = new Map<string, (words: readonly string[]) => MarkChange>([
  ['name', (words) => ({ name: words.join(' ') })],
  ['note', (words) => ({ note: words.join(' ') })],
  ['tag', (addTags) => ({ addTags })],
  ['untag', (removeTags) => ({ removeTags })],
])
const alone = new Map<string, MarkChange>([
  ['star', { isStarred: true }],
  ['unstar', { isStarred: false }],
  ['archive', { isArchived: true }],
  ['unarchive', { isArchived: false }],
])

/** Else what is wrong. */
export function markChange(verb: string, words: readonly string[]): MarkChange | string {
  const change = alone.get(verb)
  if (change !== undefined)
    return words.length === 0 ? change : `tce session ${verb} takes one session and nothing else.`
  const taking = withWords.get(verb)
  if (taking === undefined) {
    return `There is no tce session ${plainText(verb)}. There are: ${[...withWords.keys(), ...alone.keys()].join(', ')}.`
  }
  if (words.length > 0) return taking(words)
  return `What to ${verb} it is missing${verb === 'name' || verb === 'note' ? '; "" takes it away' : ''}.`
}
