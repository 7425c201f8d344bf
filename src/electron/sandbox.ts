/**
 * Why Electron may be refused its sandbox on Linux: systems that give programs of ordinary users no user namespaces (Ubuntu since 23.10
 * by AppArmor, some others by a switch of the kernel) let only a helper that belongs to root make one.
 */
import { readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The helper beside the program that would have to belong to root; undefined where that is not the trouble. */
export function sandboxHelperToGrant(
  program: string,
  platform: string = process.platform,
  read: (path: string) => string | undefined = readIfThere,
): string | undefined {
  if (platform !== 'linux' || !isNamespaceDenied(read)) return undefined
  const helper = join(dirname(program), 'chrome-sandbox')
  const about = statSync(helper, { throwIfNoEntry: false })
  const isGranted = about?.uid === 0 && (about.mode & 0o4000) !== 0
  return about === undefined || isGranted ? undefined : helper
}

const isNamespaceDenied = (read: (path: string) => string | undefined): boolean =>
  read('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') === '1' ||
  read('/proc/sys/kernel/unprivileged_userns_clone') === '0' ||
  read('/proc/sys/user/max_user_namespaces') === '0'

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return undefined // this kernel has no such switch
  }
}
