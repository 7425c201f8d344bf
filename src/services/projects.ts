/** Projects and backends: where tasks run, and by which commands. A change of what is run is the user's own, never an agent's. */
import type { Actor } from '../core/audit/audit.ts'
import type { ProjectFile, PromptCommand } from '../core/prompts/prompt-library.ts'
import type { Result } from '../core/result.ts'
import type { Backend, BackendReport, BackendsReport, BackendTest } from '../core/tasks/backend.ts'
import type { FenceLook } from '../core/tasks/fence.ts'
import type { ModeChoice } from '../core/tasks/permission-modes.ts'
import type { FoundRepository, Project, ProjectReport, ProjectsReport, SetupReport } from '../core/tasks/project.ts'

/** `null` takes back what was set: what is usual, or nothing, is in force again. */
export type ProjectChange = { readonly [Field in keyof Omit<Project, 'name'>]?: Project[Field] | null }
export type BackendChange = { readonly [Field in keyof Omit<Backend, 'name'>]?: Backend[Field] | null }

/** What a new task of a project can be given. */
export interface TaskChoices {
  /** Of the repository, as they are known here. */
  readonly branches: readonly string[]
  readonly models: readonly string[]
  /** How much its agent may do without asking, as far as it is known. */
  readonly modes: readonly ModeChoice[]
  /** Where worktrees of the project lie. */
  readonly worktrees: string
}

/** Whose skills are asked for. */
export interface SkillQuery {
  /** Those of its folder come first; without one there are its user's own and the agent's. */
  readonly project?: string | undefined
  /** @default the project's, else the usual one */
  readonly backend?: string | undefined
  /** A part of its name or of what it does; small and capital letters alike. */
  readonly filter?: string | undefined
}

/** `locked`: config.toml says it. `in-use`: tasks are of it. */
export interface ProjectProblem {
  readonly kind: 'no-project' | 'no-backend' | 'bad-request' | 'exists' | 'locked' | 'in-use' | 'unwritable'
  readonly message: string
  readonly next?: string | undefined
}

export interface ProjectService {
  projects(): Promise<ProjectsReport>
  /** Repositories in a folder, three levels deep at most. */
  scan(folder: string): Promise<Result<readonly FoundRepository[], ProjectProblem>>
  add(
    project: Omit<Project, 'name'> & { readonly name?: string | undefined },
    actor: Actor,
  ): Promise<Result<ProjectReport, ProjectProblem>>
  edit(name: string, change: ProjectChange, actor: Actor): Promise<Result<ProjectReport, ProjectProblem>>
  /** Forgets it; nothing of its folder is touched. */
  remove(name: string, actor: Actor): Promise<Result<ProjectReport, ProjectProblem>>
  /** Undefined: it has no set-up command. */
  setup(name: string): Promise<Result<SetupReport | undefined, ProjectProblem>>
  /** That very command, with its files as they are, may run. */
  trust(name: string, hash: string, actor: Actor): Promise<Result<SetupReport, ProjectProblem>>
  /** `backend`: the project's, else the usual one. */
  choices(name: string, backend?: string): Promise<Result<TaskChoices, ProjectProblem>>
  /** What a prompt for an agent can begin with: commands and skills, its own and those on disk, by name. */
  skills(query: SkillQuery): Promise<Result<readonly PromptCommand[], ProjectProblem>>
  /** Files of the project by a part of their path, what changed last first; at most 12. */
  files(name: string, query: string): Promise<Result<readonly ProjectFile[], ProjectProblem>>
  /** What a fence around agents is made of here, tried now. */
  fence(): Promise<FenceLook>
  backends(): Promise<BackendsReport>
  /** Makes one that is not there. */
  saveBackend(name: string, change: BackendChange, actor: Actor): Promise<Result<BackendReport, ProjectProblem>>
  /** One that TCE brings is as it came again. */
  removeBackend(name: string, actor: Actor): Promise<Result<BackendReport, ProjectProblem>>
  /** Starts it once, without a terminal, in an empty folder. */
  testBackend(name: string, actor: Actor): Promise<Result<BackendTest, ProjectProblem>>
}
