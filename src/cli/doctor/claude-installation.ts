/** Which Claude Code a terminal would start: the first `claude` in PATH, and where it really lies. */
import { existsSync, realpathSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { installOf, versionInPath } from '../../agents/claude/executable.ts'
import type { Finding } from '../views/doctor-view.ts'
import type { DoctorFacts } from './facts.ts'
import { shortPath } from './facts.ts'

const section = 'Claude Code'

export function checkInstallation({ env, platform, homeDir, fleet }: DoctorFacts): readonly Finding[] {
  const found = findInPath(env['PATH'] ?? env['Path'] ?? '', platform)
  if (found === undefined) {
    const isRunning = fleet.ok && fleet.value.processes.length > 0
    const message = 'There is no claude in your PATH.'
    const remedy = isRunning
      ? 'Agents run all the same, started with a path. Commands like "claude --resume" need it in PATH.'
      : 'Install it: npm install -g @anthropic-ai/claude-code'
    return [{ section, level: 'remark', message, remedy }]
  }
  const path = realpathSync(found)
  const install = installOf(path, platformOf(platform))
  const version = versionInPath(path) ?? newestRunning(fleet, path)
  const words = [version, install, shortPath(path, homeDir)].filter((word) => word !== undefined)
  return [{ section, level: 'ok', message: words.join(', ') }]
}

const platformOf = (platform: NodeJS.Platform) => (platform === 'darwin' || platform === 'win32' ? platform : 'linux')

function findInPath(path: string, platform: NodeJS.Platform): string | undefined {
  const names = platform === 'win32' ? ['claude.exe', 'claude.cmd'] : ['claude']
  const candidates = path.split(delimiter).flatMap((dir) => (dir === '' ? [] : names.map((name) => join(dir, name))))
  return candidates.find((candidate) => existsSync(candidate))
}

/** Where the path tells no version, a running agent may. */
function newestRunning(fleet: DoctorFacts['fleet'], path: string): string | undefined {
  if (!fleet.ok) return undefined
  return fleet.value.processes.find(({ command }) => command.startsWith(path))?.version
}
