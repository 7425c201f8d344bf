/** One line per agent: where it keeps its data, what of it was counted, what was not understood, and whether it is switched off. */
import { existsSync } from 'node:fs'
import type { Agent } from '../../agents/agent.ts'
import { agents } from '../../agents/index.ts'
import { plural } from '../../core/words/format.ts'
import type { AgentCounts } from '../../tracker/store-queries.ts'
import type { Finding } from '../views/doctor-view.ts'
import type { DoctorFacts } from './facts.ts'
import { environmentOf, shortPath } from './facts.ts'

const section = 'Agents'

export async function checkEachAgent(facts: DoctorFacts): Promise<readonly Finding[]> {
  const { config } = facts
  if (!config.ok) return []
  const counts = await countsInLedger(config.value.dataDir)
  const isOn = (agent: Agent) => config.value.agents[agent.id]
  const all = Object.values(agents)
  const found = all.filter(
    (agent) => isOn(agent) && (runningOf(agent, facts) > 0 || foldersOf(agent, facts).length > 0),
  )
  const missing = all.filter((agent) => isOn(agent) && !found.includes(agent))
  const off = all.filter((agent) => !isOn(agent))
  return [
    ...found.map((agent) => agentFinding(agent, counts.get(agent.id), facts)),
    ...listed('Not found here: ', missing, ''),
    ...listed('Switched off: ', off, '. Their files are not opened. Settings › Agents, or [agents] in config.toml'),
  ]
}

function agentFinding(agent: Agent, counts: AgentCounts | undefined, facts: DoctorFacts): Finding {
  const running = runningOf(agent, facts)
  const versions = facts.fleet.ok
    ? facts.fleet.value.processes.flatMap(({ agent: id, version }) => (id === agent.id ? (version ?? []) : []))
    : []
  const words = [
    [agent.displayName, [...new Set(versions)].join(', ')].filter((word) => word !== '').join(' '),
    foldersOf(agent, facts)
      .map((dir) => shortPath(dir, facts.homeDir))
      .join(' and '),
    running > 0 ? `${running} running` : '',
    countedWords(agent, counts),
  ]
  const message = words.filter((word) => word !== '').join('; ')
  const bad = counts?.badLines ?? 0
  if (bad === 0) return { section, level: 'ok', message }
  return {
    section,
    level: 'remark',
    message: `${message}; ${plural(bad, 'record')} not understood`,
    remedy: 'tce ledger status shows where.',
  }
}

function countedWords({ keepsNoUsage }: Agent, counts: AgentCounts | undefined): string {
  if (keepsNoUsage === true) {
    const sessions = counts === undefined ? '' : `${plural(counts.sessions, 'session')}; `
    return `${sessions}it keeps no usage on disk: nothing of it is in any figure`
  }
  if (counts === undefined) return 'nothing counted yet'
  return `${plural(counts.sessions, 'session')}, ${plural(counts.responses, 'response')} counted`
}

const runningOf = ({ id }: Agent, { fleet }: DoctorFacts): number =>
  fleet.ok ? fleet.value.processes.filter(({ agent }) => agent === id).length : 0

/** Only whether they are there is asked. */
const foldersOf = (agent: Agent, facts: DoctorFacts): readonly string[] =>
  agent.configDirs(environmentOf(facts)).filter((dir) => existsSync(dir))

function listed(before: string, list: readonly Agent[], after: string): readonly Finding[] {
  if (list.length === 0) return []
  return [
    { section, level: 'ok', message: `${before}${list.map(({ displayName }) => displayName).join(', ')}${after}.` },
  ]
}

/** Nothing where there is no ledger yet, or none that can be read: another check says why. */
async function countsInLedger(dataDir: string): Promise<ReadonlyMap<string, AgentCounts>> {
  const [{ openForReading }, { StoreQueries }, { ledgerPath }] = await Promise.all([
    import('../../storage/sqlite.ts'),
    import('../../tracker/store-queries.ts'),
    import('../../tracker/writing-side.ts'),
  ])
  if (!existsSync(ledgerPath(dataDir))) return new Map()
  const opened = openForReading(ledgerPath(dataDir))
  if (!opened.ok) return new Map()
  try {
    return new StoreQueries(opened.value).countsByAgent()
  } finally {
    opened.value.close()
  }
}
