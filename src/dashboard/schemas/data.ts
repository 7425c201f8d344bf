import { type DeletedData, deleteWord, type KeptData, type ProjectData, storeIds } from '../../core/data/kept-data.ts'
import { z } from '../http.ts'
import { exactly } from './exactly.ts'
import { list, shortText } from './fields.ts'

const store = z.object({
  id: z.enum(storeIds).openapi({ description: '`usage` is the ledger, `user` what is in user.sqlite' }),
  rows: z.number().optional().openapi({ description: 'Absent: there is none, or it can’t be read now' }),
  bytes: z.number().openapi({ description: 'On disk, with its log and the copies beside it' }),
  since: z.string().optional(),
  canBeRebuilt: z.boolean().openapi({ description: 'From the agents’ files, as far as those are there' }),
})

export const keptDataSchema = exactly<KeptData>()(
  z.object({
    dataDir: z.string(),
    bytes: z.number(),
    diskFreeBytes: z.number().optional(),
    stores: list(store),
  }),
).openapi('KeptData')

export const projectDataSchema = exactly<ProjectData>()(
  z.object({
    project: z.string(),
    sessions: z.number(),
    events: z.number(),
    texts: z.number().openapi({ description: 'In the index of the search' }),
    prompts: z.number().openapi({ description: 'With messages and ideas' }),
    keptHereAlone: z
      .number()
      .openapi({ description: 'Sessions whose agent keeps no file any more: their words go, their numbers stay' }),
  }),
).openapi('ProjectData')

export const deletedDataSchema = exactly<DeletedData>()(z.object({ bytes: z.number() })).openapi('DeletedData')

const project = shortText.openapi({ description: 'As /api/sessions takes it', example: 'payments-api' })
export const projectQuery = z.object({ project })
export const forgetBody = z.strictObject({ project }).openapi('ForgetProject')
export const deleteBody = z
  .strictObject({ word: z.literal(deleteWord, `the word “${deleteWord}”`) })
  .openapi('DeleteEverything')
