/**
 * Typed into a session's terminal, as its user would: pasted without Enter, which a dialog ignores; the screen is read again; Enter only where the
 * box shows our text, and only if at that very moment it still does. A draft is never touched.
 */
import { piecesOf } from '../../../core/prompts/prompt-text.ts'
import type { Channel, Delivery, DeliverySteps, Errand, Readiness } from '../channel.ts'
import { boxIn, createBoxDeeds, dialogWords, goneWords, pressEnter, untilShown } from './typed-box.ts'
import type { PlaceLook, TypedHost, TypedPlace } from './typed-host.ts'
import { createTypedInterrupt } from './typed-interrupt.ts'
import { createTypedMode } from './typed-mode.ts'

/** From the last piece until the box shows all of it. */
const shownWithinMs = 1_500
const shownPerPieceMs = 40
/** So many are typed and shown well within the time for which dialogs are kept back. */
const mostHeldPieces = 4
/** A narrower box breaks words in ways that nobody has tried. */
const narrowest = 30

const pasteBegins = '\u001b[200~'
const pasteEnds = '\u001b[201~'

export function createTypedChannel(host: TypedHost): Channel {
  const whyNever = ({ text, holdDialogs }: Errand): string | undefined =>
    host.cannotShow?.(text) ?? (holdDialogs === undefined ? host.needsHooks : undefined)

  async function look(errand: Errand): Promise<Readiness> {
    const never = whyNever(errand)
    if (never !== undefined) return { kind: 'cannot', why: never }
    const place = await host.find(errand.where)
    if (place === undefined) return gone
    const ready = readinessOf(place, await place.look(), errand)
    if (ready.kind !== 'ready') await place.leave?.()
    return ready
  }

  async function deliver(errand: Errand, steps: DeliverySteps): Promise<Delivery> {
    const never = whyNever(errand)
    if (never !== undefined) return { kind: 'nothing', why: never, mayGoLater: false }
    const place = await host.find(errand.where)
    if (place === undefined) return { kind: 'nothing', why: goneWords, mayGoLater: false }
    try {
      return await typeInto(host, place, errand, steps)
    } finally {
      await place.leave?.()
    }
  }

  const channel = { id: host.id, look, deliver, box: createBoxDeeds(host) }
  if (host.needsHooks !== undefined) return channel
  return { ...channel, interrupt: createTypedInterrupt(host), setMode: createTypedMode(host) }
}

async function typeInto(host: TypedHost, place: TypedPlace, errand: Errand, steps: DeliverySteps): Promise<Delivery> {
  const pieces = piecesOf(errand.text, errand.prompting.piece)
  // A dialog ignores what is pasted: where that takes long only the last look and Enter are guarded.
  const isLong = pieces.length > mostHeldPieces
  let hold = isLong ? undefined : errand.holdDialogs?.()
  try {
    await hold?.settled()
    const ready = readinessOf(place, await place.look(), errand)
    if (ready.kind !== 'ready') return { kind: 'nothing', why: ready.why, mayGoLater: ready.kind === 'wait' }
    if (!(await errand.isAwake())) return { kind: 'nothing', why: suspended, mayGoLater: true }
    if (hold?.isBroken) return { kind: 'nothing', why: dialogWords, mayGoLater: true }
    await steps.begin()
    for (const bytes of pastes(pieces)) await place.type(bytes)
    const shown = await untilShown(place, errand, shownWithinMs + pieces.length * shownPerPieceMs)
    if (typeof shown === 'string') return { kind: 'in-box', why: shown }
    if (isLong) hold = errand.holdDialogs?.()
    if (isLong) await hold?.settled()
    const last = isLong ? await untilShown(place, errand, shownWithinMs) : shown
    if (typeof last === 'string') return { kind: 'in-box', why: last }
    if (hold?.isBroken) return { kind: 'in-box', why: `${dialogWords} Enter was not pressed.` }
    await steps.enter()
    return await pressEnter(host, place, errand, last)
  } finally {
    hold?.release()
  }
}

/** Its terminal is its shell's meanwhile. */
const suspended = 'It is suspended, or was a moment ago.'

const gone: Readiness = { kind: 'cannot', why: goneWords }

function readinessOf(place: TypedPlace, seen: PlaceLook | undefined, errand: Errand): Readiness {
  const wait = (why: string): Readiness => ({ kind: 'wait', why })
  if (seen === undefined) return gone
  if (seen.columns < narrowest) return wait(`${place.name} is narrower than ${narrowest} columns.`)
  const found = boxIn(place, seen, errand)
  if ('why' in found) return wait(found.why)
  if (found.box !== '') return wait('Something that was not sent stands in its box, and stays untouched.')
  return { kind: 'ready', through: place.name }
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
