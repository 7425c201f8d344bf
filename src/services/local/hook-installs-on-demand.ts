/** In which agents' settings our hooks stand, loaded when somebody asks or a server begins: most commands have nothing to do with them. */
import { once } from '../../core/once.ts'
import { whenAsked } from '../../core/when-asked.ts'
import type { createHookInstalls, LocalHooks } from './hook-installs.ts'

type Given = Parameters<typeof createHookInstalls>

export interface HookInstallsOnDemandParts extends Omit<Given[0], 'installer'> {
  readonly openInstaller: () => Promise<Given[0]['installer']>
}

export function hookInstallsOnDemand({ openInstaller, port }: HookInstallsOnDemandParts, beside: Given[1]): LocalHooks {
  let made: LocalHooks | undefined
  const load = once(async () => {
    const [{ createHookInstalls }, installer] = await Promise.all([import('./hook-installs.ts'), openInstaller()])
    made = createHookInstalls({ installer, port }, beside)
    return made
  })
  return {
    ...whenAsked(load, ['read', 'install', 'uninstall', 'takeOutStranded', 'reachOf', 'begin', 'end']),
    get problem() {
      return made?.problem
    },
  }
}
