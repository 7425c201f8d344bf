/** What the agents share: memory, cores, the home folder. */
import { api, ask } from '../api.ts'
import { pageAnswer } from '../parts/use-answer.ts'

const health = pageAnswer(() => ask(api.health.$get()), { followsUsage: false })

export const useMachine = () => health.value?.machine
