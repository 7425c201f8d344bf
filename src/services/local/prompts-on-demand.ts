/** The prompts of this machine, loaded when one is sent or asked for: most commands have nothing to do with them. */
import { once } from '../../core/once.ts'
import { whenAsked } from '../../core/when-asked.ts'
import type { createPrompts, LocalPrompts } from './prompts.ts'

export function promptsOnDemand(...given: Parameters<typeof createPrompts>): LocalPrompts {
  let made: LocalPrompts | undefined
  const load = once(async () => {
    made = (await import('./prompts.ts')).createPrompts(...given)
    return made
  })
  return {
    ...whenAsked(load, ['queue', 'find', 'foresee', 'send', 'change', 'holdAll', 'goOn', 'done', 'breakOff', 'begin']),
    // Without prompts it is answered with nothing.
    hookPosted: async (...posted) => made?.hookPosted(...posted),
    get problem() {
      return made?.problem
    },
    close: async () => made?.close(),
  }
}
