/** What a running server stores. */
import {
  type ArchivedOf,
  type ArchiveShare,
  type DeletedData,
  deleteWord,
  type KeptData,
  type ProjectData,
  type SessionData,
} from '../core/data/kept-data.ts'
import { minutes } from '../core/time/duration.ts'
import type { DataService } from '../services/data.ts'
import { bodyOf, queryText, resultOf } from './answer.ts'
import type { ServerClient } from './server-client.ts'

/** Millions of events go in small steps. */
const longMs = minutes(60)
const kinds = ['no-project', 'no-session', 'running', 'unwritable'] as const
type Kind = (typeof kinds)[number]

const archiveQuery = ({ project, agent, olderThanDays }: ArchivedOf) => ({ project, agent, older_days: olderThanDays })

export const createRemoteData = (server: ServerClient): DataService => ({
  read: async () => bodyOf<KeptData>(await server.get('/api/data'), 'what is kept'),
  ofProject: async (project) =>
    resultOf<ProjectData, Kind>(
      await server.get(`/api/data/project${queryText({ project })}`, longMs),
      'a project',
      kinds,
    ),
  forget: async (project) =>
    resultOf<ProjectData, Kind>(await server.post('/api/data/forget', { project }, longMs), 'a project', kinds),
  ofSession: async (id) =>
    resultOf<SessionData, Kind>(await server.get(`/api/data/session${queryText({ id })}`, longMs), 'a session', kinds),
  deleteSession: async (id) =>
    resultOf<SessionData, Kind>(await server.post('/api/data/delete-session', { id }, longMs), 'a session', kinds),
  archived: async (of) =>
    resultOf<ArchiveShare, Kind>(
      await server.get(`/api/data/archive${queryText(archiveQuery(of))}`, longMs),
      'the archive',
      kinds,
    ),
  deleteArchived: async (of) =>
    resultOf<ArchiveShare, Kind>(
      await server.post('/api/data/archive/delete', archiveQuery(of), longMs),
      'the archive',
      kinds,
    ),
  deleteAll: async () =>
    resultOf<DeletedData, Kind>(
      await server.post('/api/data/delete', { word: deleteWord }, longMs),
      'what is kept',
      kinds,
    ),
})
