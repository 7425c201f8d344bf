/**
 * The live registries, watched: says that a session became busy, idle or waiting, began or ended, when its file says so. What else is
 * written there (the moment of the last sign, a port) is no news: nobody looks for it.
 */
import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { watchFolder } from '../storage/folder-watch.ts'
import { readSmallFile } from '../storage/small-file.ts'
import { maxEntryBytes, type RegistrySource } from './registry.ts'

export interface RegistryWatch {
  /** Folders may be there now that were not before. */
  lookForFolders(): void
  stop(): void
}

/** A file is emptied and written again in place. */
const settleMs = 30
const namePattern = /^(\d{1,10})\.json$/

export function watchRegistries(sources: readonly RegistrySource[], onNews: () => void): RegistryWatch {
  const watched = new Map<string, () => void>()
  const known = new Map<string, string>()
  const soon = new Map<string, NodeJS.Timeout>()

  /** Undefined: half-written, or not there. */
  function essenceOf(path: string, { agent }: RegistrySource): string | undefined {
    const text = readSmallFile(path, maxEntryBytes)
    const decoded = text.ok ? agent.registry?.decode(text.value) : undefined
    if (decoded?.ok !== true) return existsSync(path) ? undefined : ''
    const { activity, waitingFor, asks, sessionId, name } = decoded.value
    return JSON.stringify([activity, waitingFor, asks, sessionId, name])
  }

  function noteFile(path: string, source: RegistrySource, isSecondTry = false): void {
    clearTimeout(soon.get(path))
    const timer = setTimeout(() => {
      soon.delete(path)
      const essence = essenceOf(path, source)
      if (essence === undefined) {
        if (!isSecondTry) noteFile(path, source, true)
        return
      }
      if ((known.get(path) ?? '') === essence) return
      if (essence === '') known.delete(path)
      else known.set(path, essence)
      onNews()
    }, settleMs)
    timer.unref()
    soon.set(path, timer)
  }

  function watchOne(dir: string, onName: (name: string) => void): void {
    const close = watchFolder(
      dir,
      (name) => {
        if (name !== undefined) onName(name)
        // The folder itself went.
        if (!existsSync(dir)) close?.()
      },
      () => watched.delete(dir),
    )
    if (close !== undefined) watched.set(dir, close)
  }

  /** What stood there before us is known; what came while its folder was not watched yet is news. */
  function watchRegistry(dir: string, source: RegistrySource, isNews: boolean): void {
    watchOne(dir, (name) => namePattern.test(name) && noteFile(join(dir, name), source))
    for (const name of readdirSync(dir).filter((one) => namePattern.test(one))) {
      const path = join(dir, name)
      if (isNews) noteFile(path, source)
      else known.set(path, essenceOf(path, source) ?? '')
    }
  }

  function lookForFolders(isFirst = false): void {
    for (const source of sources) {
      const dir = source.agent.registry?.dir(source.configDir)
      if (dir === undefined || watched.has(dir)) continue
      const above = dirname(dir)
      if (existsSync(dir)) {
        watched.get(above)?.()
        watchRegistry(dir, source, !isFirst)
      } else if (!watched.has(above) && existsSync(above))
        watchOne(above, (name) => name === basename(dir) && lookForFolders())
    }
  }

  lookForFolders(true)
  return {
    lookForFolders: () => lookForFolders(),
    stop() {
      for (const close of [...watched.values()]) close()
      for (const timer of soon.values()) clearTimeout(timer)
      soon.clear()
    },
  }
}
