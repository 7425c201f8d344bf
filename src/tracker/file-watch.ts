/** The operating system's word that a file changed. The only file that knows chokidar. */
import { watch } from 'chokidar'

export interface FileWatch {
  /** Folders with all that is in them, or single files; resolves when they are watched. */
  add(paths: readonly string[]): Promise<void>
  remove(paths: readonly string[]): void
  close(): Promise<void>
}

export interface FileWatchOptions {
  readonly onChange: (path: string) => void
  readonly onProblem?: ((problem: string) => void) | undefined
  readonly isIgnored?: ((path: string) => boolean) | undefined
}

/** Longer than this nobody waits for a folder: the slow look finds what happened meanwhile. */
const longestReadyMs = 5_000

export function createFileWatch({ onChange, onProblem, isIgnored = () => false }: FileWatchOptions): FileWatch {
  const watcher = watch([], { ignoreInitial: true, ignored: isIgnored })
  watcher.on('add', onChange)
  watcher.on('change', onChange)
  watcher.on('unlink', onChange)
  watcher.on('error', (cause) => onProblem?.(cause instanceof Error ? cause.message : String(cause)))
  return {
    async add(paths) {
      if (paths.length === 0) return
      const ready = new Promise<void>((resolve) => watcher.once('ready', () => resolve()))
      watcher.add([...paths])
      await Promise.race([ready, new Promise<void>((resolve) => setTimeout(resolve, longestReadyMs).unref())])
    },
    remove: (paths) => void watcher.unwatch([...paths]),
    close: () => watcher.close(),
  }
}
