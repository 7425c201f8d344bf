/** Ideas of the user. */
import type { Idea } from '../../core/ideas/idea.ts'
import type { IdeaChange, IdeaRequest } from '../../services/ideas.ts'
import { z } from '../http.ts'
import { exactly, exactlyAsked } from './exactly.ts'
import { list, moment } from './fields.ts'

export const ideaSchema = exactly<Idea>()(
  z.object({
    id: z.string().openapi({ example: 'i3' }),
    title: z.string(),
    note: z.string().optional(),
    for: z.object({ sessionId: z.string(), agent: z.string(), name: z.string() }).optional(),
    at: moment,
    built: z.object({ promptId: z.string().optional(), at: moment }).optional(),
  }),
).openapi('Idea')

export const ideasSchema = z.object({ ideas: list(ideaSchema) })

const text = {
  title: z.string().max(2_000),
  note: z.string().max(32_768).optional(),
  sessionId: z.string().max(200).optional(),
}

export const ideaBody = exactlyAsked<IdeaRequest>()(z.strictObject(text)).openapi('IdeaRequest')

export const ideaChangeBody = exactlyAsked<IdeaChange>()(
  z.discriminatedUnion('do', [
    z.strictObject({ do: z.literal('edit'), ...text }),
    z.strictObject({ do: z.literal('remove') }),
    z.strictObject({ do: z.literal('built'), promptId: z.string().max(20).optional() }),
  ]),
).openapi('IdeaChange')

export const ideaParam = z.object({ id: z.string().openapi({ param: { name: 'id', in: 'path' }, example: 'i3' }) })
