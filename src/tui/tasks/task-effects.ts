/** What the screen of tasks can't do itself; task-desk.ts does it. */
import type { NewComment } from '../../core/review/review.ts'
import type { NewTask, TaskState } from '../../core/tasks/task.ts'
import type { MergeOrder } from '../../core/tasks/task-work.ts'
import type { AskedRef } from './tasks-model.ts'

export type TaskEffect =
  | { readonly do: 'ask-links' | 'ask-merge' | 'open-diff' | 'diff-send'; readonly taskId: string }
  | { readonly do: 'merge'; readonly taskId: string; readonly order: MergeOrder }
  | { readonly do: 'diff-file' | 'diff-viewed'; readonly taskId: string; readonly path: string }
  | { readonly do: 'diff-comment'; readonly taskId: string; readonly comment: NewComment }
  | { readonly do: 'allow'; readonly taskId: string; readonly asked?: AskedRef | undefined }
  | { readonly do: 'deny'; readonly taskId: string; readonly text: string; readonly asked?: AskedRef | undefined }
  | { readonly do: 'resume' | 'restart' | 'stop' | 'ask-destroy' | 'take-size' | 'copy'; readonly taskId: string }
  | {
      readonly do: 'rename' | 'fork' | 'prompt' | 'edit-prompt'
      readonly taskId: string
      readonly text: string
    }
  | { readonly do: 'pin' | 'archive'; readonly taskId: string; readonly isOn: boolean }
  | { readonly do: 'put'; readonly taskId: string; readonly state: TaskState }
  | { readonly do: 'destroy'; readonly taskId: string; readonly confirm: string }
  | { readonly do: 'resume-cut-off'; readonly taskIds: readonly string[] }
  | { readonly do: 'create'; readonly task: NewTask }
  | { readonly do: 'ask-prune' | 'open-form' | 'redraw' }
  | { readonly do: 'prune'; readonly confirm: string }
  | { readonly do: 'files'; readonly project: string }
  | { readonly do: 'find'; readonly text: string }
  /** Typed before the keyboard was the agent's, and read after. */
  | { readonly do: 'type-ahead'; readonly text: string }
  | { readonly do: 'set'; readonly key: string; readonly value: string | number }
