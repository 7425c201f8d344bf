/**
 * The operating system's word that a file grew or a folder got a new file. One file or folder at a time, which costs next to nothing;
 * what it misses (network folders, a file that was replaced), the follower's own looks find.
 */
import { type FSWatcher, statSync, watch } from 'node:fs'
import { join } from 'node:path'

export class PathWatch {
  readonly #onChange: (path: string) => void
  readonly #watched = new Map<string, FSWatcher>()

  constructor(onChange: (path: string) => void) {
    this.#onChange = onChange
  }

  /** Again and again: what is watched already stays, what does not exist yet is tried next time. */
  add(path: string): void {
    if (this.#watched.has(path)) return
    const stats = statSync(path, { throwIfNoEntry: false })
    if (stats === undefined) return
    const isFolder = stats.isDirectory()
    try {
      const watcher = watch(path, { persistent: false }, (type, name) => {
        // The file is another one, or gone: watched anew at the next look.
        if (type === 'rename' && !isFolder) this.#remove(path)
        this.#onChange(isFolder && name !== null ? join(path, name) : path)
      })
      watcher.on('error', () => this.#remove(path))
      this.#watched.set(path, watcher)
    } catch (cause) {
      // No watches left, or a file system without: then only the looks tell.
      if (!(cause instanceof Error && 'code' in cause)) throw cause
    }
  }

  close(): void {
    for (const path of [...this.#watched.keys()]) this.#remove(path)
  }

  #remove(path: string): void {
    this.#watched.get(path)?.close()
    this.#watched.delete(path)
  }
}
