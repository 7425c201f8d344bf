/** Whether somebody begins an agent, and with what: the frame asks before anything else of it is loaded. */
import type { DeployRequest } from '../../../services/deploy.ts'
import { signal } from '../store.ts'

export interface DeployWish extends Partial<DeployRequest> {
  /** Of an idea: it counts as built when the agent was begun. */
  readonly ideaId?: string | undefined
}

export const deployWish = signal<DeployWish | undefined>(undefined)

export function askToDeploy(wish: DeployWish = {}): void {
  deployWish.value = wish
}
