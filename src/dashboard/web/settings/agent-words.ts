/** What the settings say of an agent: how many run, and where its records lie, or that there are none. Pure. */
import { kindOf } from '../../../agents/kinds.ts'
import type { FleetReport } from '../../../core/process/report.ts'
import type { SettingsReport } from '../../../core/settings/settings.ts'
import { plainText } from '../../../core/words/text.ts'
import { withTilde } from '../../../core/words/tilde.ts'

export interface AgentWords {
  readonly name: string
  /** Of those that run. */
  readonly versions: string
  readonly running: string
  readonly note: string
}

interface Known {
  readonly sources: SettingsReport['sources']
  readonly fleet: Pick<FleetReport, 'processes'> | undefined
  readonly homeDir: string | undefined
  readonly isOn: boolean
}

export function agentWords(id: string, { sources, fleet, homeDir, isOn }: Known): AgentWords {
  const { displayName, keepsNoUsage } = kindOf(id)
  const running = fleet?.processes.filter(({ agent }) => agent === id) ?? []
  const versions = new Set(running.flatMap(({ version }) => (version === undefined ? [] : [plainText(version)])))
  const places = sources.filter(({ what, isThere }) => isThere && what.startsWith(`${displayName}: `))
  const paths = new Set(places.map(({ path }) => withTilde(plainText(path), homeDir)))
  return {
    name: displayName,
    versions: [...versions].sort().join(', '),
    running: running.length === 0 ? '' : `${running.length} ${running.length === 1 ? 'runs' : 'run'}`,
    note: keepsNoUsage ? 'Keeps no usage on disk' : isOn ? placesWords([...paths]) : '',
  }
}

function placesWords(paths: readonly string[]): string {
  if (paths.length === 0) return 'Nothing of it is on this machine yet'
  return paths.length <= 2 ? paths.join(', ') : `${paths.slice(0, 2).join(', ')} and ${paths.length - 2} more: Sources`
}
