/** A session's box with our text in it: looked at until it shows that, Enter for it, and the way out again. No key goes unseen. */
import { setTimeout as pause } from 'node:timers/promises'
import { isSameText, withoutBlanks } from '../../../core/prompts/prompt-text.ts'
import { type PromptScreen, screenRows } from '../../../core/prompts/screen.ts'
import type { BoxDeeds, Delivery, Errand } from '../channel.ts'
import type { Key, PlaceLook, TypedHost, TypedPlace } from './typed-host.ts'

/** A look in which the box shows our text, or what is left of it. */
export interface SeenBox extends PlaceLook {
  readonly box: string
}

const lookEveryMs = 40
/** From Enter until the box is empty; the second time nothing more is tried. */
const takenWithinMs = [700, 3_000]
/** From a key that takes text away until less of it stands there. */
const lessWithinMs = 1_500

export const goneWords = 'Its terminal is gone, or shows another program by now.'
export const dialogWords = 'A dialog was about to open.'

/** The look in which the box shows our text; else why Enter is not pressed. */
export async function untilShown(place: TypedPlace, errand: Errand, withinMs: number): Promise<SeenBox | string> {
  const deadlineMs = performance.now() + withinMs
  for (;;) {
    const seen = await place.look()
    if (seen === undefined) return 'Its terminal went away while it was typed; Enter was not pressed.'
    const screen = screenIn(seen, errand)
    if (screen.kind === 'box' && shows(screen.text, errand.text)) return { ...seen, box: screen.text }
    if (screen.kind === 'dialog') return 'A dialog opened while it was typed; Enter was not pressed.'
    if (performance.now() > deadlineMs) return 'Its box does not show the text that was typed; Enter was not pressed.'
    await pause(lookEveryMs)
  }
}

/** Twice at most, and only while the box shows our text; once where what is shown may be old: there the records tell whether it was taken. */
export async function pressEnter(
  { needsHooks }: Pick<TypedHost, 'needsHooks'>,
  place: TypedPlace,
  errand: Errand,
  shown: SeenBox,
): Promise<Delivery> {
  let seen = shown
  for (let time = 1; time <= 2; time += 1) {
    const isPressed = await press(place, 'Enter', seen)
    if (needsHooks !== undefined) return isPressed ? { kind: 'sent' } : changedMeanwhile
    const after = await untilTaken(place, errand, takenWithinMs[time - 1] ?? 0)
    if (after === undefined) return isPressed || time > 1 ? { kind: 'sent' } : changedMeanwhile
    seen = after
  }
  return { kind: 'in-box', why: 'Enter was pressed and not taken: the text still stands in its box.' }
}

/** Undefined as soon as the box does not show our text any more. */
async function untilTaken(place: TypedPlace, errand: Errand, withinMs: number): Promise<SeenBox | undefined> {
  const deadlineMs = performance.now() + withinMs
  for (;;) {
    const seen = await place.look()
    if (seen === undefined) return undefined
    const screen = screenIn(seen, errand)
    if (screen.kind !== 'box' || !shows(screen.text, errand.text)) return undefined
    if (performance.now() > deadlineMs) return { ...seen, box: screen.text }
    await pause(lookEveryMs)
  }
}

export function createBoxDeeds(host: TypedHost): BoxDeeds {
  return {
    async pressEnter(errand, steps) {
      const nothing = (why: string): Delivery => ({ kind: 'nothing', why, mayGoLater: false })
      if (host.needsHooks !== undefined && errand.holdDialogs === undefined) return nothing(host.needsHooks)
      const place = await host.find(errand.where)
      if (place === undefined) return nothing(goneWords)
      const hold = errand.holdDialogs?.()
      try {
        await hold?.settled()
        const seen = await ownBox(place, errand, shows)
        if (typeof seen === 'string') return nothing(seen)
        if (hold?.isBroken) return nothing(dialogWords)
        await steps.enter()
        return await pressEnter(host, place, errand, seen)
      } finally {
        hold?.release()
        await place.leave?.()
      }
    },
    async clear(errand) {
      const place = await host.find(errand.where)
      try {
        return place === undefined ? goneWords : await takeOut(place, errand)
      } finally {
        await place?.leave?.()
      }
    },
  }
}

