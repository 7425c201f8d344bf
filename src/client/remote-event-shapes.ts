/** Events as the wire has them, and as we keep them: with their data as text. */
import type { CapturedEvent } from '../core/captured/captured-event.ts'
import type { EventRequest, EventRequestProblem } from '../services/events.ts'
import { type Answer, isJsonObject } from './answer.ts'

export type ToldEvent = Omit<CapturedEvent, 'data'> & { readonly data: unknown }

export const eventOf = (told: ToldEvent): CapturedEvent => ({
  ...told,
  data: told.data === null ? null : JSON.stringify(told.data),
})

/** A question's fields and query, as `GET /api/events` and its stream take them. */
export const askedBy = ({ fields = {}, query }: Pick<EventRequest, 'fields' | 'query'>) => ({
  ...Object.fromEntries(Object.entries(fields).map(([name, values]) => [name, values?.join(',')])),
  query,
})

/** What the question itself has wrong, for who can show the place. */
export function requestProblem({ status, body }: Answer): EventRequestProblem | undefined {
  const error = isJsonObject(body) ? body['error'] : undefined
  if (status !== 400 || !isJsonObject(error)) return undefined
  const { field, message, atCharacter, characters } = error
  if (field !== 'query' && field !== 'since' && field !== 'until') return undefined
  return {
    field,
    message: String(message),
    ...(typeof atCharacter === 'number' && { atCharacter }),
    ...(typeof characters === 'number' && { characters }),
  }
}
