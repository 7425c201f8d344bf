/** The queries that their user named, in `queries.json` of the data folder. A file that can't be read is put aside, never written over. */
import { readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { SavedQuery } from '../core/captured/saved-query.ts'
import { whyNotSaved } from '../core/captured/saved-query.ts'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import { createTurns } from '../core/turns.ts'
import { writePrivateFile } from '../storage/private-file.ts'

export interface SavedQueries {
  /** By name. */
  list(): Promise<readonly SavedQuery[]>
  /** In the place of one of that name. */
  save(query: SavedQuery): Promise<Result<SavedQuery, string>>
  /** Undefined: there is none of that name. */
  remove(name: string): Promise<SavedQuery | undefined>
}

export function createSavedQueries(dataDir: string): SavedQueries {
  const path = join(dataDir, 'queries.json')
  /** What each changes is what the one before it left. */
  const inTurn = createTurns()

  const write = (queries: readonly SavedQuery[]) =>
    writePrivateFile(path, `${JSON.stringify({ queries }, undefined, 2)}\n`)

  return {
    list: async () => (await readQueries(path)).toSorted(byName),
    save: ({ name, query }) =>
      inTurn(async () => {
        const known = await readQueries(path)
        const saved = { name: name.trim(), query: query.trim() }
        const problem = whyNotSaved(saved, known)
        if (problem !== undefined) return err(problem)
        await write([...known.filter((one) => one.name !== saved.name), saved])
        return ok(saved)
      }),
    remove: (name) =>
      inTurn(async () => {
        const known = await readQueries(path)
        const removed = known.find((one) => one.name === name)
        if (removed !== undefined) await write(known.filter((one) => one !== removed))
        return removed
      }),
  }
}

const byName = (a: SavedQuery, b: SavedQuery): number => a.name.localeCompare(b.name, 'en', { numeric: true })

async function readQueries(path: string): Promise<readonly SavedQuery[]> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw cause
  }
  const queries = queriesIn(text)
  if (queries === undefined) await rename(path, `${path}.broken`)
  return queries ?? []
}

function queriesIn(text: string): readonly SavedQuery[] | undefined {
  try {
    const { queries } = JSON.parse(text) as { readonly queries?: unknown }
    return Array.isArray(queries) ? queries.filter(isSavedQuery) : undefined
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined
    throw cause
  }
}

function isSavedQuery(value: unknown): value is SavedQuery {
  if (typeof value !== 'object' || value === null) return false
  const { name, query } = value as Record<string, unknown>
  return typeof name === 'string' && typeof query === 'string'
}
