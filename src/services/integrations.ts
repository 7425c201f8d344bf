/** What is connected to TCE, as far as it shows: what stands in agents' settings, and who sends. */
import { agents } from '../agents/index.ts'
import { kindOf } from '../agents/kinds.ts'
import { setupWord } from '../agents/setup-words.ts'
import { isOwnSource } from '../core/captured/captured-event.ts'
import type { EventTotals, SourceTotal } from '../core/captured/event-totals.ts'
import type { Integration } from '../core/captured/integration.ts'
import type { HookReport } from '../core/hooks/hook-report.ts'
import type { InstructionReport } from '../core/instructions/instruction-report.ts'
import type { StatusLineReport } from '../core/limits/status-line-report.ts'
import type { Services } from './services.ts'

/** What stands in agents' settings, and what came. */
export interface Connected {
  readonly totals: Pick<EventTotals, 'sources'>
  readonly hooks: Pick<HookReport, 'places'>
  readonly statusLine: Pick<StatusLineReport, 'places' | 'lastDrawnAt'>
  readonly instructions: InstructionReport
}

export async function readIntegrations({
  events,
  hooks,
  statusLine,
  instructions,
}: Pick<Services, 'events' | 'hooks' | 'statusLine' | 'instructions'>): Promise<readonly Integration[]> {
  const [totals, hooked, lines, told] = await Promise.all([
    events.totals(),
    hooks.read(),
    statusLine.read(),
    instructions.read(),
  ])
  return integrationsOf({ totals, hooks: hooked, statusLine: lines, instructions: told })
}

/** Agents' own ways in, whether or not they are used, and every program that sent something. Pure. */
export function integrationsOf({ totals, hooks, statusLine, instructions }: Connected): readonly Integration[] {
  const { sources } = totals
  const known = Object.values(agents)
  const of = (kind: Integration['kind'], agent: string, source: string) => ({
    ...{ kind, name: kindOf(agent).displayName, agent, ...sentOf(sources, source) },
  })
  return [
    ...known.flatMap(({ id, hooks: form }): readonly Integration[] => {
      if (form === undefined) return []
      const place = hooks.places.find((one) => one.agent === id && one.isWanted)
      const isInstalled = place !== undefined
      const since = place?.since
      const command = isInstalled ? 'tce hooks uninstall' : 'tce hooks install'
      return [{ ...of('hooks', id, `${id}-hooks`), isInstalled, since, command }]
    }),
    ...known.flatMap(({ id, limits }) => (limits?.statusLine === undefined ? [] : [lineOf(id, statusLine)])),
    ...known.flatMap(({ id, telemetry }): readonly Integration[] =>
      telemetry === undefined
        ? []
        : [{ ...of('opentelemetry', id, telemetry.source), command: `tce integrations otel ${id}` }],
    ),
    ...instructions.places.map(({ agent, file, state }): Integration => {
      const isInstalled = state === 'in' || state === 'changed'
      const command = `tce setup ${setupWord}${isInstalled ? ' uninstall' : ''}`
      return { ...of('instructions', agent, file), isInstalled, command }
    }),
    ...sources.flatMap(({ source }): readonly Integration[] =>
      isOwnSource(source)
        ? []
        : [{ kind: 'program', name: source, ...sentOf(sources, source), command: 'tce keys list' }],
    ),
  ]
}

function sentOf(sources: readonly SourceTotal[], source: string) {
  const { events = 0, perMinute, firstAt: since, lastAt } = sources.find((one) => one.source === source) ?? {}
  return { source, events, perMinute, since, lastAt }
}

/** It sends no events: what it tells are limits. */
function lineOf(agent: string, { places, lastDrawnAt }: Connected['statusLine']): Integration {
  const ours = places.find((place) => place.agent === agent && place.state === 'ours')
  return {
    ...{ kind: 'status-line', name: kindOf(agent).displayName, agent, source: `${agent}-statusline`, events: 0 },
    ...{ isInstalled: ours !== undefined, since: ours?.since, lastAt: lastDrawnAt },
    command: ours === undefined ? 'tce statusline install' : 'tce statusline uninstall',
  }
}
