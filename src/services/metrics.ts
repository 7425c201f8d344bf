/** TCE's own figures, gathered for whoever asks: `GET /metrics`, and OTLP out. */
import type { Metric } from '../core/metrics/metrics.ts'
import { metricsOf } from '../core/metrics/metrics.ts'
import { seconds } from '../core/time/duration.ts'
import type { EventService } from './events.ts'
import type { FleetService } from './fleet.ts'
import type { LimitService } from './limits.ts'
import type { UsageService } from './usage.ts'

export interface MetricsParts {
  readonly fleet: Pick<FleetService, 'read'>
  readonly usage: Pick<UsageService, 'report'>
  readonly events: Pick<EventService, 'totals'>
  readonly limits: Pick<LimitService, 'read'>
  readonly version: string
  /** Whether projects may be told. */
  readonly showsProjects: () => boolean
}

/** Who asks every second must not scan every second. */
const freshMs = seconds(10)

export async function gatherMetrics({ version, showsProjects, ...services }: MetricsParts): Promise<readonly Metric[]> {
  const [fleet, usage, projects, events, limits] = await Promise.all([
    services.fleet.read({ maxAgeMs: freshMs }),
    services.usage.report({ by: 'agent', splitBy: 'model' }),
    showsProjects() ? services.usage.report({ by: 'project' }) : undefined,
    services.events.totals(),
    services.limits.read(),
  ])
  return metricsOf({ version, fleet, usage, projects, events, limits })
}
