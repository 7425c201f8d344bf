/** What stands around a task's terminal, and the terminal itself. */
import type { Actor } from '../core/audit/audit.ts'
import type { TaskConversations, TaskFiles, TaskGitStatus, TaskLinks } from '../core/tasks/task-view.ts'
import type { ExitRecord } from '../core/terminals/session.ts'
import type { LastScreen } from '../runner/session-files.ts'
import type { AttachedTerminal, AttachOptions, TerminalViewer } from '../runner/terminals.ts'
import type { Outcome } from './tasks.ts'

export interface TaskViewService {
  /** What it changed, file by file, and how it stands to its base. `not-now`: its folder is not there, or git does not tell. */
  gitStatus(id: string): Outcome<TaskGitStatus>
  /** One folder below the task's own. `bad-request`: there is none, or it lies elsewhere. */
  files(id: string, dir: string): Outcome<TaskFiles>
  links(id: string): Outcome<TaskLinks>
  conversations(id: string): Outcome<TaskConversations>
}

/** Of the program that reaches supervisors: a server. */
export interface TaskTerminals {
  /** Looks at the terminal of its last program; `actor` is who types, if anybody does. `not-now`: none was begun, or its supervisor does not answer. */
  attach(id: string, viewer: TerminalViewer, options: AttachOptions, actor: Actor): Outcome<TaskTerminal>
}

export type TaskTerminal =
  | { readonly kind: 'live'; readonly name: string; readonly terminal: AttachedTerminal }
  | {
      readonly kind: 'ended'
      readonly name: string
      readonly run: string
      /** Undefined: nothing of it is kept. */
      readonly screen?: LastScreen | undefined
      readonly exit?: ExitRecord | undefined
    }
