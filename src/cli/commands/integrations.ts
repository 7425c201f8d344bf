/**
 * `tce integrations`: what is connected, as far as it sends. `tce integrations otel [agent]`: a key, and the variables with which
 * OpenTelemetry comes here; alone on stdout, so that a shell can take them.
 */
import { agents } from '../../agents/index.ts'
import { agentsNamed } from '../../agents/kinds.ts'
import { commonSetup, type TelemetrySetup, type TelemetryTarget, targetOf } from '../../agents/telemetry-setup.ts'
import { ownUser } from '../../core/audit/audit.ts'
import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import type { AgentId } from '../../core/process/agent-ids.ts'
import { plainText } from '../../core/words/text.ts'
import { readIntegrations } from '../../services/integrations.ts'
import { line, span } from '../../terminal/roles.ts'
import type { CommandContext } from '../context.ts'
import { settings, withServices, wrongUsage } from '../context.ts'
import { integrationsView, setupView } from '../views/integrations-view.ts'

export interface IntegrationsOptions {
  readonly label?: string | undefined
  readonly json?: boolean | undefined
}

export async function integrationsCommand(
  what: string | undefined,
  agent: string | undefined,
  options: IntegrationsOptions,
  context: CommandContext,
): Promise<ExitCode> {
  if (what === undefined) return listIntegrations(options, context)
  if (what !== 'otel') {
    return wrongUsage(context, `There is no integration “${plainText(what)}”.`, 'tce integrations otel [agent]')
  }
  if (agent === undefined) return setUp(undefined, options, context)
  const named = agentsNamed('otel', [agent])
  if (!named.ok) return wrongUsage(context, named.error.message)
  return setUp(named.value[0], options, context)
}

const listIntegrations = ({ json }: IntegrationsOptions, context: CommandContext) =>
  withServices(context, async (services) => {
    const [integrations, { metrics, exported }, list] = await Promise.all([
      readIntegrations(services),
      services.events.totals(),
      services.keys.list(),
    ])
    const { terminal, nowMs } = context
    const all = { integrations, metrics, exported, keys: list }
    if (json === true) terminal.printJson(all)
    else terminal.print(integrationsView(all, nowMs(), terminal.look()))
    return exitCodes.done
  })

async function setUp(
  agent: AgentId | undefined,
  { label = agent === undefined ? 'otel' : `otel-${agent}`, json }: IntegrationsOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { port } = (await settings(context)).dashboard
  return withServices(context, async ({ keys }) => {
    const { terminal } = context
    const { glyphs } = terminal.look()
    const added = await keys.add({ label, mayRead: false }, ownUser('cli'))
    if (!added.ok) {
      terminal.printError([line(span(`${glyphs.failed} `, 'bad'), plainText(added.error))])
      return exitCodes.couldNot
    }
    const { key, secret } = added.value
    const setup = setupFor(agent, targetOf(port, secret))
    if (json === true) {
      terminal.printJson({ key, ...setup })
      return exitCodes.done
    }
    terminal.print(setupView(setup, process.platform))
    terminal.printError([
      line(span(`${glyphs.done} `, 'ok'), `The key “${plainText(key.label)}” stands in it, and is shown this once.`),
      line('  ', span('It holds for what is started with it set, while TCE runs.', 'dim')),
      line('  ', span(`The way back: unset it, and tce keys revoke ${plainText(key.label)}`, 'dim')),
    ])
    return exitCodes.done
  })
}

/** Without an agent: for all of them, and whatever else speaks OpenTelemetry. */
function setupFor(agent: AgentId | undefined, target: TelemetryTarget): TelemetrySetup {
  const ofAgents = Object.values(agents)
    .filter(({ id }) => agent === undefined || id === agent)
    .flatMap(({ telemetry }) => telemetry?.setup?.(target) ?? [])
  const isByFileOnly = agent !== undefined && ofAgents.some(({ file }) => file !== undefined)
  const all = [...(isByFileOnly ? [] : [commonSetup(target)]), ...ofAgents]
  return {
    variables: Object.assign({}, ...all.map(({ variables }) => variables)) as TelemetrySetup['variables'],
    file: all.find(({ file }) => file !== undefined)?.file,
  }
}
