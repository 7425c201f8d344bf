/** What the agents' records hold, and how long they are kept. */
import { existsSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Agent } from '../../agents/agent.ts'
import { agents } from '../../agents/index.ts'
import { inspection } from '../../agents/inspection.ts'
import { agentsOn, recordSourcesOf } from '../../agents/machine-sources.ts'
import { archiveSayings } from '../../core/data/archive-words.ts'
import { formatBytes, plural } from '../../core/words/format.ts'
import type { RecordFile } from '../../tracker/found-files.ts'
import { findRecords } from '../../tracker/record-files.ts'
import type { Finding } from '../views/doctor-view.ts'
import type { DoctorFacts } from './facts.ts'
import { environmentOf, shortPath } from './facts.ts'

const section = 'Data'

const agentsOf = ({ config }: DoctorFacts): readonly Agent[] =>
  config.ok ? agentsOn(agents, config.value.agents) : Object.values(agents)

export function checkTranscripts(facts: DoctorFacts): readonly Finding[] {
  const environment = environmentOf(facts)
  const places = recordSourcesOf(agentsOf(facts), environment)
  const found = places.flatMap((place) => {
    const { files } = findRecords([place])
    return files.length === 0 ? [] : [recordsFinding(place.dataDir, files, facts)]
  })
  // What agents keep of which nothing is counted is told of each by itself.
  if (found.length > 0 || places.some(({ dataDir }) => existsSync(dataDir))) return found
  return [
    {
      section,
      level: 'remark',
      message: `No agent has kept anything here yet: of ${plural(places.length, 'folder')} looked for none is there.`,
      remedy: "They appear with the first conversation. Elsewhere? Set the agent's own variable: docs/data-sources.md.",
    },
  ]
}

function recordsFinding(dir: string, files: readonly RecordFile[], { homeDir, nowMs }: DoctorFacts): Finding {
  const bytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  const oldestMs = files.reduce((oldest, { mtimeMs }) => Math.min(oldest, mtimeMs), Number.POSITIVE_INFINITY)
  const days = Math.max(1, Math.ceil((nowMs - oldestMs) / 86_400_000))
  const message = `${shortPath(dir, homeDir)}: ${plural(files.length, 'transcript')}, ${formatBytes(bytes)}, ${plural(days, 'day')}`
  return { section, level: 'ok', message }
}

export async function checkArchive({ config, services }: DoctorFacts): Promise<readonly Finding[]> {
  if (!config.ok || services === undefined) return []
  const { isArchived: isOn, maxBytes } = config.value.history
  const { archive } = await services.data.read()
  return archiveSayings(archive, { isOn, maxBytes }).map((said) => ({ section, ...said }))
}

const enoughDays = 365

export async function checkCleanup(facts: DoctorFacts): Promise<readonly Finding[]> {
  if (!agentsOf(facts).some(({ id }) => id === inspection.id)) return []
  const dirs = inspection.configDirs(environmentOf(facts))
  return (await Promise.all(dirs.map((dir) => checkCleanupOf(dir, facts)))).flat()
}

async function checkCleanupOf(dir: string, { homeDir, config }: DoctorFacts): Promise<readonly Finding[]> {
  const { displayName, retention } = inspection
  const text = await readFile(join(dir, retention.file), 'utf8').catch(() => undefined)
  const hasData = (await stat(join(dir, retention.folder)).catch(() => undefined)) !== undefined
  if (text === undefined && !hasData) return []
  const days = retention.daysOf(text)
  if (days === 'not-json') {
    const path = shortPath(join(dir, retention.file), homeDir)
    return [
      {
        section,
        level: 'remark',
        message: `${path} is not valid JSON: ${displayName} ignores it.`,
        remedy: 'Mend it, or remove it.',
      },
    ]
  }
  if (days >= enoughDays) return []
  return [
    {
      section,
      level: 'remark',
      message: `${retention.setting} is ${days}: ${displayName} deletes older transcripts.`,
      remedy:
        config.ok && config.value.history.isArchived
          ? 'What TCE counted stays, and while it runs it archives the conversations before.'
          : 'What TCE counted stays. To keep the conversations too, raise it, or switch [history] archive on.',
    },
  ]
}
