/** Ideas of the user: kept until they are built, and as long as he likes. */
import type { Actor } from '../core/audit/audit.ts'
import type { Idea } from '../core/ideas/idea.ts'
import type { Result } from '../core/result.ts'

export interface IdeaRequest {
  readonly title: string
  readonly note?: string | undefined
  /** Of an agent that runs. */
  readonly sessionId?: string | undefined
}

export type IdeaChange =
  /** Of the agent: '' is nobody, absent is who it was. */
  | {
      readonly do: 'edit'
      readonly title: string
      readonly note?: string | undefined
      readonly sessionId?: string | undefined
    }
  | { readonly do: 'remove' }
  /** It was sent as this prompt; without one an agent was begun with it. */
  | { readonly do: 'built'; readonly promptId?: string | undefined }

export interface IdeaProblem {
  readonly kind: 'no-idea' | 'no-session' | 'bad-text' | 'unwritable'
  readonly message: string
}

export interface IdeaService {
  /** Newest first. */
  list(): Promise<readonly Idea[]>
  add(request: IdeaRequest, actor: Actor): Promise<Result<Idea, IdeaProblem>>
  /** As it is then, or was before it was removed. */
  change(id: string, change: IdeaChange, actor: Actor): Promise<Result<Idea, IdeaProblem>>
}
