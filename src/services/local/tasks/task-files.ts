/** Files and texts of tasks: uploads below their folders, artifacts copied out of them, what their agents would copy kept for a moment. */
import { err, ok, type Result } from '../../../core/result.ts'
import {
  type Artifact,
  artifactLimits,
  cleanFileName,
  clipboardLimits,
  fileSize,
  freeFileName,
  type StagedText,
  type UploadedFile,
  uploadFolder,
  uploadLimits,
} from '../../../core/tasks/task-files.ts'
import { type BelowProblem, createBelow, filesBelow } from '../../../storage/below.ts'
import { artifactBytes, keepArtifact } from '../../../tasks/artifact-files.ts'
import { excludeHere } from '../../../worktrees/exclude.ts'
import type { ArtifactBytes, TaskFileService } from '../../task-files.ts'
import type { TaskProblem } from '../../tasks.ts'
import { noTask, type TaskDesk, taskOf } from './task-desk.ts'

export interface LocalTaskFiles extends TaskFileService, ArtifactBytes {
  /** By a sequence in its terminal. */
  copied(id: string, text: string): void
  close(): void
}

const bad = (message: string): TaskProblem => ({ kind: 'bad-request', message })
const ofBelow = ({ kind, message }: BelowProblem): TaskProblem =>
  kind === 'failed' ? { kind: 'unwritable', message } : bad(message)

