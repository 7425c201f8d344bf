/** What goes to and comes from a task beside its prompts: files given to it, files that it shows, a text that it would copy. */
import type { Actor } from '../core/audit/audit.ts'
import type { Artifact, StagedText, UploadedFile } from '../core/tasks/task-files.ts'
import type { Outcome } from './tasks.ts'

export interface TaskFileService {
  /** Into `.context/` of its folder, under a name made plain; one of that name is never replaced. */
  upload(id: string, file: { readonly name: string; readonly bytes: Uint8Array }, actor: Actor): Outcome<UploadedFile>
  artifacts(id: string): Outcome<readonly Artifact[]>
  /** Copies a file of its folder as it is now; one that is shown under that name already is replaced. */
  addArtifact(
    id: string,
    file: { readonly path: string; readonly name?: string | undefined },
    actor: Actor,
  ): Outcome<Artifact>
  /** Undefined: there is none, or nobody copied it in time. */
  staged(id: string): Outcome<StagedText | undefined>
  stage(id: string, text: string, actor: Actor): Outcome<StagedText>
  unstage(id: string, actor: Actor): Outcome<undefined>
}

/** Of the program that keeps them. */
export interface ArtifactBytes {
  read(id: string, name: string): Outcome<{ readonly artifact: Artifact; readonly bytes: Buffer }>
}
