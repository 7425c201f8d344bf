/** The plan limits for the bar, the pop-over and Usage › Limits: asked again when a number changed. One for the page; how old each is goes on with the clock. */
import { limitsNow } from '../../../core/limits/limits-now.ts'
import { gaugeWindow, type LimitsReport } from '../../../core/limits/limits-report.ts'
import { nearMoment } from '../../../core/words/near-moment.ts'
import { api, ask } from '../api.ts'
import { sharedAnswer } from '../parts/use-answer.ts'
import { computed } from '../store.ts'
import { isLive, limitsVersion, liveFleet } from './live-store.ts'
import { pageCalendar } from './time-zone.ts'

/** The agents first: this may take what they are waiting for. */
const isTime = computed(() => isLive.value && liveFleet.value !== undefined)

export const { answered: toldLimits, retry: askLimitsAgain } = sharedAnswer(() => ask(api.limits.$get()), {
  isTime,
  follows: limitsVersion,
})

export const gaugeAt = (nowMs: number): ReturnType<typeof gaugeWindow> => {
  const report: LimitsReport | undefined = toldLimits.value.value
  return report && gaugeWindow(limitsNow(report, nowMs))
}

/** A moment that is near, as the page writes it. */
export const momentAt =
  (nowMs: number) =>
  (iso: string): string =>
    nearMoment(iso, nowMs, pageCalendar())