export function createTaskFiles(desk: TaskDesk): LocalTaskFiles {
  const { parts, beside, change } = desk
  const staged = new Map<string, { readonly staged: StagedText; readonly timer: NodeJS.Timeout }>()

  const note = (action: 'task.upload' | 'task.artifact' | 'task.clipboard', ...of: Parameters<typeof entry>) =>
    beside.log.record({ action, ...entry(...of) })

  function put(id: string, text: string, from: StagedText['from']): StagedText {
    const atMs = beside.clock()
    const at = (ms: number) => new Date(ms).toISOString()
    const one: StagedText = { text, from, at: at(atMs), until: at(atMs + clipboardLimits.keptMs) }
    drop(id)
    const timer = setTimeout(() => {
      drop(id)
      desk.tell()
    }, clipboardLimits.keptMs).unref()
    staged.set(id, { staged: one, timer })
    desk.tell()
    return one
  }
  function drop(id: string): void {
    clearTimeout(staged.get(id)?.timer)
    staged.delete(id)
  }

  /** Its folder, of one that has one. */
  async function placeOf(id: string) {
    const found = await taskOf(desk, id)
    if (!found.ok) return found
    const { folder, name } = found.value
    return folder === undefined
      ? err<TaskProblem>({ kind: 'not-now', message: `${name} has no folder yet.` })
      : ok({ record: found.value, folder })
  }

  return {
    async upload(id, { name, bytes }, actor) {
      if (bytes.length > uploadLimits.fileBytes)
        return err(bad(`A file has ${fileSize(uploadLimits.fileBytes)} at most.`))
      const place = await placeOf(id)
      if (!place.ok) return place
      const { folder, record } = place.value
      const there = await filesBelow(folder, uploadFolder)
      if (!there.ok) return err(ofBelow(there.error))
      const size = there.value.reduce((sum, { sizeBytes }) => sum + sizeBytes, bytes.length)
      if (there.value.length >= uploadLimits.files || size > uploadLimits.allBytes)
        return err({
          kind: 'not-now',
          message: `${uploadFolder}/ of ${record.name} takes ${uploadLimits.files} files of together ${fileSize(uploadLimits.allBytes)}; it has ${there.value.length}.`,
          next: `remove some from ${folder}/${uploadFolder}`,
        })
      await excludeHere(folder, `${uploadFolder}/`)
      const names = new Set(there.value.map((one) => one.name.toLowerCase()))
      const written = await write(
        folder,
        freeFileName(cleanFileName(name), (one) => names.has(one.toLowerCase())),
        bytes,
      )
      if (!written.ok) return written
      await note('task.upload', actor, record.name, `${written.value.path}, ${fileSize(bytes.length)}`)
      return written
    },
    async artifacts(id) {
      const found = await taskOf(desk, id)
      return found.ok ? ok(found.value.artifacts ?? []) : found
    },
    async addArtifact(id, { path, name }, actor) {
      const place = await placeOf(id)
      if (!place.ok) return place
      const { folder, record } = place.value
      const below = path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path
      const called = cleanFileName(name ?? below, 'artifact')
      const others = (record.artifacts ?? []).filter((one) => one.name !== called)
      if (others.length >= artifactLimits.files)
        return err({
          kind: 'not-now',
          message: `${record.name} shows ${others.length} files already, and no more may.`,
        })
      const kept = await keepArtifact(parts.dataDir, id, { folder, path: below, name: called })
      if (!kept.ok) return err(ofBelow(kept.error))
      const addedAt = new Date(beside.clock()).toISOString()
      const artifact: Artifact = { name: called, path: below, sizeBytes: kept.value, addedAt }
      const after = await change(id, (now) => ({
        ...now,
        artifacts: [...(now.artifacts ?? []).filter((one) => one.name !== called), artifact],
      }))
      if (after === undefined) return err(noTask(id))
      await note('task.artifact', actor, record.name, `${called}, ${fileSize(kept.value)}`)
      return ok(artifact)
    },
    async read(id, name) {
      const found = await taskOf(desk, id)
      if (!found.ok) return found
      const artifact = found.value.artifacts?.find((one) => one.name === name)
      const bytes = artifact && (await artifactBytes(parts.dataDir, id, artifact.name))
      return artifact === undefined || bytes === undefined
        ? err({ kind: 'no-task', message: `${found.value.name} shows no such file.` })
        : ok({ artifact, bytes })
    },
    async staged(id) {
      const found = await taskOf(desk, id)
      return found.ok ? ok(staged.get(id)?.staged) : found
    },
    async stage(id, text, actor) {
      const found = await taskOf(desk, id)
      if (!found.ok) return found
      if (text === '' || Buffer.byteLength(text) > clipboardLimits.bytes)
        return err(bad(`A text to copy has ${fileSize(clipboardLimits.bytes)} at most, and is not empty.`))
      const one = put(id, text, 'told')
      await note('task.clipboard', actor, found.value.name, `${fileSize(Buffer.byteLength(text))} to be copied`)
      return ok(one)
    },
    async unstage(id, actor) {
      const found = await taskOf(desk, id)
      if (!found.ok) return found
      if (staged.has(id)) {
        drop(id)
        desk.tell()
        await note('task.clipboard', actor, found.value.name, 'put away')
      }
      return ok(undefined)
    },
    copied(id, text) {
      // What is too long was cut off by whoever sent it: no part of it is offered as the whole.
      if (text !== '' && Buffer.byteLength(text) <= clipboardLimits.bytes) put(id, text, 'terminal')
    },
    close() {
      for (const id of [...staged.keys()]) drop(id)
    },
  }
}

const entry = (actor: Parameters<TaskFileService['unstage']>[1], subject: string, words: string) =>
  ({ actor, subject, outcome: 'done', message: `${subject}: ${words}.` }) as const

const mostTries = 5

/** Another one of that name may come in the same moment. */
async function write(folder: string, name: string, bytes: Uint8Array): Promise<Result<UploadedFile, TaskProblem>> {
  let one = name
  for (let at = 1; ; at += 1) {
    const path = `${uploadFolder}/${one}`
    const opened = await createBelow(folder, path)
    if (!opened.ok && opened.error.kind === 'exists' && at < mostTries) {
      one = freeFileName(name, (other) => other === name || other === one)
      continue
    }
    if (!opened.ok) return err(ofBelow(opened.error))
    const file = opened.value
    try {
      await file.writeFile(bytes)
      return ok({ path, sizeBytes: bytes.length })
    } catch (cause) {
      return err({ kind: 'unwritable', message: `${path}: ${cause instanceof Error ? cause.message : String(cause)}` })
    } finally {
      await file.close()
    }
  }
}
