/** The agents' data folders, each with whose it is. */
import type { Agent, AgentEnvironment, AgentId } from './agent.ts'

/** A data folder of an agent. Data alone: it is told to other threads. */
export interface RecordSource {
  readonly agent: AgentId
  readonly dataDir: string
}

/** Those that the settings leave on. */
export const agentsOn = (
  agents: Readonly<Record<AgentId, Agent>>,
  isOn: Readonly<Record<AgentId, boolean>>,
): readonly Agent[] => Object.values(agents).filter(({ id }) => isOn[id])

export const recordSourcesOf = (agents: readonly Agent[], environment: AgentEnvironment): readonly RecordSource[] =>
  agents.flatMap((agent) => agent.configDirs(environment).map((dataDir) => ({ agent: agent.id, dataDir })))

/** The same, for who asks the agents themselves where something lies in them. */
export const agentFoldersOf = (agents: readonly Agent[], environment: AgentEnvironment) =>
  agents.flatMap((agent) => agent.configDirs(environment).map((configDir) => ({ agent, configDir })))
