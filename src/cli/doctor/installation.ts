/** Which installation of an agent a terminal would start: the first program of its name in PATH, and where it really lies. */
import { existsSync, realpathSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Agent } from '../../agents/agent.ts'
import { agents } from '../../agents/index.ts'
import { inspection } from '../../agents/inspection.ts'
import type { Finding } from '../views/doctor-view.ts'
import type { DoctorFacts } from './facts.ts'
import { environmentOf, shortPath } from './facts.ts'

const section = 'Agents'

export function checkInstallation(facts: DoctorFacts): readonly Finding[] {
  const { env, platform, homeDir, fleet, config } = facts
  const { id, displayName, command, installation } = inspection
  if (config.ok && !config.value.agents[id]) return []
  const found = findInPath(env['PATH'] ?? env['Path'] ?? '', platform)
  const running = fleet.ok ? fleet.value.processes : []
  if (found === undefined) {
    const isRunning = running.some(({ agent }) => agent === id)
    // Who works with other agents alone needs not be told to install this one.
    if (!isRunning && !isKept(agents[id], facts) && Object.values(agents).some((one) => isKept(one, facts))) return []
    const message = `There is no ${command} in your PATH.`
    const remedy = isRunning
      ? `Agents run all the same, started with a path. Commands like "${command} --resume" need it in PATH.`
      : `To have ${displayName}: ${installation.advice}`
    return [{ section, level: 'remark', message, remedy }]
  }
  const path = realpathSync(found)
  const install = installation.installOf(path, environmentOf(facts).platform)
  const version = installation.versionInPath(path) ?? running.find((one) => one.command.startsWith(path))?.version
  const words = [version, install, shortPath(path, homeDir)].filter((word) => word !== undefined)
  return [{ section, level: 'ok', message: `${displayName} in your PATH: ${words.join(', ')}` }]
}

const isKept = (agent: Agent, facts: DoctorFacts): boolean =>
  agent.configDirs(environmentOf(facts)).some((dir) => existsSync(dir))

function findInPath(path: string, platform: NodeJS.Platform): string | undefined {
  const { command } = inspection
  const names = platform === 'win32' ? [`${command}.exe`, `${command}.cmd`] : [command]
  const candidates = path.split(delimiter).flatMap((dir) => (dir === '' ? [] : names.map((name) => join(dir, name))))
  return candidates.find((candidate) => existsSync(candidate))
}
