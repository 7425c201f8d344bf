/** What a talk does where its host refuses what it says. Pure. */
import type { HostedState, HostSays, HostTalk } from './hosting.ts'
import { HostRefusal } from './hosting.ts'

/** Undefined where it was refused. */
export function* unlessRefused<T>(talk: HostTalk<T>): HostTalk<T | undefined> {
  try {
    return yield* talk
  } catch (cause) {
    if (cause instanceof HostRefusal) return undefined
    throw cause
  }
}

/** Why it was refused; undefined: it was taken. */
export function* refusalOf(says: HostSays): HostTalk<string | undefined> {
  try {
    yield says
    return undefined
  } catch (cause) {
    if (cause instanceof HostRefusal) return cause.message
    throw cause
  }
}

/** Of a session in this state, or in none that its host knows: only a turn that goes on and asks nothing is broken off. */
export function whyNotBrokenOff(state: HostedState | undefined): string | undefined {
  if (state?.activity === 'waiting') return 'it asks something, which that would answer'
  return state?.activity === 'busy' ? undefined : 'it is not at work'
}
