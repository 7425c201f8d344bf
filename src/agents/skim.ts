/**
 * Lines of which the ledger asks a moment, or how a tool's call ended, stand in a few of their bytes: nothing else of them becomes a string,
 * let alone is parsed. Only lines in the form that the genuine programs write are read so; every other is parsed. Pure.
 *
 * A quote inside a text has a backslash before it, so `"isError":` as bytes is always a key, and `{"` always begins an object.
 */
import type { EventDraft } from './event-draft.ts'
import { knownRecord } from './json-line.ts'

/** Something happened then, and that is all. */
export const quiet: EventDraft = knownRecord('skimmed')
export const someText: EventDraft = { kind: 'text', text: '' }
export const someThinking: EventDraft = { kind: 'thinking', text: '' }

export const resultOf = (toolId: string, outcome: 'done' | 'failed'): EventDraft => ({
  kind: 'tool-result',
  toolId,
  outcome,
  text: '',
  images: 0,
})

export const headOf = (line: Buffer, length = 320): string => line.toString('latin1', 0, Math.min(length, line.length))
export const tailOf = (line: Buffer, length = 160): string => line.toString('latin1', Math.max(0, line.length - length))

const beginning = Buffer.from('{"')

/** One object from its first byte to its last: no zeros of a crash, and no other record that begins where no object can. */
export function isOneRecord(line: Buffer): boolean {
  if (line[0] !== 123 || line[line.length - 1] !== 125 || line.includes(0)) return false
  for (let at = line.indexOf(beginning, 1); at !== -1; at = line.indexOf(beginning, at + 2)) {
    if (!mayPrecede(line[at - 1])) return false
  }
  return true
}

/** A colon, a comma, a bracket. */
const mayPrecede = (byte: number | undefined): boolean => byte === 58 || byte === 44 || byte === 91
