/** A look at the agents of this machine by a program that does nothing else. The services' own look tells the same. */
import type { Config } from '../core/settings/config.ts'
import { errorReporter } from '../core/words/bug.ts'
import { createLooks } from '../services/local/looks.ts'
import type { LookServices } from '../services/look.ts'
import { machineLook } from './look-parts.ts'

export function lookHere(config: Config): LookServices {
  const looks = createLooks({
    ...machineLook(config).parts,
    // Nobody posts to this program, and it has no ledger open.
    figuresOf: () => undefined,
    signsOf: () => undefined,
    otherProblem: () => undefined,
    bus: { append: () => undefined, onAudience: () => undefined },
    onLook: () => undefined,
    clock: Date.now,
    reportError: errorReporter(console.error),
  })
  return { fleet: { read: ({ maxAgeMs } = {}) => looks.read(maxAgeMs) }, close: looks.close }
}
