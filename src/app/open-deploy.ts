/** Agents that this program can begin, and where: from its own environment, whoever asks. */
import type { Agent, AgentEnvironment } from '../agents/agent.ts'
import { beginArguments } from '../agents/begin.ts'
import { agents } from '../agents/index.ts'
import { agentsOn } from '../agents/machine-sources.ts'
import { modelChoicesOf } from '../agents/model-choices.ts'
import { createAuditLog } from '../control/audit.ts'
import { findAgentWindow, type WindowSurroundings } from '../control/windows/agent-window.ts'
import { isOnPath } from '../control/windows/open-window.ts'
import { CliError } from '../core/cli-error.ts'
import type { Calendar } from '../core/time/calendar.ts'
import type { DeployService } from '../services/deploy.ts'
import { type Budgets, createBudgets } from '../services/local/budgets.ts'
import type { DeployParts } from '../services/local/deploy.ts'
import { createDeploy } from '../services/local/deploy.ts'
import { createLog } from '../services/local/log.ts'
import type { Services } from '../services/services.ts'
import { agentEnvironment } from '../storage/agent-environment.ts'
import { calendarOf } from '../tracker/local-calendar.ts'
import { loadConfig } from './config.ts'

type Surroundings = WindowSurroundings & Pick<AgentEnvironment, 'homeDir'>

export function deployParts(shown: readonly Agent[], { env, platform, homeDir }: Surroundings): DeployParts {
  return {
    agents: shown.flatMap((agent) =>
      agent.begin === undefined
        ? []
        : [
            {
              agent: agent.id,
              name: agent.displayName,
              program: agent.command,
              takesPrompt: agent.begin.prompt !== undefined,
              models: modelChoicesOf(agent),
              argvOf: (begin) => beginArguments(agent, begin),
            },
          ],
    ),
    isOnPath: (program) => isOnPath(program, env),
    findWindow: () => findAgentWindow({ platform, env }),
    homeDir,
  }
}

/** For a command: from where it was asked, whatever server runs. */
export async function deployHere(
  asked: WindowSurroundings,
  openServices: () => Promise<Services>,
): Promise<DeployService> {
  const config = await loadConfig()
  if (!config.ok) throw new CliError(config.error.message)
  const { dataDir, usage } = config.value
  const environment = { ...agentEnvironment(), ...asked }
  const log = createLog(createAuditLog({ dataDir }), Date.now)
  return createDeploy(deployParts(agentsOn(agents, config.value.agents), environment), {
    log,
    knownFolders: async () => [],
    whyNoStart: whyNoStartBy(openServices, async () => calendarOf(usage.timezone, usage.weekStartsOn)),
  })
}

/** By the rules and figures of a running server, else of this program's own. */
const whyNoStartBy =
  (openServices: () => Promise<Services>, calendar: () => Promise<Calendar>): Budgets['whyNoStart'] =>
  async (spender) => {
    const services = await openServices()
    try {
      const rules = async () => (await services.alerts.report()).rules
      return await createBudgets({ rules, usage: services.usage, calendar, clock: Date.now }).whyNoStart(spender)
    } finally {
      await services.close()
    }
  }
