/**
 * The one secret that agents' hooks carry, in `hook-secret` of the data folder, which only its owner reads. It stands in agents' own
 * settings as well, so it is good for nothing but to post what an agent does. Without it nobody posts.
 */
import { randomBytes } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { hookSecretPrefix } from '../core/keys/api-key.ts'
import { createPrivateFile } from '../storage/private-file.ts'

export interface HookSecret {
  /** Undefined: there is none. */
  read(): Promise<string | undefined>
  /** The one there is, or a new one. */
  make(): Promise<string>
  remove(): Promise<void>
}

export function createHookSecret(dataDir: string): HookSecret {
  const path = join(dataDir, 'hook-secret')
  const read = async () => {
    const text = (await readFile(path, 'utf8').catch(() => '')).trim()
    return text.startsWith(hookSecretPrefix) && text.length > 40 ? text : undefined
  }
  return {
    read,
    async make() {
      const found = await read()
      if (found !== undefined) return found
      await rm(path, { force: true })
      const secret = hookSecretPrefix + randomBytes(32).toString('base64url')
      await createPrivateFile(path, `${secret}\n`)
      // Another program may have been first, and its secret is the one.
      return (await read()) ?? secret
    },
    remove: () => rm(path, { force: true }),
  }
}
