/** Server-sent events from the text of a stream, whose pieces may end anywhere. The only file that knows eventsource-parser. Pure. */

import { createParser } from 'eventsource-parser'
import { parseExact } from '../core/captured/exact-json.ts'

/** `id`: its place in the stream, where it has one. */
export type OnServerEvent = (type: string, data: unknown, id: string | undefined) => void

export function createEventReader(onEvent: OnServerEvent): (text: string) => void {
  const parser = createParser({
    onEvent({ event = 'message', data, id }) {
      const json = parsed(data)
      if (json !== undefined) onEvent(event, json.value, id)
    },
  })
  return (text) => parser.feed(text)
}

/** A half event is left out, the next one is whole. */
function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: parseExact(text) }
  } catch {
    return undefined
  }
}
