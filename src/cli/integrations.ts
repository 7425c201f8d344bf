/** What is connected to TCE, as far as it shows: who sends, and which keys are used. Pure. */
import { agents } from '../agents/index.ts'
import { kindOf } from '../agents/kinds.ts'
import { isOwnSource } from '../core/captured/captured-event.ts'
import type { EventTotals } from '../core/captured/event-totals.ts'
import type { ApiKey } from '../core/keys/api-key.ts'

export interface Integration {
  readonly kind: 'hooks' | 'opentelemetry' | 'program'
  readonly name: string
  readonly source: string
  /** That are kept. */
  readonly events: number
  /** Of the last minute, about. */
  readonly perMinute?: number | undefined
  readonly lastAt?: string | undefined
}

export interface Integrations {
  readonly integrations: readonly Integration[]
  readonly metrics?: EventTotals['metrics']
  readonly exported?: EventTotals['exported']
  readonly keys: readonly ApiKey[]
}

/** Agents' own ways in, whether or not they are used, and every program that sent something. */
export function integrationsOf({ sources, metrics, exported }: EventTotals, keys: readonly ApiKey[]): Integrations {
  const sent = (source: string) => {
    const { events = 0, perMinute, lastAt } = sources.find((one) => one.source === source) ?? {}
    return { source, events, ...(perMinute !== undefined && { perMinute }), ...(lastAt !== undefined && { lastAt }) }
  }
  const known = Object.values(agents)
  const hooks = known.flatMap(({ id, hooks }): readonly Integration[] =>
    hooks === undefined ? [] : [{ kind: 'hooks', name: kindOf(id).displayName, ...sent(`${id}-hooks`) }],
  )
  const telemetry = known.flatMap(({ id, telemetry }): readonly Integration[] =>
    telemetry === undefined ? [] : [{ kind: 'opentelemetry', name: kindOf(id).displayName, ...sent(telemetry.source) }],
  )
  const programs = sources.flatMap(({ source }): readonly Integration[] =>
    isOwnSource(source) ? [] : [{ kind: 'program', name: source, ...sent(source) }],
  )
  return {
    integrations: [...hooks, ...telemetry, ...programs],
    ...(metrics && { metrics }),
    ...(exported && { exported }),
    keys,
  }
}
