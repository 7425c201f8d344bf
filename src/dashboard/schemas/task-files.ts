/** Files and texts of tasks. */
import { type Artifact, clipboardLimits, type StagedText, type UploadedFile } from '../../core/tasks/task-files.ts'
import { z } from '../http.ts'
import { exactly } from './exactly.ts'
import { list, moment } from './fields.ts'
import { taskParam } from './tasks.ts'

const name = z.string().min(1).max(1_000)
const bytes = z.number().int()

export const uploadBody = z.strictObject({ name, base64: z.base64() }).openapi('Upload')
export const uploadedSchema = exactly<UploadedFile>()(
  z.object({ path: z.string().openapi({ example: '.context/flaky-run.png' }), sizeBytes: bytes }),
).openapi('UploadedFile')

export const artifactSchema = exactly<Artifact>()(
  z.object({ name: z.string(), path: z.string(), sizeBytes: bytes, addedAt: moment }),
).openapi('Artifact')
export const artifactsSchema = z.object({ artifacts: list(artifactSchema) })
export const artifactBody = z.strictObject({ path: z.string().min(1).max(4_096), name: name.optional() })
export const artifactParam = taskParam.extend({
  name: name.openapi({ param: { name: 'name', in: 'path' }, example: 'race-report.html' }),
})

const staged = exactly<StagedText>()(
  z.object({ text: z.string(), from: z.enum(['terminal', 'told']), at: moment, until: moment }),
).openapi('StagedText')
export const stagedSchema = z.object({ staged })
export const perhapsStagedSchema = z.object({ staged: staged.optional() })
export const clipboardBody = z.strictObject({ text: z.string().min(1).max(clipboardLimits.bytes) })
