/**
 * Shift+Tab for a session that is idle, until its screen says the mode that was asked for. A key goes only where every mode that it may
 * lead to is known before, and is one on the way there; after each the screen is read again. What it shows then, and nobody expected, ends it.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { PromptModes, SeenMode } from '../../../agents/prompting.ts'
import { screenRows } from '../../../core/prompts/screen.ts'
import type { Errand, ModeSet } from '../channel.ts'
import { boxIn, dialogWords, goneWords } from './typed-box.ts'
import type { PlaceLook, TypedHost, TypedPlace } from './typed-host.ts'

/** What leads from the freest mode to the one that takes most presses, and two more. */
const mostPresses = 5
/** From a key until the screen says another mode, or from a first look until it says one at all. */
const saidWithinMs = 1_500
const lookEveryMs = 40

const unsaid = 'Its screen does not say in which mode it is.'
const atWork = 'It is at work: its mode is changed when it is idle.'

export const createTypedMode =
  (host: TypedHost) =>
  async (errand: Errand, mode: string, press: () => Promise<void>): Promise<ModeSet> => {
    const { modes } = errand.prompting
    const place = await host.find(errand.where)
    if (place === undefined) return { kind: 'refused', why: goneWords }
    try {
      if (modes === undefined) return { kind: 'refused', why: 'TCE knows no key that would change its mode.' }
      return await pressUntil({ place, errand, modes, isLookApart: host.isLookApart === true }, mode, press)
    } finally {
      await place.leave?.()
    }
  }

interface Keyboard {
  readonly place: TypedPlace
  readonly errand: Errand
  readonly modes: PromptModes
  readonly isLookApart: boolean
}

async function pressUntil(keyboard: Keyboard, wanted: string, press: () => Promise<void>): Promise<ModeSet> {
  let pressed: SeenMode | undefined
  for (let presses = 0; presses <= mostPresses; presses += 1) {
    const seen = await untilSaid(keyboard, pressed)
    const fail = (why: string): ModeSet => ({ kind: pressed === undefined ? 'refused' : 'unproved', why })
    if (typeof seen === 'string') return fail(seen)
    if (seen.mode.id === wanted) return { kind: 'set', words: seen.mode.words }
    if (pressed !== undefined && !pressed.next.includes(seen.mode.id ?? '')) return fail(unexpected(seen.mode))
    if (!keyboard.modes.canReach(seen.mode, wanted)) return fail(noWay(seen.mode))
    const why = await pressOnce(keyboard, seen, pressed === undefined ? press : async () => {})
    if (why !== undefined) return 'doubt' in why ? { kind: 'unproved', why: why.doubt } : fail(why.not)
    pressed = seen.mode
  }
  return { kind: 'unproved', why: `Its mode is another one after ${mostPresses} keys.` }
}

interface SeenScreen extends PlaceLook {
  readonly mode: SeenMode
}

/** A look that takes keys and says a mode: after a key another one than before. Else why no key goes. */
async function untilSaid({ place, errand, modes }: Keyboard, before?: SeenMode): Promise<SeenScreen | string> {
  const deadlineMs = performance.now() + saidWithinMs
  for (;;) {
    const look = await place.look()
    if (look === undefined) return goneWords
    const rows = screenRows(look.screen)
    const found = boxIn(place, look, errand)
    if ('why' in found) return found.why
    if (found.box !== '') return 'Something that was not sent stands in its box, and stays untouched.'
    if (errand.prompting.interrupt?.rowOf(rows) !== undefined) return atWork
    const mode = modes.seenIn(rows)
    if (mode !== undefined && mode.words !== before?.words) return { ...look, mode }
    if (performance.now() > deadlineMs) return mode === undefined ? unsaid : `Its screen still says “${mode.words}”.`
    await pause(lookEveryMs)
  }
}

/** Dialogs are kept back for each key anew. Undefined: it was pressed. */
async function pressOnce(
  { place, errand, modes, isLookApart }: Keyboard,
  { cursor, mode }: SeenScreen,
  tell: () => Promise<void>,
): Promise<{ readonly not: string } | { readonly doubt: string } | undefined> {
  const hold = errand.holdDialogs?.()
  if (isLookApart && hold === undefined) return { not: apart(place) }
  try {
    await hold?.settled()
    if (!(await errand.isAwake())) return { not: 'It is suspended, or was a moment ago.' }
    await tell()
    if (hold?.isBroken) return { not: dialogWords }
    const seen = { cursor, words: lettersOf(mode.words), row: mode.row }
    const isPressed = await place.pressIf(modes.key, seen).catch(() => undefined)
    if (isPressed === undefined) return { doubt: 'Nobody knows whether Shift+Tab arrived.' }
    return isPressed ? undefined : { not: 'Its screen changed in the last moment.' }
  } finally {
    hold?.release()
  }
}

/** The longest end of it without marks: what a format of tmux takes letter for letter. */
const lettersOf = (words: string): string => /[A-Za-z][A-Za-z ]*$/.exec(words)?.[0] ?? words

const apart = ({ name }: TypedPlace) =>
  `${name} is looked at by one command and given a key by another: without hooks a dialog could open between.`

const unexpected = ({ words }: SeenMode) =>
  `Its screen says “${words}” now, which nobody expected: no more keys went there.`

const noWay = ({ id, words }: SeenMode) =>
  id === undefined
    ? `Its screen says “${words}”, a mode that TCE does not know: no key was pressed.`
    : `Its screen says “${words}”. From there Shift+Tab may lead to a mode that asks for nothing: press it in its terminal.`
