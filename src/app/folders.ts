/** Where TCE keeps its things. The only file that imports env-paths. */
import { homedir } from 'node:os'
import { join } from 'node:path'
import envPaths from 'env-paths'

export interface Folders {
  readonly configDir: string
  readonly dataDir: string
  readonly cacheDir: string
}

/** `TCE_CONFIG_DIR`, `TCE_DATA_DIR` and `TCE_CACHE_DIR` move them. */
export function folders(env: NodeJS.ProcessEnv): Folders {
  const standard = envPaths('tce', { suffix: '' })
  return {
    configDir: env['TCE_CONFIG_DIR'] || standard.config,
    dataDir: env['TCE_DATA_DIR'] || standard.data,
    cacheDir: env['TCE_CACHE_DIR'] || standard.cache,
  }
}

/** Where sockets lie that only this user may open, short enough for one: `TCE_RUN_DIR`, else of this login, else in the home. */
export const runFolder = (env: NodeJS.ProcessEnv, home: string = homedir()): string =>
  env['TCE_RUN_DIR'] ||
  (env['XDG_RUNTIME_DIR'] === undefined || env['XDG_RUNTIME_DIR'] === ''
    ? join(home, '.tce', 'run')
    : join(env['XDG_RUNTIME_DIR'], 'tce'))
