/** What is chosen where a session is moved into TCE, and what of that is asked for. Pure. */
import type { BackendReport } from '../../../core/tasks/backend.ts'
import type { AdoptSession, Task } from '../../../core/tasks/task.ts'

export interface AdoptTexts {
  readonly name: string
  /** Empty: the one that its folder is of. */
  readonly project: string
  /** Empty: as its project has it. */
  readonly backend: string
  readonly place: 'as-it-can' | 'worktree' | 'folder'
  readonly start: 'when-free' | 'now'
}

export const usualAdoption: AdoptTexts = { name: '', project: '', backend: '', place: 'as-it-can', start: 'when-free' }

/** What is as usual is left to the server, as `tce task adopt` leaves it. */
export function adoptionOf(sessionId: string, { name, project, backend, place, start }: AdoptTexts): AdoptSession {
  return {
    session: sessionId,
    ...(name.trim() !== '' && { name: name.trim() }),
    ...(project !== '' && { project }),
    ...(backend !== '' && { backend }),
    ...(place !== 'as-it-can' && { isInWorktree: place === 'worktree' }),
    ...(start === 'now' && { start }),
  }
}

/** Those that can take it up. */
export const backendsFor = (agent: string | undefined, all: readonly BackendReport[]): readonly BackendReport[] =>
  all.filter((one) => one.agent === agent && one.resume !== undefined)

export const taskOf = (sessionId: string, tasks: readonly Task[]): Task | undefined =>
  tasks.find((one) => one.sessionId === sessionId)
