/** The system's word that something in one folder changed, not below it. It keeps no program alive. */
import { watch } from 'node:fs'

/**
 * `onName` is told what changed, or undefined where the system does not say. Undefined: the folder can't be watched (a file system without,
 * or too many are): then only looks now and then tell. Returns how it ends; `onEnd` is told of each end, also of its own.
 */
export function watchFolder(
  dir: string,
  onName: (name: string | undefined) => void,
  onEnd: () => void = () => undefined,
): (() => void) | undefined {
  try {
    const watcher = watch(dir, { persistent: false }, (_, name) => onName(name ?? undefined))
    watcher.on('error', () => watcher.close())
    watcher.on('close', onEnd)
    return () => watcher.close()
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause
    return undefined
  }
}
