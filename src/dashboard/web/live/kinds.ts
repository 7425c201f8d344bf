/** Whether there are processes or sessions of several kinds of agents: with one kind alone nothing says whose it is. */
import { agentsIn } from '../../../core/process/fleet-filter.ts'
import { computed } from '../store.ts'
import { liveFleet } from './live-store.ts'

export const hasKinds = computed(() => liveFleet.value !== undefined && agentsIn(liveFleet.value).length > 1)
