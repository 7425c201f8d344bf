/** What TCE stores of its own: how much of what, and taking it away. The agents' own files are never touched. */
import type { Actor } from '../core/audit/audit.ts'
import type { DeletedData, KeptData, ProjectData } from '../core/data/kept-data.ts'
import type { Result } from '../core/result.ts'

/** `no-project`: no session of it is known. `unwritable`: the disk takes nothing; what is left can be asked for again. */
export interface DataProblem {
  readonly kind: 'no-project' | 'unwritable'
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
  /** All stores; what the agents' files tell is counted and indexed anew. Settings, keys, hooks, pins and saved queries stay. */
  deleteAll(actor: Actor): Promise<Result<DeletedData, DataProblem>>
}
