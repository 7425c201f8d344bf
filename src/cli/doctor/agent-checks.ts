/** Whether the two sources, the registry and the process table, tell the same. */

import { agents } from '../../agents/index.ts'
import type { FleetAgentReport } from '../../core/process/report.ts'
import { plural } from '../../core/words/format.ts'
import type { Finding } from '../views/doctor-view.ts'
import type { DoctorFacts } from './facts.ts'

const section = 'Processes'

export function checkAgents({ fleet }: DoctorFacts): readonly Finding[] {
  if (!fleet.ok)
    return [
      {
        section,
        level: 'problem',
        message: `The processes can't be read: ${fleet.error}`,
        remedy: 'tce status says more.',
      },
    ]
  const { orphans } = fleet.value
  const processes = fleet.value.processes.filter(hasRegistry)
  if (fleet.value.processes.length === 0)
    return [{ section, level: 'ok', message: 'No agents run.' }, ...leftBehind(orphans.length)]
  const others = [...ofOtherKinds(fleet.value.processes.length - processes.length), ...leftBehind(orphans.length)]
  if (processes.length === 0) return others
  const registered = processes.filter(isRegistered).length
  const missing = processes.length - registered
  const which = processes.length === fleet.value.processes.length ? '' : ' of kinds with a registry'
  const counts = `${plural(processes.length, 'agent')}${which}: ${registered} in the registry, ${processes.length} in the process table`
  if (missing === 0) return [{ section, level: 'ok', message: `${counts}, all matched` }, ...others]
  const pids = processes.filter((agent) => !isRegistered(agent)).map(({ pid }) => pid)
  return [
    {
      section,
      level: 'remark',
      message: `${counts}.`,
      remedy: `${missing === 1 ? 'One writes' : `${missing} write`} no registry file (pid ${pids.slice(0, 5).join(', ')}): what ${missing === 1 ? 'it does' : 'they do'} is not known. Old versions and runs without a terminal are like that.`,
    },
    ...others,
  ]
}

/** Of an agent that keeps one; the others are told of by their files. */
const hasRegistry = ({ agent }: FleetAgentReport): boolean =>
  Object.values(agents).some(({ id, registry }) => id === agent && registry !== undefined)

/** Only the registry tells a session's id and what it does. */
const isRegistered = ({ sessionId, activity }: FleetAgentReport): boolean =>
  sessionId !== undefined || activity !== 'unknown'

function ofOtherKinds(count: number): readonly Finding[] {
  const isSeveral = count !== 1
  const message = `${plural(count, 'agent')} of kinds without a registry: ${isSeveral ? 'their' : 'its'} sessions are known by ${isSeveral ? 'their' : 'its'} files.`
  return count === 0 ? [] : [{ section, level: 'ok', message }]
}

function leftBehind(count: number): readonly Finding[] {
  if (count === 0) return []
  const what = plural(count, 'process', 'processes')
  return [
    {
      section,
      level: 'remark',
      message: `${what} left behind by sessions that are gone.`,
      remedy: 'tce status lists them; tce kill <pid> ends one.',
    },
  ]
}

/** Sessions keep the version they were started with. */
export function checkVersions({ fleet }: DoctorFacts): readonly Finding[] {
  if (!fleet.ok) return []
  const ids = [...new Set(fleet.value.processes.map(({ agent }) => agent))]
  return ids.flatMap((id) => versionFindings(fleet.value.processes.filter(({ agent }) => agent === id)))
}

function versionFindings(processes: readonly FleetAgentReport[]): readonly Finding[] {
  const versions = processes.flatMap(({ version }) => version ?? [])
  const sorted = [...new Set(versions)].sort(compareVersions)
  const newest = sorted.at(-1)
  const older = versions.filter((version) => version !== newest).length
  if (newest === undefined || older === 0) return []
  const oldest = sorted[0]
  const secondNewest = sorted.at(-2)
  const range = oldest === secondNewest ? `${oldest}` : `${oldest} to ${secondNewest}`
  const message =
    older === 1
      ? `1 agent runs an older version (${range}). It changes on restart.`
      : `${older} agents run older versions (${range}). They change on restart.`
  return [{ section, level: 'remark', message }]
}

/** `2.1.9` before `2.1.10`. */
export const compareVersions = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true })

export function checkFleetProblems({ fleet }: DoctorFacts): readonly Finding[] {
  return fleet.ok ? fleet.value.problems.map((message) => ({ section, level: 'remark', message })) : []
}
