/** What a talk does where its host refuses what it says. Pure. */
import type { HostSays, HostTalk } from './hosting.ts'
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
