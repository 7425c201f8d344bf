/** The prompts of this machine, loaded when one is sent or asked for: most commands have nothing to do with them. */
import { once } from '../../core/once.ts'
import type { createPrompts, LocalPrompts } from './prompts.ts'

export function promptsOnDemand(...given: Parameters<typeof createPrompts>): LocalPrompts {
  let made: LocalPrompts | undefined
  const load = once(async () => {
    made = (await import('./prompts.ts')).createPrompts(...given)
    return made
  })
  return {
    queue: async () => (await load()).queue(),
    find: async (id) => (await load()).find(id),
    foresee: async (request) => (await load()).foresee(request),
    send: async (...asked) => (await load()).send(...asked),
    change: async (...asked) => (await load()).change(...asked),
    holdAll: async (...asked) => (await load()).holdAll(...asked),
    goOn: async (...asked) => (await load()).goOn(...asked),
    done: async (id) => (await load()).done(id),
    breakOff: async (...asked) => (await load()).breakOff(...asked),
    begin: async () => (await load()).begin(),
    // Without prompts it is answered with nothing.
    hookPosted: async (...posted) => made?.hookPosted(...posted),
    get problem() {
      return made?.problem
    },
    close: async () => made?.close(),
  }
}
