/**
 * What is typed into a focused terminal: all of it is the agent's, but the leader with the key behind it, and what the keymap takes. Nothing
 * that is pasted is a key. Pure but for its memory.
 */
import { controlByte, type KeyAction, type Keymap } from '../../core/keys/keymap.ts'
import { halfMouseSequence, type MouseEvent, mouseEventOf, mouseSequence } from '../pane/mouse.ts'

export type FocusEvent =
  | { readonly kind: 'type'; readonly bytes: Buffer }
  | { readonly kind: 'mouse'; readonly event: MouseEvent }
  | { readonly kind: 'action'; readonly action: KeyAction }
  /** The leader was pressed, or the key behind it: what can follow is shown meanwhile. */
  | { readonly kind: 'led'; readonly isLed: boolean }

const sequences: Readonly<Record<string, string>> = {
  'shift+up': '\u001b[1;2A',
  'shift+down': '\u001b[1;2B',
}
const [pasteBegins, pasteEnds] = ['\u001b[200~', '\u001b[201~']
const sequence = /^\u001b(?:\[[0-?]*[ -/]*[@-~]|O[ -~])/

/**
 * One per time in the terminal: a half of a paste is not carried into the next. `wasLed`: the leader was pressed before, whoever took it.
 */
export function createFocusKeys({
  leader,
  led,
  taken,
}: Keymap): (bytes: Buffer, wasLed?: boolean) => readonly FocusEvent[] {
  const leaderText = String.fromCharCode(controlByte(leader) ?? 0x1c)
  const takes = Object.entries(taken).map(([key, action]) => {
    const byte = controlByte(key)
    return [byte === undefined ? sequences[key] : String.fromCharCode(byte), action] as const
  })
  let isLed = false
  let isPasting = false
  let half = ''
  return (read, wasLed = isLed) => {
    isLed = wasLed
    const all = half + read.toString('latin1')
    half = isPasting ? '' : (halfMouseSequence.exec(all)?.[0] ?? '')
    const text = all.slice(0, all.length - half.length)
    const bytes = Buffer.from(text, 'latin1')
    const events: FocusEvent[] = []
    let from = 0
    const typeUntil = (at: number) => {
      if (at > from) events.push({ kind: 'type', bytes: Buffer.from(bytes.subarray(from, at)) })
    }
    for (let at = 0; at < text.length; ) {
      if (isPasting) {
        const end = text.indexOf(pasteEnds, at)
        isPasting = end < 0
        at = end < 0 ? text.length : end + pasteEnds.length
        continue
      }
      // Before the leader: a move between two keys is none.
      const pointed = mouseSequence.exec(text.slice(at, at + 32))
      if (pointed !== null) {
        typeUntil(at)
        events.push({ kind: 'mouse', event: mouseEventOf(pointed) })
        at += pointed[0].length
        from = at
        continue
      }
      if (isLed) {
        isLed = false
        events.push({ kind: 'led', isLed: false })
        const whole = sequence.exec(text.slice(at, at + 32))?.[0]
        const key = text[at] ?? ''
        at += whole?.length ?? 1
        if (key === leaderText) events.push({ kind: 'type', bytes: Buffer.from(leaderText, 'latin1') })
        else if (whole === undefined && led[key] !== undefined) events.push({ kind: 'action', action: led[key] })
        from = at
        continue
      }
      if (text.startsWith(pasteBegins, at)) {
        isPasting = true
        at += pasteBegins.length
        continue
      }
      const take = takes.find(([key]) => key !== undefined && text.startsWith(key, at))
      if (text[at] !== leaderText && take === undefined) {
        at += 1
        continue
      }
      typeUntil(at)
      if (take === undefined) {
        isLed = true
        events.push({ kind: 'led', isLed: true })
        at += 1
      } else {
        events.push({ kind: 'action', action: take[1] })
        at += take[0]?.length ?? 1
      }
      from = at
    }
    typeUntil(text.length)
    return events
  }
}
