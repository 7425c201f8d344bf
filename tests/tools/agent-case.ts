/** Small inputs of every agent, one trap each: tests/fixtures/agent-cases/, each as that agent's data folder. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { AgentId } from '../../src/agents/agent.ts'
import { openDatabase } from '../../src/storage/sqlite.ts'

export const agentCases = join(import.meta.dirname, '../fixtures/agent-cases')

/** Where a case's files lie in the agent's data folder. */
const placeOf: Readonly<Partial<Record<AgentId, (dataDir: string) => string>>> = {
  codex: (dataDir) => join(dataDir, 'sessions', '2026', '11', '20'),
}

/** A data folder of its own with the case's files; removed when the test ends. */
export function agentCase(agent: AgentId, name: string): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'tce-agent-case-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  const place = placeOf[agent]?.(dataDir) ?? dataDir
  mkdirSync(place, { recursive: true })
  cpSync(join(agentCases, agent, name), place, { recursive: true })
  makeDatabases(place)
  return dataDir
}

/** A case may give a database as text. */
function makeDatabases(folder: string): void {
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.sql'))) {
    const path = join(folder, `${basename(name, '.sql')}.db`)
    if (existsSync(path)) continue
    const opened = openDatabase(path, { migrations: [readFileSync(join(folder, name), 'utf8')] })
    if (!opened.ok) throw new Error(opened.error.message)
    opened.value.close()
  }
}
