/**
 * Sessions whose user wants TCE to forget what they said: `forgotten.json` of the data folder, ids alone. Their agents' files stay, so
 * whatever reads those has to know.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stampAt } from './look.ts'
import { writePrivateFile } from './private-file.ts'

const pathIn = (dataDir: string): string => join(dataDir, 'forgotten.json')

/** Read again only when it was written. */
export function forgottenSessionsIn(dataDir: string): () => ReadonlySet<string> {
  let known: ReadonlySet<string> = new Set()
  let stamp: string | undefined
  return () => {
    const now = stampAt(pathIn(dataDir))
    if (now !== stamp) known = new Set(read(dataDir))
    stamp = now
    return known
  }
}

export async function addForgottenSessions(dataDir: string, ids: readonly string[]): Promise<void> {
  const sessions = [...new Set([...read(dataDir), ...ids])]
  await writePrivateFile(pathIn(dataDir), `${JSON.stringify({ sessions })}\n`)
}

function read(dataDir: string): readonly string[] {
  try {
    const { sessions } = JSON.parse(readFileSync(pathIn(dataDir), 'utf8')) as { readonly sessions?: unknown }
    return Array.isArray(sessions) ? sessions.filter((id) => typeof id === 'string') : []
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException
    // There is none; or somebody broke it, and the next that is forgotten begins it anew.
    if (cause instanceof SyntaxError || code === 'ENOENT' || code === 'ENOTDIR') return []
    throw cause
  }
}
