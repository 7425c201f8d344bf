/**
 * Esc for a session that is at work: once, and only while its screen says that Esc breaks off its turn and nothing else. In a dialog it would
 * be an answer, with something in its box it could take that away: there it is not pressed.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { screenRows } from '../../../core/prompts/screen.ts'
import type { Errand, Pressed } from '../channel.ts'
import { boxIn, dialogWords, goneWords } from './typed-box.ts'
import type { PlaceLook, TypedHost, TypedPlace } from './typed-host.ts'

/** What it draws may hide the words for a moment, or move the cursor between the look and the key. */
const seenWithinMs = 2_000
const lookEveryMs = 40

const draft = 'Something that was not sent stands in its box, and stays untouched.'
const idleWords = 'Its screen does not say that Esc would interrupt it.'
const apart = ({ name }: TypedPlace) =>
  `${name} is looked at by one command and given a key by another: without hooks a dialog could open between.`
const movedWords = 'Its screen changed in each last moment.'

export const createTypedInterrupt =
  (host: TypedHost) =>
  async (errand: Errand, press: (through: string) => Promise<void>): Promise<Pressed> => {
    const place = await host.find(errand.where)
    if (place === undefined) return refused(goneWords)
    const hold = errand.holdDialogs?.()
    if (host.isLookApart === true && hold === undefined) return refused(apart(place))
    try {
      await hold?.settled()
      if (!(await errand.isAwake())) return refused('It is suspended, or was a moment ago.')
      return await pressOnce(place, errand, () => (hold?.isBroken === true ? dialogWords : undefined), press)
    } finally {
      hold?.release()
      await place.leave?.()
    }
  }

async function pressOnce(
  place: TypedPlace,
  errand: Errand,
  whyNot: () => string | undefined,
  press: (through: string) => Promise<void>,
): Promise<Pressed> {
  const deadlineMs = performance.now() + seenWithinMs
  let isTold = false
  for (;;) {
    const seen = await place.look()
    if (seen === undefined) return refused(goneWords)
    const found = boxIn(place, seen, errand)
    if ('why' in found) return refused(found.why)
    if (found.box !== '') return refused(draft)
    const row = interruptRow(seen, errand)
    const why = whyNot()
    if (why !== undefined) return refused(why)
    if (row !== undefined) {
      if (!isTold) await press(place.name)
      isTold = true
      const pressed = await pressAt(place, seen, errand, row)
      if (pressed !== 'not') return { kind: pressed, through: place.name }
    }
    if (performance.now() > deadlineMs) return refused(row === undefined ? idleWords : movedWords)
    await pause(lookEveryMs)
  }
}

async function pressAt(
  place: TypedPlace,
  { cursor }: PlaceLook,
  { prompting }: Errand,
  row: number,
): Promise<'pressed' | 'doubtful' | 'not'> {
  const words = prompting.interrupt?.words ?? ''
  try {
    return (await place.pressIf('Escape', { cursor, words, row })) ? 'pressed' : 'not'
  } catch {
    return 'doubtful'
  }
}

const interruptRow = ({ screen }: PlaceLook, { prompting }: Errand): number | undefined =>
  prompting.interrupt?.rowOf(screenRows(screen))

const refused = (why: string): Pressed => ({ kind: 'refused', why })
