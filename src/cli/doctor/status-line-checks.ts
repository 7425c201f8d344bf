/** TCE's line in agents' windows: installed, silent, or hidden by a project's own. */
import { readFileSync } from 'node:fs'
import { agents } from '../../agents/index.ts'
import { formatDurationInWords } from '../../core/words/format.ts'
import type { Finding } from '../views/doctor-view.ts'
import type { DoctorFacts } from './facts.ts'
import { shortPath } from './facts.ts'

const section = 'Agents'

export async function checkStatusLine({ services, fleet, homeDir, nowMs }: DoctorFacts): Promise<readonly Finding[]> {
  if (services === undefined) return []
  const { places, lastDrawnAt } = await services.statusLine.read()
  const unreadable = places.flatMap(({ state, problem }): readonly Finding[] =>
    state === 'unreadable' && problem !== undefined ? [{ section, level: 'remark', message: problem }] : [],
  )
  if (!places.some(({ state }) => state === 'ours')) return unreadable
  const last =
    lastDrawnAt === undefined
      ? 'none was drawn yet'
      : `drawn last ${formatDurationInWords(Math.max(0, nowMs - Date.parse(lastDrawnAt)))} ago`
  const ok: Finding = {
    section,
    level: 'ok',
    message: `TCE’s status line is installed, ${last}: tce statusline status`,
  }
  const hiding = fleet.ok ? hidingFiles(fleet.value.processes) : []
  return [
    ok,
    ...unreadable,
    ...hiding.map(
      (file): Finding => ({
        section,
        level: 'remark',
        message: `${shortPath(file, homeDir)} has a status line of the project’s own: there yours and TCE’s are not drawn, and its sessions tell no limits.`,
        remedy: 'Other sessions of the same account tell them. Take it out there if you want yours.',
      }),
    ),
  ]
}

/** Settings of the projects that agents work in. */
function hidingFiles(processes: readonly { readonly agent: string; readonly cwd?: string | undefined }[]) {
  const files = processes.flatMap(({ agent, cwd }) => {
    const form = Object.values(agents).find(({ id }) => id === agent)?.limits?.statusLine?.settings
    if (form === undefined || cwd === undefined) return []
    return form.projectFiles(cwd).filter((file) => hasLine(file, form.key))
  })
  return [...new Set(files)]
}

function hasLine(file: string, key: string): boolean {
  try {
    const settings: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return typeof settings === 'object' && settings !== null && Object.hasOwn(settings, key)
  } catch {
    // Not there, or not read by the agent either.
    return false
  }
}
