/** Before the first task: what one is, and where it could run. */
import { useEffect, useState } from 'preact/hooks'
import { plural } from '../../../core/words/format.ts'
import { api, ask } from '../api.ts'
import { liveFleet } from '../live/live-store.ts'
import { Link } from '../navigation.tsx'
import { Icon, Mark } from '../parts/mark.tsx'
import { askForTask } from './new-task-open.ts'

const mostNamed = 3

export function NoTasks() {
  const [projects, setProjects] = useState<readonly string[]>()
  useEffect(() => {
    void ask(api.projects.$get()).then((answer) => answer.ok && setProjects(answer.value.projects))
  }, [])
  const agents = liveFleet.value?.counts.total ?? 0
  const named = projects?.slice(0, mostNamed).join(', ')
  const scan = { screen: 'settings', query: { section: 'projects' } } as const
  return (
    <div class="empty">
      <Mark name="none" />
      <h2 class="empty-title">No tasks yet</h2>
      <p>
        A task is an agent with a branch and a folder of its own, so that several can work on one project without
        meeting.
      </p>
      <p>
        <button type="button" class="btn is-primary" onClick={() => askForTask()}>
          <Icon name="plus" size={14} />
          New task
        </button>
      </p>
      <p class="fine">
        {projects !== undefined && projects.length > 0 && (
          <>
            {plural(projects.length, 'project')} {projects.length === 1 ? 'is' : 'are'} known: {named}
            {projects.length > mostNamed && ' …'}.{' '}
          </>
        )}
        <Link to={scan}>{projects?.length === 0 ? 'Scan a folder for projects' : 'Scan a folder for more'}</Link>.
        {agents > 0 &&
          ` The ${agents === 1 ? 'agent' : `${agents} agents`} under Processes ${agents === 1 ? 'goes on as it is' : 'go on as they are'}.`}
      </p>
    </div>
  )
}
