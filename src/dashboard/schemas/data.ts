import {
  type ArchiveShare,
  type DeletedData,
  deleteWord,
  type KeptData,
  type ProjectData,
  type SessionData,
  storeIds,
} from '../../core/data/kept-data.ts'
import { z } from '../http.ts'
import { exactly } from './exactly.ts'
import { list, shortText } from './fields.ts'

const store = z.object({
  id: z.enum(storeIds).openapi({ description: '`usage` is the ledger, `user` what is in user.sqlite' }),
  rows: z.number().optional().openapi({ description: 'Absent: there is none, or it can’t be read now' }),
  bytes: z.number().openapi({ description: 'On disk, with its log and the copies beside it' }),
  since: z.string().optional(),
  canBeRebuilt: z.boolean().openapi({ description: 'From the agents’ files, as far as those are there' }),
  problem: z.string().optional().openapi({ description: 'What is, or was since the start, wrong with it' }),
})

const share = {
  sessions: z.number(),
  onlyHere: z.number().openapi({ description: 'Of them: whose agent keeps no file any more' }),
  bytes: z.number().openapi({ description: 'On disk' }),
}
const archive = z.object({
  ...share,
  damaged: z.number().openapi({ description: 'Sessions of which something can’t be read any more' }),
  problem: z.string().optional().openapi({ description: 'Why the last look did not archive all' }),
  passedAt: z.string().optional(),
})

export const keptDataSchema = exactly<KeptData>()(
  z.object({
    dataDir: z.string(),
    bytes: z.number(),
    diskFreeBytes: z.number().optional(),
    stores: list(store),
    archive: archive.optional().openapi({ description: 'What agents wrote, kept for when they delete it' }),
  }),
).openapi('KeptData')

const counts = {
  events: z.number(),
  texts: z.number().openapi({ description: 'In the index of the search' }),
  prompts: z.number().openapi({ description: 'With messages and ideas' }),
  archivedBytes: z.number().openapi({ description: 'In the archive, on disk' }),
}

export const sessionDataSchema = exactly<SessionData>()(
  z.object({
    id: z.string(),
    title: z.string().optional(),
    isOnlyHere: z.boolean().openapi({ description: 'Its agent keeps no file of it any more' }),
    ...counts,
  }),
).openapi('SessionData')

export const archiveShareSchema = exactly<ArchiveShare>()(z.object(share)).openapi('ArchiveShare')

const agent = shortText.openapi({ description: 'By its id' })
const days = 'Since they were written last'
export const archiveQuery = z.object({
  project: shortText.optional(),
  agent: agent.optional(),
  older_days: z.coerce.number().min(0).max(36_500).optional().openapi({ description: days }),
})
export const archiveBody = z
  .strictObject({
    project: shortText.optional(),
    agent: agent.optional(),
    older_days: z.number().min(0).max(36_500).optional().openapi({ description: days }),
  })
  .refine(
    ({ project, agent: of, older_days: age }) => project !== undefined || of !== undefined || age !== undefined,
    'at least one of project, agent, older_days',
  )
  .openapi('DeleteArchived')
export const sessionQuery = z.object({ id: shortText })
export const deleteSessionBody = z.strictObject({ id: shortText }).openapi('DeleteSession')

export const projectDataSchema = exactly<ProjectData>()(
  z.object({
    project: z.string(),
    sessions: z.number(),
    ...counts,
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
