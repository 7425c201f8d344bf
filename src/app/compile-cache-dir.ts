/** Where Node.js may keep compiled code: the user's cache folder. Undefined leaves it to Node.js. Pure but for the path rules. */
import { join } from 'node:path'

export function compileCacheDir(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): string | undefined {
  const home = env['HOME']
  if (platform === 'win32')
    return env['LOCALAPPDATA'] === undefined ? undefined : join(env['LOCALAPPDATA'], 'tce', 'node')
  if (home === undefined || home === '') return undefined
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'tce', 'node')
  return join(env['XDG_CACHE_HOME'] || join(home, '.cache'), 'tce', 'node')
}
