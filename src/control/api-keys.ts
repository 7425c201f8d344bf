/** The keys in `keys.json` of the data folder, which only its owner reads: their hashes, never themselves. */
import { hash, randomBytes, randomUUID } from 'node:crypto'
import { statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ApiKey, NewApiKey } from '../core/keys/api-key.ts'
import { keyPrefix, whyNoKey } from '../core/keys/api-key.ts'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import { minutes } from '../core/time/duration.ts'
import { createTurns } from '../core/turns.ts'
import { writePrivateFile } from '../storage/private-file.ts'

export interface ApiKeys {
  list(): Promise<readonly ApiKey[]>
  /** The secret is in no file: who loses it makes another. */
  add(key: NewApiKey): Promise<Result<{ readonly key: ApiKey; readonly secret: string }, string>>
  /** By its label or id. Undefined: there is none. */
  revoke(labelOrId: string): Promise<ApiKey | undefined>
  /** Whose secret this is; that it was used is noted. */
  find(secret: string): Promise<ApiKey | undefined>
}

interface StoredKey extends ApiKey {
  readonly sha256: string
}

const usedToThe = minutes(1)

export function createApiKeys(dataDir: string, clock: () => number = Date.now): ApiKeys {
  const path = join(dataDir, 'keys.json')
  let known: { readonly keys: readonly StoredKey[]; readonly version: string } | undefined
  /** Looked at in this turn of the loop. */
  let isFresh = false
  const inTurn = createTurns()

  /** The command line may have changed it meanwhile. */
  async function read(): Promise<readonly StoredKey[]> {
    if (isFresh && known !== undefined) return known.keys
    const version = versionOf(path)
    isFresh = true
    setImmediate(() => {
      isFresh = false
    })
    if (known?.version !== version) known = { keys: version === '' ? [] : await readKeys(path), version }
    return known.keys
  }

  /** One after the other: what each changes is what the one before it left. */
  function change<T>(make: (keys: readonly StoredKey[]) => { readonly keys: readonly StoredKey[]; readonly value: T }) {
    return inTurn(async () => {
      const { keys, value } = make(await read())
      await writePrivateFile(path, `${JSON.stringify({ keys }, undefined, 2)}\n`)
      known = undefined
      return value
    })
  }

  return {
    list: async () => (await read()).map(withoutHash),
    async add({ label, source, mayRead }) {
      const problem = whyNoKey({ label, source, mayRead }, await read())
      if (problem !== undefined) return err(problem)
      const secret = keyPrefix + randomBytes(32).toString('base64url')
      const createdAt = new Date(clock()).toISOString()
      const id = randomUUID()
      const key: StoredKey = { id, label, last4: secret.slice(-4), source, mayRead, createdAt, sha256: hashOf(secret) }
      await change((keys) => ({ keys: [...keys, key], value: undefined }))
      return ok({ key: withoutHash(key), secret })
    },
    async revoke(labelOrId) {
      const isMeant = ({ id, label }: ApiKey) => label === labelOrId || id === labelOrId
      const key = (await read()).find(isMeant)
      if (key === undefined) return undefined
      await change((keys) => ({ keys: keys.filter(({ id }) => id !== key.id), value: undefined }))
      return withoutHash(key)
    },
    async find(secret) {
      const sha256 = hashOf(secret)
      // Of hashes, whose comparison tells nothing of the secret.
      const key = (await read()).find((one) => one.sha256 === sha256)
      if (key === undefined) return undefined
      if (key.lastUsedAt === undefined || clock() - Date.parse(key.lastUsedAt) >= usedToThe) {
        const lastUsedAt = new Date(clock()).toISOString()
        // A disk that takes nothing is no reason to refuse who holds a key.
        await change((keys) => ({
          keys: keys.map((one) => (one.id === key.id ? { ...one, lastUsedAt } : one)),
          value: undefined,
        })).catch(() => undefined)
      }
      return withoutHash(key)
    },
  }
}

const hashOf = (secret: string): string => hash('sha256', secret)

function withoutHash({ sha256: _, ...key }: StoredKey): ApiKey {
  return key
}

/**
 * Changes with every change of the file; empty where there is none. Asked in each turn in which an event comes: by a thread it would take
 * ten times as long.
 */
function versionOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false })
  return found === undefined ? '' : `${found.mtimeMs} ${found.size} ${found.ino}`
}

/** A file that somebody broke holds no key: nobody comes in by it, and the next change writes it anew. */
async function readKeys(path: string): Promise<readonly StoredKey[]> {
  try {
    const { keys } = JSON.parse(await readFile(path, 'utf8')) as { keys?: unknown }
    return Array.isArray(keys) ? keys.filter(isStoredKey) : []
  } catch (cause) {
    if (cause instanceof SyntaxError) return []
    throw cause
  }
}

function isStoredKey(value: unknown): value is StoredKey {
  if (typeof value !== 'object' || value === null) return false
  const { id, label, last4, sha256, mayRead, createdAt } = value as Record<string, unknown>
  return [id, label, last4, sha256, createdAt].every((one) => typeof one === 'string') && typeof mayRead === 'boolean'
}
