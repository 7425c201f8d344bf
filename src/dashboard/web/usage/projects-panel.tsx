import { Link, setQuery } from '../navigation.tsx'
import { parseRoute } from '../route.ts'
import type { Unit } from './address.ts'
import type { ProjectShare } from './shares.ts'

interface ProjectsPanelProps {
  readonly projects: readonly ProjectShare[]
  readonly span: string
  readonly unit: Unit
  readonly chosen: string
}

const shownAtFirst = 9

export function ProjectsPanel({ projects, span, unit, chosen }: ProjectsPanelProps) {
  const shown = projects.slice(0, shownAtFirst)
  const route = parseRoute(location.href)
  return (
    <section class="panel">
      <header class="panel-head">
        <h2>Projects</h2>
        <span class="muted">
          {span}
          {projects.length > shown.length && (
            <>
              , {shown.length} of{' '}
              <Link to={{ ...route, query: { ...route.query, by: 'project' } }}>{projects.length}</Link>
            </>
          )}
        </span>
      </header>
      {shown.length === 0 ? (
        <p class="quiet">Nothing was used.</p>
      ) : (
        <table class="mini wide">
          <thead>
            <tr>
              <th scope="col">Project</th>
              <th scope="col" class="num">
                Sessions
              </th>
              <th scope="col" class="num">
                {unit === 'cost' ? 'Cost' : 'Tokens'}
              </th>
              <th scope="col" class="sharecol">
                Share
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((project) => (
              <tr key={project.key}>
                <th scope="row" class="clip" title={project.key}>
                  <button
                    type="button"
                    class="pick-row"
                    aria-pressed={chosen === project.key}
                    onClick={() => setQuery({ project: chosen === project.key ? '' : project.key })}
                  >
                    {project.label}
                  </button>
                </th>
                <td class="num">{project.sessions}</td>
                <td class="num">{project.amount}</td>
                <td class="sharecol">
                  <svg class="share" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
                    <rect width={project.barPercent} height="6" />
                  </svg>
                  <span>{project.shareWords}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
