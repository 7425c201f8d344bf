/** What a running server stores. */
import { type DeletedData, deleteWord, type KeptData, type ProjectData } from '../core/data/kept-data.ts'
import { minutes } from '../core/time/duration.ts'
import type { DataService } from '../services/data.ts'
import { bodyOf, queryText, resultOf } from './answer.ts'
import type { ServerClient } from './server-client.ts'

/** Millions of events go in small steps. */
const longMs = minutes(60)
const kinds = ['no-project', 'unwritable'] as const

export const createRemoteData = (server: ServerClient): DataService => ({
  read: async () => bodyOf<KeptData>(await server.get('/api/data'), 'what is kept'),
  ofProject: async (project) =>
    resultOf<ProjectData, (typeof kinds)[number]>(
      await server.get(`/api/data/project${queryText({ project })}`, longMs),
      'a project',
      kinds,
    ),
  forget: async (project) =>
    resultOf<ProjectData, (typeof kinds)[number]>(
      await server.post('/api/data/forget', { project }, longMs),
      'a project',
      kinds,
    ),
  deleteAll: async () =>
    resultOf<DeletedData, (typeof kinds)[number]>(
      await server.post('/api/data/delete', { word: deleteWord }, longMs),
      'what is kept',
      kinds,
    ),
})
