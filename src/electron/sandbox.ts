/**
 * Why Electron may be refused its sandbox on Linux: systems that give programs of ordinary users no user namespaces let only a helper that
 * belongs to root make one.
 */
import { statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type ReadSwitch, readIfThere, whoDeniesNamespaces } from '../storage/user-namespaces.ts'

/** The helper beside the program that would have to belong to root; undefined where that is not the trouble. */
export function sandboxHelperToGrant(
  program: string,
  platform: string = process.platform,
  read: ReadSwitch = readIfThere,
): string | undefined {
  if (platform !== 'linux' || whoDeniesNamespaces(read) === undefined) return undefined
  const helper = join(dirname(program), 'chrome-sandbox')
  const about = statSync(helper, { throwIfNoEntry: false })
  const isGranted = about?.uid === 0 && (about.mode & 0o4000) !== 0
  return about === undefined || isGranted ? undefined : helper
}
