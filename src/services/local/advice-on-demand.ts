/** The advice of this machine, loaded when somebody asks or sessions are to be read: most commands have nothing to do with it. */
import { whenAsked } from '../../core/when-asked.ts'
import type { createAdvice, LocalAdvice } from './advice.ts'
import { sharedSource } from './shared-source.ts'

export function adviceOnDemand(...given: Parameters<typeof createAdvice>): LocalAdvice {
  const advice = sharedSource(async () => (await import('./advice.ts')).createAdvice(...given))
  return {
    ...whenAsked(advice.open, ['report', 'change', 'keepUp', 'forget', 'whileClosed']),
    problem: () => advice.now?.problem(),
    close: advice.close,
  }
}
