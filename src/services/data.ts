/** What TCE stores of its own: how much of what, and taking it away. The agents' own files are never touched. */
import type { Actor } from '../core/audit/audit.ts'
import type {
  ArchivedOf,
  ArchiveShare,
  DeletedData,
  KeptData,
  ProjectData,
  SessionData,
} from '../core/data/kept-data.ts'
import type { Result } from '../core/result.ts'

/**
 * `no-project`, `no-session`: none is known. `running`: a session that goes on would be written anew. `unwritable`: the disk takes nothing;
 * what is left can be asked for again.
 */
export interface DataProblem {
  readonly kind: 'no-project' | 'no-session' | 'running' | 'unwritable'
  readonly message: string
}

export interface DataService {
  read(): Promise<KeptData>
  /** What would go with a project. */
  ofProject(project: string): Promise<Result<ProjectData, DataProblem>>
  /**
   * What its sessions said up to now; answered when it is gone. What they spent stays. Their agents' files stay, too: as long as those are
   * there the sessions are listed, and can't be searched.
   */
  forget(project: string, actor: Actor): Promise<Result<ProjectData, DataProblem>>
  /** What would go with one session, by id or any unique beginning of it. */
  ofSession(id: string): Promise<Result<SessionData, DataProblem>>
  /**
   * For good: its texts in index and archive, its events, prompts, messages and marks; it is indexed and archived no more. What it spent
   * stays, and so does its agent's own file: as long as that is there the session is listed and can be read.
   */
  deleteSession(id: string, actor: Actor): Promise<Result<SessionData, DataProblem>>
  /** What of the archive that is, and what the disk would have again. */
  archived(of: ArchivedOf): Promise<Result<ArchiveShare, DataProblem>>
  /** Taken out of the archive; of sessions that are only there, out of the index of the search, too. Archived again when they are written. */
  deleteArchived(of: ArchivedOf, actor: Actor): Promise<Result<ArchiveShare, DataProblem>>
  /** All stores; what the agents' files tell is counted and indexed anew. Settings, keys, hooks, pins and saved queries stay. */
  deleteAll(actor: Actor): Promise<Result<DeletedData, DataProblem>>
}
