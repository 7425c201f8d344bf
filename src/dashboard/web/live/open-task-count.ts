/** How many tasks are not done, for the bar: asked once the page is live, and again when tasks changed. */
import { api, ask } from '../api.ts'
import { pageAnswer } from '../parts/use-answer.ts'
import { computed } from '../store.ts'
import { tasksVersion } from './live-store.ts'

const list = pageAnswer(() => ask(api.tasks.$get({ query: { limit: '1' } })), { follows: tasksVersion })

/** 0 where none is known. */
export const openTaskCount = computed(() => {
  const { pending, in_progress, in_review, failed, broken } = list.value?.counts ?? {}
  return [pending, in_progress, in_review, failed, broken].reduce((sum: number, count = 0) => sum + count, 0)
})
