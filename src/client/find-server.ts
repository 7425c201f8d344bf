/** The running server of this user, if there is one: the instance file says where, the token proves that it is ours. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type InstanceRecord, lastInstance } from '../control/instance-record.ts'
import { plainText } from '../core/words/text.ts'
import type { Identity, ServerAddress } from './server-client.ts'

export interface FoundServer extends ServerAddress {
  readonly instance: InstanceRecord
  readonly identity: Identity
}

export const tokenFile = (dataDir: string): string => join(dataDir, 'token')

export async function findServer(dataDir: string): Promise<FoundServer | undefined> {
  // Whether it still runs its answer says.
  const instance = lastInstance(dataDir)
  if (instance === undefined || instance.port === 0) return undefined
  const token = readToken(dataDir)
  const { identifyServer } = await import('./server-client.ts')
  const identity = await identifyServer({ port: instance.port, token })
  return identity === undefined ? undefined : { port: instance.port, token, instance, identity }
}

/**
 * Why this program can't use the server's answers: undefined when both are of one version. What it says in addition is the caller's.
 */
export function otherVersion({ identity }: Pick<FoundServer, 'identity'>, own: string): string | undefined {
  if (identity.version === own) return undefined
  return `The server that runs is TCE ${plainText(identity.version)} and this is ${own}`
}

/** The way back to one version, for the end of a sentence. */
export const oneVersionAgain = 'tce dashboard-stop, then tce dashboard'

/** Who holds this data dir; one that died is none. */
export async function currentInstance(dataDir: string): Promise<InstanceRecord | undefined> {
  // Where no server ever ran there is nothing to load the code for.
  if (!existsSync(join(dataDir, 'instance'))) return undefined
  const [{ createInstanceLock }, { createProcessTable }] = await Promise.all([
    import('../control/instance.ts'),
    import('../scanner/process-table.ts'),
  ])
  return createInstanceLock({ dataDir, table: createProcessTable() }).current()
}

export function readToken(dataDir: string): string | undefined {
  const token = readIfThere(tokenFile(dataDir))?.trim()
  return token === '' ? undefined : token
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined // no file, or not ours to read: as if there were no server
  }
}
