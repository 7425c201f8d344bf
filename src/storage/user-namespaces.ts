/** Whether this Linux gives programs of ordinary users no user namespaces: Ubuntu since 23.10 by AppArmor, some others by a switch of the kernel. */
import { readFileSync } from 'node:fs'

export type ReadSwitch = (path: string) => string | undefined

/** Which switch denies them; undefined: none that is known. */
export function whoDeniesNamespaces(read: ReadSwitch = readIfThere): string | undefined {
  const denies: readonly (readonly [path: string, value: string])[] = [
    ['/proc/sys/kernel/apparmor_restrict_unprivileged_userns', '1'],
    ['/proc/sys/kernel/unprivileged_userns_clone', '0'],
    ['/proc/sys/user/max_user_namespaces', '0'],
  ]
  return denies.find(([path, value]) => read(path) === value)?.[0]
}

export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return undefined // this kernel has no such switch
  }
}
