/** Files and texts of tasks of a running server. */
import { ok } from '../core/result.ts'
import type { Artifact, StagedText, UploadedFile } from '../core/tasks/task-files.ts'
import type { TaskFileService } from '../services/task-files.ts'
import { taskResult } from './remote-tasks.ts'
import type { ServerClient } from './server-client.ts'

export function createRemoteTaskFiles(server: ServerClient): TaskFileService {
  const at = (id: string, rest: string) => `/api/tasks/${encodeURIComponent(id)}${rest}`
  return {
    upload: async (id, { name, bytes }) =>
      taskResult<UploadedFile>(
        await server.post(at(id, '/upload'), { name, base64: Buffer.from(bytes).toString('base64') }),
      ),
    async artifacts(id) {
      const told = taskResult<{ readonly artifacts: readonly Artifact[] }>(await server.get(at(id, '/artifacts')))
      return told.ok ? ok(told.value.artifacts) : told
    },
    addArtifact: async (id, file) => taskResult<Artifact>(await server.post(at(id, '/artifacts'), file)),
    async staged(id) {
      const told = taskResult<{ readonly staged?: StagedText }>(await server.get(at(id, '/clipboard')))
      return told.ok ? ok(told.value.staged) : told
    },
    async stage(id, text) {
      const told = taskResult<{ readonly staged: StagedText }>(await server.put(at(id, '/clipboard'), { text }))
      return told.ok ? ok(told.value.staged) : told
    },
    async unstage(id) {
      const told = taskResult<object>(await server.delete(at(id, '/clipboard')))
      return told.ok ? ok(undefined) : told
    },
  }
}
