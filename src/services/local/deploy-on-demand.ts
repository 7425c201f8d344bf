/** Loaded when somebody asks: most commands begin no agent. */
import { once } from '../../core/once.ts'
import { whenAsked } from '../../core/when-asked.ts'
import type { DeployService } from '../deploy.ts'
import type { DeployBeside, DeployParts } from './deploy.ts'

export function deployOnDemand(parts: () => Promise<DeployParts>, beside: DeployBeside): DeployService {
  const deploy = once(async () => (await import('./deploy.ts')).createDeploy(await parts(), beside))
  return whenAsked(deploy, ['choices', 'foldersLike', 'start'])
}
