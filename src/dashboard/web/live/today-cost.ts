/** Today's cost and its hours, for the bar and the figures: asked again when the ledger says that usage changed. One for the page. */
import type { Result } from '../../../core/result.ts'
import { ok } from '../../../core/result.ts'
import { dayText } from '../../../core/time/calendar.ts'
import type { ApiProblem } from '../api.ts'
import { api, ask } from '../api.ts'
import { pageAnswer } from '../parts/use-answer.ts'
import { computed } from '../store.ts'
import { isLive, liveFleet } from './live-store.ts'
import { learnTimeZone, pageCalendar } from './time-zone.ts'
import type { TodayCost } from './today-usage.ts'
import { toTodayCost } from './today-usage.ts'
import { learnModels } from './used-models.ts'

/** The agents first: this may take what they are waiting for. */
const isTime = computed(() => isLive.value && liveFleet.value !== undefined)

export const todayCost = pageAnswer(askToday, { isTime })

async function askToday(): Promise<Result<TodayCost, ApiProblem>> {
  const since = todayHere()
  const answer = await ask(api.usage.$get({ query: { by: 'hour', since } }))
  if (!answer.ok) return answer
  learnTimeZone(answer.value.timezone)
  learnModels(answer.value.models)
  // Where the server counts, another day has begun already, or not yet.
  return todayHere() === since ? ok(toTodayCost(answer.value, pageCalendar())) : askToday()
}

const todayHere = (): string => dayText(pageCalendar().dayOf(Date.now()))