/** From its end, as much as is seen at a time: a row, and the break before it, are a key each. No key while something else stands there. */
async function takeOut(place: TypedPlace, errand: Errand): Promise<string | undefined> {
  let seen = await ownBox(place, errand, shows)
  while (typeof seen !== 'string' && seen.box !== '') {
    if (!(await press(place, 'C-u', seen, 2 * seen.box.split('\n').length)))
      return 'Its screen changed in the last moment.'
    seen = await untilLess(place, errand, seen)
  }
  return typeof seen === 'string' ? seen : undefined
}

async function untilLess(place: TypedPlace, errand: Errand, before: SeenBox): Promise<SeenBox | string> {
  const deadlineMs = performance.now() + lessWithinMs
  for (;;) {
    const seen = await ownBox(place, errand, isPartOf)
    if (typeof seen !== 'string' && seen.screen !== before.screen) return seen
    if (performance.now() > deadlineMs) {
      return typeof seen === 'string' ? seen : 'A key that takes text away did nothing there.'
    }
    await pause(lookEveryMs)
  }
}

/** A look in which its box shows our text in that way, and takes keys; else why not. */
async function ownBox(
  place: TypedPlace,
  errand: Errand,
  isOurs: (box: string, text: string) => boolean,
): Promise<SeenBox | string> {
  const seen = await place.look()
  if (seen === undefined) return goneWords
  const found = boxIn(place, seen, errand)
  if ('why' in found) return found.why
  if (isOurs(found.box, errand.text)) return { ...seen, box: found.box }
  return found.box === '' ? 'Its box is empty by now.' : 'Something else than that text stands in its box.'
}

/** What stands in its box, if keys would go there; else why they would not. */
export function boxIn(
  { name }: Pick<TypedPlace, 'name'>,
  seen: PlaceLook,
  errand: Errand,
): { readonly box: string } | { readonly why: string } {
  if (seen.obstacle !== undefined) return { why: `${name} ${seen.obstacle}.` }
  const screen = screenIn(seen, errand)
  if (screen.kind === 'dialog') return { why: 'A dialog is open in its terminal.' }
  return screen.kind === 'unreadable' ? { why: `${name}: ${screen.why}.` } : { box: screen.text }
}

const screenIn = ({ screen }: PlaceLook, { prompting }: Pick<Errand, 'prompting'>): PromptScreen =>
  prompting.readScreen(screenRows(screen))

const press = (place: TypedPlace, key: Key, { cursor, box }: SeenBox, times?: number): Promise<boolean> =>
  place.pressIf(key, { cursor, words: wordsToFind(box) }, times)

const changedMeanwhile: Delivery = {
  kind: 'in-box',
  why: 'Its screen changed in the last moment; Enter was not pressed.',
}

/** All of it, or as much of its end as the box has room for. */
function shows(box: string, text: string): boolean {
  if (isSameText(box, text)) return true
  const [seen, sent] = [withoutBlanks(box), withoutBlanks(text)]
  return seen.length >= leastOfEnd && sent.endsWith(seen)
}

/** What is left of it when its end is taken away: its beginning, or as much of that beginning's end as the box has room for. */
function isPartOf(box: string, text: string): boolean {
  const [seen, sent] = [withoutBlanks(box), withoutBlanks(text)]
  return sent.startsWith(seen) || (seen.length >= leastOfEnd && sent.includes(seen))
}

const leastOfEnd = 200

/** From the last row that has some, so that they stand together: what a format of tmux takes letter for letter. */
function wordsToFind(box: string): string {
  const words = box.match(/[\p{L}\p{N}]+/gu)?.at(-1) ?? ''
  return [...words].slice(-12).join('')
}
