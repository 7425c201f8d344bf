/** What the stream tells: one event of the bus. */
import { allEventTypes, eventTypes } from '../../core/events/event-types.ts'
import { z } from '../http.ts'

const types = z
  .string()
  .max(2000)
  .transform((text, context) => {
    const wanted = text.split(',').map((type) => type.trim())
    const known = allEventTypes.filter((type) => wanted.includes(type))
    if (text === '' || known.length === wanted.length) return known
    context.addIssue({ code: 'custom', message: `a list with commas of ${allEventTypes.join(', ')}` })
    return z.NEVER
  })
  .optional()
  .openapi({ type: 'string', description: 'Only these, with commas between', example: 'agent.waiting,agent.ended' })

export const streamQuery = z.object({
  types,
  after: z.coerce
    .number('the id of an event')
    .optional()
    .openapi({ description: 'What came after this event first; `Last-Event-ID` does the same' }),
  attentive: z
    .enum(['true', 'false'], 'true or false')
    .default('true')
    .openapi({ description: 'With `false` the machine is looked at no quicker because of this reader' }),
})

export const streamSchema = z.string().openapi('EventStream', {
  description: `Types: ${allEventTypes.map((type) => `\`${type}\` (${eventTypes[type].says})`).join('; ')}. The data of each is {id, type, at, machine, data}, of a fact that is kept among the events also \`event_id\`, its number there.`,
})
