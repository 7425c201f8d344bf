/** Tasks: agents that TCE starts itself, each in a folder of its own, in terminals that outlive whoever asked for them. */
import type { Actor } from '../core/audit/audit.ts'
import type { Result } from '../core/result.ts'
import type {
  AdoptSession,
  FolderLook,
  NewTask,
  NewTaskMade,
  Task,
  TaskBatch,
  TaskList,
  TaskQuery,
  TaskRemoval,
  TaskRemoved,
  TaskState,
  TaskStopped,
} from '../core/tasks/task.ts'
import type { TaskWhy } from '../core/tasks/task-why.ts'

/**
 * `untrusted`: its project's set-up command has to be trusted first. `budget`: a hard one is used up. `not-made`: folder or agent could
 * not be begun; the task is there and says why. `not-now`: its state does not allow it. `changed`: the facts are others than those that were
 * confirmed. `obstacles`: it can't go now, with a copy or without. `tests-failed`: its merge was undone, `stopped`: because its user stopped it. `out-of-reach`: the forge, or the
 * program for it, is not there. `no-folder`: its folder is gone; a worktree can be made again (`folder`).
 */
export interface TaskProblem {
  readonly kind:
    | ('no-task' | 'no-project' | 'no-backend' | 'no-session' | 'bad-request' | 'untrusted' | 'budget' | 'not-made')
    | ('not-now' | 'changed' | 'obstacles' | 'no-copy' | 'unwritable')
    | ('tests-failed' | 'stopped' | 'out-of-reach' | 'no-folder')
  readonly message: string
  readonly next?: string | undefined
}

export type Outcome<T> = Promise<Result<T, TaskProblem>>

export interface TaskService {
  list(query?: TaskQuery): Promise<TaskList>
  /** With what changed in it, looked up now. Undefined: there is none, or it was deleted. */
  find(id: string): Promise<Task | undefined>
  /** By what it is known what its agent is at, with the last rows of its screen. */
  why(id: string): Outcome<TaskWhy>
  /** Made and started when this resolves; or it waits for a place, and says so. */
  create(task: NewTask, actor: Actor): Outcome<NewTaskMade>
  /** Takes up a session that began elsewhere, as a task; refused while it runs, or may. */
  adopt(session: AdoptSession, actor: Actor): Outcome<Task>
  /** Ends its agent, in steps, and says what was observed. */
  stop(id: string, actor: Actor): Outcome<TaskStopped>
  /** Takes up its agent's own session in the same folder. One that is pending is begun now. */
  resume(id: string, how: { readonly session?: string | undefined }, actor: Actor): Outcome<Task>
  /** Its agent is ended if it runs; then its session is taken up again, or where that can't be the prompt is given anew. */
  restart(id: string, actor: Actor): Outcome<Task>
  /** A task of its own, with what the first one knows: its prompt, what it changed, the last of its screen. */
  fork(
    id: string,
    how: { readonly name?: string | undefined; readonly prompt?: string | undefined },
    actor: Actor,
  ): Outcome<Task>
  rename(id: string, name: string, actor: Actor): Outcome<Task>
  pin(id: string, isPinned: boolean, actor: Actor): Outcome<Task>
  archive(id: string, isArchived: boolean, actor: Actor): Outcome<Task>
  put(id: string, state: TaskState, actor: Actor): Outcome<Task>
  setResult(id: string, result: string, actor: Actor): Outcome<Task>
  /** Raw bytes into its terminal, as they are. */
  type(id: string, bytes: Buffer, actor: Actor): Outcome<Task>
  /** The last of what it wrote, as it came. */
  output(id: string, bytes: number): Outcome<{ readonly task: Task; readonly text: string }>
  /** What exists nowhere else, looked up now. */
  removal(id: string): Outcome<TaskRemoval>
  /** `copy: none` only with the name of the task typed, where something exists nowhere else. */
  remove(
    id: string,
    how: { readonly confirm: string; readonly copy: 'keep' | 'none'; readonly typed?: string | undefined },
    actor: Actor,
  ): Outcome<TaskRemoved>
  undo(id: string, actor: Actor): Outcome<Task>
  /** From what its folder, which is gone, can be made again. */
  folder(id: string): Outcome<FolderLook>
  /** With its set-up command, where that is trusted. What was in no commit, in no copy and not staged stays gone. */
  remakeFolder(id: string, confirm: string, actor: Actor): Outcome<Task>
  /** Those that could be brought back, newest first. */
  removed(): Promise<readonly Task[]>
  /** Complete ones of which nothing exists here alone. */
  prunable(): Promise<TaskBatch & { readonly confirm: string }>
  prune(confirm: string, actor: Actor): Outcome<TaskBatch>
  stopAll(actor: Actor): Outcome<TaskBatch>
}
