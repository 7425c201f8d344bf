/** Whether tasks can say how their pull requests stand, and open some. */
import { isOnPath } from '../../control/windows/open-window.ts'
import type { Finding } from '../views/doctor-view.ts'
import type { DoctorFacts } from './facts.ts'

export async function checkPullRequests({ env, services }: DoctorFacts): Promise<readonly Finding[]> {
  const projects = (await services?.projects.projects())?.projects ?? []
  // Who has no tasks has no pull requests of them.
  if (projects.length === 0 || isOnPath('gh', env)) return []
  return [
    {
      ...{ section: 'This machine', level: 'remark' },
      message: 'gh is not on the PATH: tasks say nothing of pull requests, and none can be opened.',
      remedy: 'Install it (https://cli.github.com), then: gh auth login',
    },
  ]
}
