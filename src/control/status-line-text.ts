/** TCE's command in the text of an agent's settings: found, put in the place of the user's, and the user's put back. Pure. */
import type { StatusLineSettings } from '../agents/limits.ts'
import { insertProperty, rawAt, removeAt, replaceAt, withInsertion } from '../storage/json-edit.ts'
import type { WrittenLine } from './status-line-book.ts'

type Settings = Readonly<Record<string, unknown>>
type Form = Pick<StatusLineSettings, 'key' | 'commandKey' | 'value'>

/** Undefined: there is none, or it is no command. */
export function commandIn(settings: Settings, { key, commandKey }: Form): string | undefined {
  const value = settings[key]
  if (typeof value !== 'object' || value === null) return undefined
  const command = (value as Settings)[commandKey]
  return typeof command === 'string' ? command : undefined
}

export interface Changed {
  readonly text: string
  readonly before: WrittenLine['before']
  readonly insertion: WrittenLine['insertion']
}

/** Where there is a command only that changes: how often it is drawn, and how, is its user's. */
export function withOurs(text: string, settings: Settings, form: Form, command: string): Changed {
  const { key, commandKey } = form
  if (settings[key] === undefined) {
    const insertion = insertProperty(text, [], key, form.value(command))
    return {
      text: withInsertion(text, insertion),
      before: undefined,
      insertion: { offset: insertion.offset, length: insertion.text.length },
    }
  }
  const isCommand = commandIn(settings, form) !== undefined
  const path = isCommand ? [key, commandKey] : [key]
  const raw = rawAt(text, path) ?? 'null'
  const ours = JSON.stringify(isCommand ? command : form.value(command))
  return {
    text: replaceAt(text, path, ours),
    before: { of: isCommand ? 'command' : 'value', raw },
    insertion: undefined,
  }
}

/** As it was; `isUntouched`: nobody wrote since, so what we put in stands where we put it. */
export function withoutOurs(
  text: string,
  { key, commandKey }: Form,
  written: WrittenLine,
  isUntouched: boolean,
): string {
  const { before, insertion } = written
  if (before !== undefined) return replaceAt(text, before.of === 'command' ? [key, commandKey] : [key], before.raw)
  if (isUntouched && insertion !== undefined) {
    return text.slice(0, insertion.offset) + text.slice(insertion.offset + insertion.length)
  }
  return removeAt(text, [key])
}
