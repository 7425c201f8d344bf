/** What a task changed, looked up for the diff; what is ticked off, remarked and sent there. */
import { ownUser } from '../../../core/audit/audit.ts'
import type { NewComment } from '../../../core/review/review.ts'
import type { TaskDeskParts } from '../desk-parts.ts'
import { openDiff } from './diff-model.ts'

export interface DiffDesk {
  open(taskId: string): Promise<void>
  /** The rows of a file. */
  read(taskId: string, path: string): Promise<void>
  tick(taskId: string, path: string): Promise<void>
  remark(taskId: string, comment: NewComment): Promise<void>
  /** All remarks that were not sent, as one prompt. */
  send(taskId: string): Promise<void>
}

const me = ownUser('cli')

export function createDiffDesk({
  services,
  tell,
  model,
}: Pick<TaskDeskParts, 'services' | 'tell' | 'model'>): DiffDesk {
  /** The rows of the first file come with it. */
  async function open(taskId: string): Promise<void> {
    tell({ type: 'overlay', overlay: { kind: 'diff', diff: openDiff(taskId) } })
    const [changes] = await Promise.all([services.taskReview.changes(taskId), readComments(taskId)])
    if (!changes.ok) return tell({ type: 'diff', taskId, change: { said: changes.error.message } })
    tell({ type: 'diff', taskId, change: { changes: changes.value } })
    const [first] = changes.value.files
    if (first !== undefined) await read(taskId, first.path)
  }

  async function readComments(taskId: string): Promise<void> {
    const kept = await services.taskReview.comments(taskId)
    if (kept.ok) tell({ type: 'diff', taskId, change: { comments: kept.value.comments } })
  }

  async function read(taskId: string, path: string): Promise<void> {
    const file = await services.taskReview.file(taskId, { path })
    tell({ type: 'diff', taskId, path, change: file.ok ? { file: file.value } : { said: file.error.message } })
  }

  /** What was ticked off is what was seen: of another version it is not said. */
  async function tick(taskId: string, path: string): Promise<void> {
    const { overlay } = model()
    const changes = overlay?.kind === 'diff' ? overlay.diff.changes : undefined
    const file = changes?.files.find((one) => one.path === path)
    if (file === undefined) return
    const asked = { path, isViewed: !file.isViewed, version: file.version }
    const ticked = await services.taskReview.view(taskId, asked)
    if (!ticked.ok) return tell({ type: 'diff', taskId, change: { said: ticked.error.message } })
    const again = await services.taskReview.changes(taskId)
    if (again.ok) tell({ type: 'diff', taskId, change: { changes: again.value } })
  }

  async function remark(taskId: string, comment: NewComment): Promise<void> {
    const kept = await services.taskReview.comment(taskId, comment, me)
    if (!kept.ok) return tell({ type: 'diff', taskId, change: { said: kept.error.message } })
    await readComments(taskId)
  }

  async function send(taskId: string): Promise<void> {
    const sent = await services.taskReview.send(taskId, {}, me)
    const said = sent.ok
      ? `Prompt ${sent.value.sent.prompt.id}: ${sent.value.sent.foreseen.goes}, ${sent.value.sent.foreseen.how}`
      : sent.error.message
    tell({ type: 'diff', taskId, change: { said } })
    await readComments(taskId)
  }

  return { open, read, tick, remark, send }
}
