/** Which entries the palette shows for what is typed, in which order, and what of them is marked. Pure. */
import type { Mark } from '../../../core/search/search-question.ts'

export type Group = 'agents' | 'commands' | 'sessions' | 'prompts' | 'everywhere'

export interface Entry {
  /** Its own among all entries. */
  readonly id: string
  readonly group: Group
  readonly title: string
  /** Said behind the title, and found too, but less well. */
  readonly detail?: string | undefined
  /** Who was asked for these words named it: it fits, although they may stand elsewhere in it. */
  readonly isFound?: boolean | undefined
}

export interface Asked {
  /** Of the prefix; without one every group is asked. */
  readonly group?: Group | undefined
  /** In small letters. */
  readonly words: readonly string[]
}

export interface RankedGroup<E extends Entry> {
  readonly group: Group
  readonly entries: readonly E[]
}

export const mostOfGroup = 4
export const mostOfAll = 12

const prefixes: Readonly<Record<string, Group>> = { '>': 'commands', '@': 'agents', '#': 'sessions', '/': 'prompts' }

export function askedBy(typed: string): Asked {
  const text = typed.trim()
  const group = prefixes[text.charAt(0)]
  const words = (group === undefined ? text : text.slice(1)).toLowerCase().split(/\s+/u)
  return { group, words: words.filter((word) => word !== '') }
}

/**
 * Every word must be in the title or the detail. Better fits come first, then what was found by others; what fits alike keeps the order it came in, which
 * is the order of need for agents and of time for sessions. Groups without an entry are left out; prompts come only when
 * they are asked for.
 */
export function rank<E extends Entry>(entries: readonly E[], { group, words }: Asked): readonly RankedGroup<E>[] {
  if (group !== undefined) return filled(group, bestOf(entries, group, words).slice(0, mostOfAll))
  // Made for what was typed: all of it fits, and stands as it came.
  const everywhere = entries.filter((entry) => entry.group === 'everywhere').slice(0, mostOfGroup)
  // The way to what is not listed must not be pushed out by what is.
  let left = mostOfAll - everywhere.length
  const listed = (['agents', 'commands', 'sessions'] as const).flatMap((shown) => {
    const best = bestOf(entries, shown, words).slice(0, Math.min(left, mostOfGroup))
    left -= best.length
    return filled(shown, best)
  })
  return [...listed, ...filled('everywhere', everywhere)]
}

const filled = <E extends Entry>(group: Group, entries: readonly E[]): readonly RankedGroup<E>[] =>
  entries.length === 0 ? [] : [{ group, entries }]

/** All of one group that fit, as they are listed. */
export function bestOf<E extends Entry>(entries: readonly E[], group: Group, words: readonly string[]): readonly E[] {
  return entries
    .flatMap((entry) => {
      const fit = entry.group === group ? (fitOf(entry, words) ?? (entry.isFound ? 0 : undefined)) : undefined
      return fit === undefined ? [] : [{ entry, fit }]
    })
    .sort((a, b) => b.fit - a.fit)
    .map(({ entry }) => entry)
}

/** The first place of each word, without overlap, from left to right. */
export function marksOf(text: string, words: readonly string[]): readonly Mark[] {
  const small = text.toLowerCase()
  // Few letters change their length in small letters; places would then be wrong, and no mark is better than a wrong one.
  if (small.length !== text.length) return []
  const places = words
    .map((word) => ({ from: placeOf(small, word), to: placeOf(small, word) + word.length }))
    .filter(({ from }) => from >= 0)
    .sort((a, b) => a.from - b.from || b.to - a.to)
  const marks: Mark[] = []
  for (const place of places) {
    const last = marks.at(-1)
    if (last === undefined || place.from > last.to) marks.push(place)
    else marks[marks.length - 1] = { from: last.from, to: Math.max(last.to, place.to) }
  }
  return marks
}

/** `undefined`: a word is missing. The sum over the words, higher is better; 0 where nothing is asked. */
function fitOf({ title, detail = '' }: Entry, words: readonly string[]): number | undefined {
  let sum = 0
  for (const word of words) {
    const inTitle = fitOfWord(title.toLowerCase(), word)
    const fit = inTitle > 0 ? inTitle + fitOfTitle : fitOfWord(detail.toLowerCase(), word)
    if (fit === 0) return undefined
    sum += fit
  }
  return sum
}

/** So much that the worst fit of a title is above the best of a detail. */
const fitOfTitle = 3

/** 3 where the text begins with it, 2 where a word of the text does, 1 anywhere else, 0 nowhere. */
function fitOfWord(text: string, word: string): number {
  const place = placeOf(text, word)
  if (place <= 0) return place === 0 ? 3 : 0
  return isWordStart(text, place) ? 2 : 1
}

/** Where a word of the text begins with it, else where it is at all; -1: nowhere. */
function placeOf(text: string, word: string): number {
  const first = text.indexOf(word)
  for (let place = first; place >= 0; place = text.indexOf(word, place + 1)) if (isWordStart(text, place)) return place
  return first
}

const isWordStart = (text: string, place: number): boolean =>
  place === 0 || !/[\p{L}\p{N}]/u.test(text.charAt(place - 1))
