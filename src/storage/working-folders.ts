/**
 * Folders in which an agent was seen at work that keeps its log in each: once its process is gone nothing else tells of them. One file for
 * each, named after what it holds, so that two who write lose nothing of each other's.
 */
import { readFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { type AgentId, agentIds } from '../core/process/agent-ids.ts'
import { hashed } from './hashed.ts'
import { namesIn } from './look.ts'
import { createPrivateFile } from './private-file.ts'

export interface WorkingFolder {
  readonly agent: AgentId
  readonly dir: string
}

const mostFolders = 1_000

const folderOf = (dataDir: string): string => join(dataDir, 'working-folders')

/** False where it can't be written now. */
export async function keepWorkingFolder(dataDir: string, { agent, dir }: WorkingFolder): Promise<boolean> {
  const name = `${agent}-${hashed('sha256', dir, 'hex').slice(0, 16)}`
  const place = folderOf(dataDir)
  const kept = namesIn(place)
  if (kept.includes(name) || kept.length >= mostFolders) return true
  try {
    await createPrivateFile(join(place, name), dir)
    return true
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause) return false
    throw cause
  }
}

/** Those that can be read. */
export function keptWorkingFolders(dataDir: string): readonly WorkingFolder[] {
  const place = folderOf(dataDir)
  return namesIn(place).flatMap((name) => {
    const agent = agentIds.find((id) => name.startsWith(`${id}-`))
    const dir = agent && textOf(join(place, name))
    return agent === undefined || dir === undefined || !isAbsolute(dir) ? [] : { agent, dir }
  })
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
