/** The analytics of this machine, loaded when somebody asks or messages are to be counted: most commands have nothing to do with them. */
import { whenAsked } from '../../core/when-asked.ts'
import type { createAnalytics, LocalAnalytics } from './analytics.ts'
import { sharedSource } from './shared-source.ts'

export function analyticsOnDemand(...given: Parameters<typeof createAnalytics>): LocalAnalytics {
  const analytics = sharedSource(async () => (await import('./analytics.ts')).createAnalytics(...given))
  return {
    ...whenAsked(analytics.open, ['report', 'messages', 'compare', 'metrics', 'rates']),
    ...whenAsked(analytics.open, ['markers', 'mark', 'removeMarker', 'markTags']),
    ...whenAsked(analytics.open, ['keepUp', 'forget', 'whileClosed']),
    problem: () => analytics.now?.problem(),
    // What was not loaded has been told nothing that changed.
    noteChange: () => analytics.now?.noteChange(),
    close: analytics.close,
  }
}
