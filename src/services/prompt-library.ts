/** What helps writing a prompt: the agent's commands, templates, prompts of before, files of the project. */
import type { Actor } from '../core/audit/audit.ts'
import type { ProcessRef } from '../core/process/process.ts'
import type {
  ProjectFile,
  PromptCommand,
  PromptTemplate,
  RecentPrompts,
  SettingChoices,
} from '../core/prompts/prompt-library.ts'
import type { QuerySyntaxProblem } from '../core/query/query.ts'
import type { Result } from '../core/result.ts'
import type { PromptPage, PromptQuestion } from '../core/search/prompt-question.ts'
import type { PromptProblem } from './prompts.ts'

export interface CommandList {
  readonly commands: readonly PromptCommand[]
  /** What stands above the editor: commands, or any text. */
  readonly quick: readonly string[]
  readonly settings: readonly SettingChoices[]
}

export interface NewTemplate {
  /** In the place of this one. */
  readonly id?: number | undefined
  readonly name: string
  readonly text: string
}

export interface Attachment {
  readonly name: string
  readonly bytes: Uint8Array
}

type Answer<T> = Promise<Result<T, PromptProblem>>

/** Every prompt that was ever sent to any agent, by whom and wherever. */
export interface SentPromptService {
  /** The error says where the query can't be read. */
  sent(question: PromptQuestion): Promise<Result<PromptPage, QuerySyntaxProblem>>
  /** All of its text, secrets masked. Undefined: there is no such prompt, or nothing keeps its text. */
  sentText(id: string): Promise<string | undefined>
  /** The text is kept, or let go: all prompts of the same text are starred, or are not. */
  starSent(id: string, isStarred: boolean, actor: Actor): Answer<void>
}

export interface PromptLibraryService extends SentPromptService {
  /** Of this agent, in this project. */
  commands(target: ProcessRef): Answer<CommandList>
  setQuick(target: ProcessRef, entries: readonly string[], actor: Actor): Answer<CommandList>
  templates(): Promise<readonly PromptTemplate[]>
  saveTemplate(template: NewTemplate, actor: Actor): Answer<readonly PromptTemplate[]>
  removeTemplate(id: number, actor: Actor): Answer<readonly PromptTemplate[]>
  recents(): Promise<RecentPrompts>
  /** All of its text. */
  recentText(id: string): Promise<string | undefined>
  /** `q41` is kept, `s3` is let go. */
  star(id: string, actor: Actor): Answer<RecentPrompts>
  /** Of the agent's folder, what changed last first. */
  files(target: ProcessRef, query: string): Answer<readonly ProjectFile[]>
  /** Its path below the agent's folder, where it lies from now on. */
  attach(target: ProcessRef, attachment: Attachment, actor: Actor): Answer<string>
}
