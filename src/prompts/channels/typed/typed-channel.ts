/**
 * Typed into a session's terminal, as its user would: pasted without Enter, which a dialog ignores; the screen is read again; Enter only where the
 * box shows our text, and only if at that very moment it still does. A draft is never touched.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { isSameText, piecesOf, withoutBlanks } from '../../../core/prompts/prompt-text.ts'
import { screenRows } from '../../../core/prompts/screen.ts'
import type { Channel, Delivery, DeliverySteps, Errand, Readiness } from '../channel.ts'
import type { PlaceLook, TypedHost, TypedPlace } from './typed-host.ts'

const lookEveryMs = 40
/** From the last piece until the box shows all of it. */
const shownWithinMs = 1_500
const shownPerPieceMs = 40
/** So many are typed and shown well within the time for which dialogs are kept back. */
const mostHeldPieces = 4
/** From Enter until the box is empty; the second time nothing more is tried. */
const takenWithinMs = [700, 3_000]
/** A narrower box breaks words in ways that nobody has tried. */
const narrowest = 30

const pasteBegins = '\u001b[200~'
const pasteEnds = '\u001b[201~'

export function createTypedChannel(host: TypedHost): Channel {
  async function look(errand: Errand): Promise<Readiness> {
    const place = await host.find(errand.where)
    return place === undefined ? gone : readinessOf(place, await place.look(), errand)
  }

  async function deliver(errand: Errand, steps: DeliverySteps): Promise<Delivery> {
    const place = await host.find(errand.where)
    if (place === undefined) return { kind: 'nothing', why: gone.why, mayGoLater: false }
    const pieces = piecesOf(errand.text, errand.prompting.piece)
    // A dialog ignores what is pasted: where that takes long only the last look and Enter are guarded.
    const isLong = pieces.length > mostHeldPieces
    let hold = isLong ? undefined : errand.holdDialogs?.()
    try {
      await hold?.settled()
      const ready = readinessOf(place, await place.look(), errand)
      if (ready.kind !== 'ready') return { kind: 'nothing', why: ready.why, mayGoLater: ready.kind === 'wait' }
      if (hold?.isBroken) return { kind: 'nothing', why: dialogOpens, mayGoLater: true }
      await steps.begin()
      for (const bytes of pastes(pieces)) await place.type(bytes)
      const shown = await untilShown(place, errand, shownWithinMs + pieces.length * shownPerPieceMs)
      if (typeof shown === 'string') return { kind: 'in-box', why: shown }
      if (isLong) hold = errand.holdDialogs?.()
      if (isLong) await hold?.settled()
      const last = isLong ? await untilShown(place, errand, shownWithinMs) : shown
      if (typeof last === 'string') return { kind: 'in-box', why: last }
      if (hold?.isBroken) return { kind: 'in-box', why: `${dialogOpens} Enter was not pressed.` }
      await steps.enter()
      return await press(place, errand, last)
    } finally {
      hold?.release()
    }
  }

  /** The look in which the box shows our text; else why Enter is not pressed. */
  async function untilShown(place: TypedPlace, errand: Errand, withinMs: number): Promise<PlaceLook | string> {
    const deadlineMs = performance.now() + withinMs
    for (;;) {
      const seen = await place.look()
      if (seen === undefined) return 'Its terminal went away while it was typed; Enter was not pressed.'
      const screen = errand.prompting.readScreen(screenRows(seen.screen))
      if (screen.kind === 'box' && shows(screen.text, errand.text)) return seen
      if (screen.kind === 'dialog') return 'A dialog opened while it was typed; Enter was not pressed.'
      if (performance.now() > deadlineMs) return 'Its box does not show the text that was typed; Enter was not pressed.'
      await pause(lookEveryMs)
    }
  }

  /** Twice at most, and only while the box shows our text. */
  async function press(place: TypedPlace, errand: Errand, shown: PlaceLook): Promise<Delivery> {
    let seen = shown
    for (let time = 1; time <= 2; time += 1) {
      const isPressed = await place.enterIf({ ...seen, words: wordsToFind(errand.text) })
      const after = await untilTaken(place, errand, takenWithinMs[time - 1] ?? 0)
      if (after === undefined) return isPressed || time > 1 ? { kind: 'sent' } : changedMeanwhile
      seen = after
    }
    return { kind: 'in-box', why: 'Enter was pressed and not taken: the text still stands in its box.' }
  }

  /** Undefined as soon as the box does not show our text any more. */
  async function untilTaken(place: TypedPlace, errand: Errand, withinMs: number): Promise<PlaceLook | undefined> {
    const deadlineMs = performance.now() + withinMs
    for (;;) {
      const seen = await place.look()
      if (seen === undefined) return undefined
      const screen = errand.prompting.readScreen(screenRows(seen.screen))
      if (screen.kind !== 'box' || !shows(screen.text, errand.text)) return undefined
      if (performance.now() > deadlineMs) return seen
      await pause(lookEveryMs)
    }
  }

  return { id: host.id, look, deliver }
}

const gone = { kind: 'cannot', why: 'Its terminal is gone, or shows another program by now.' } as const
const dialogOpens = 'A dialog was about to open.'
const changedMeanwhile: Delivery = {
  kind: 'in-box',
  why: 'Its screen changed in the last moment; Enter was not pressed.',
}

function readinessOf({ name: through }: TypedPlace, seen: PlaceLook | undefined, { prompting }: Errand): Readiness {
  const wait = (why: string): Readiness => ({ kind: 'wait', why })
  if (seen === undefined) return gone
  if (seen.obstacle !== undefined) return wait(`${through} ${seen.obstacle}.`)
  if (seen.columns < narrowest) return wait(`${through} is narrower than ${narrowest} columns.`)
  const screen = prompting.readScreen(screenRows(seen.screen))
  if (screen.kind === 'dialog') return wait('A dialog is open in its terminal.')
  if (screen.kind === 'unreadable') return wait(`${through}: ${screen.why}.`)
  if (screen.text !== '') return wait('Something that was not sent stands in its box, and stays untouched.')
  return { kind: 'ready', through }
}

/** Each piece is a paste of its own; several go at once. */
function pastes(pieces: readonly string[]): readonly Buffer[] {
  const batches: Buffer[] = []
  let batch = Buffer.alloc(0)
  for (const piece of pieces) {
    const bytes = Buffer.from(`${pasteBegins}${piece}${pasteEnds}`)
    if (batch.length > 0 && batch.length + bytes.length > mostBytesAtOnce) {
      batches.push(batch)
      batch = Buffer.alloc(0)
    }
    batch = Buffer.concat([batch, bytes])
  }
  return [...batches, batch]
}

/** tmux takes 16 KiB of a command, and in its hexadecimal words they are three times as long. */
const mostBytesAtOnce = 3_000

/** All of it, or as much of its end as the box has room for. */
function shows(box: string, text: string): boolean {
  if (isSameText(box, text)) return true
  const [seen, sent] = [withoutBlanks(box), withoutBlanks(text)]
  return seen.length >= leastOfEnd && sent.endsWith(seen)
}

const leastOfEnd = 200

/** From the end of the text: what a format of tmux takes letter for letter. */
function wordsToFind(text: string): string {
  const words = text.match(/[\p{L}\p{N}]+/gu)?.at(-1) ?? ''
  return [...words].slice(-12).join('')
}
