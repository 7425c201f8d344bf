/** What is connected to TCE, as far as it shows: who sends, and which keys are used. Pure. */
import { agents } from '../agents/index.ts'
import { kindOf } from '../agents/kinds.ts'
import { isOwnSource } from '../core/captured/captured-event.ts'
import type { EventTotals } from '../core/captured/event-totals.ts'
import type { HookReport } from '../core/hooks/hook-report.ts'
import type { ApiKey } from '../core/keys/api-key.ts'
import type { StatusLineReport } from '../core/limits/status-line-report.ts'

export interface Integration {
  readonly kind: 'hooks' | 'status-line' | 'opentelemetry' | 'program'
  readonly name: string
  readonly source: string
  /** That are kept. */
  readonly events: number
  /** Of the last minute, about. */
  readonly perMinute?: number | undefined
  readonly lastAt?: string | undefined
  /** Whether it stands in the agent's settings, where that can be told. */
  readonly isInstalled?: boolean | undefined
  readonly since?: string | undefined
  /** What changes it. */
  readonly command?: string | undefined
}

export interface Integrations {
  readonly integrations: readonly Integration[]
  readonly metrics?: EventTotals['metrics']
  readonly exported?: EventTotals['exported']
  readonly keys: readonly ApiKey[]
}

/** What stands in agents' settings. */
export interface Installed {
  readonly hooks: Pick<HookReport, 'places'>
  readonly statusLine: StatusLineReport
}

/** Agents' own ways in, whether or not they are used, and every program that sent something. */
export function integrationsOf(
  { sources, metrics, exported }: EventTotals,
  keys: readonly ApiKey[],
  installed: Installed,
): Integrations {
  const sent = (source: string) => {
    const { events = 0, perMinute, lastAt } = sources.find((one) => one.source === source) ?? {}
    return { source, events, ...(perMinute !== undefined && { perMinute }), ...(lastAt !== undefined && { lastAt }) }
  }
  const known = Object.values(agents)
  const hooksOf = (agent: string) => {
    const isInstalled = installed.hooks.places.some((place) => place.agent === agent && place.isWanted)
    return { isInstalled, command: isInstalled ? 'tce hooks uninstall' : 'tce hooks install' }
  }
  const hooks = known.flatMap(({ id, hooks }): readonly Integration[] =>
    hooks === undefined
      ? []
      : [{ kind: 'hooks', name: kindOf(id).displayName, ...sent(`${id}-hooks`), ...hooksOf(id) }],
  )
  const statusLines = known.flatMap(({ id, limits }): readonly Integration[] =>
    limits?.statusLine === undefined ? [] : [lineOf(id, installed.statusLine)],
  )
  const telemetry = known.flatMap(({ id, telemetry }): readonly Integration[] =>
    telemetry === undefined ? [] : [{ kind: 'opentelemetry', name: kindOf(id).displayName, ...sent(telemetry.source) }],
  )
  const programs = sources.flatMap(({ source }): readonly Integration[] =>
    isOwnSource(source) ? [] : [{ kind: 'program', name: source, ...sent(source) }],
  )
  return {
    integrations: [...hooks, ...statusLines, ...telemetry, ...programs],
    ...(metrics && { metrics }),
    ...(exported && { exported }),
    keys,
  }
}

/** It sends no events: what it tells are limits. */
function lineOf(agent: string, { places, lastDrawnAt }: StatusLineReport): Integration {
  const ours = places.find((place) => place.agent === agent && place.state === 'ours')
  return {
    ...{ kind: 'status-line', name: kindOf(agent).displayName, source: `${agent}-statusline`, events: 0 },
    ...(lastDrawnAt !== undefined && { lastAt: lastDrawnAt }),
    isInstalled: ours !== undefined,
    ...(ours?.since !== undefined && { since: ours.since }),
    command: ours === undefined ? 'tce statusline install' : 'tce statusline uninstall',
  }
}
