/** Where TCE keeps its things. The only file that imports env-paths. */
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
