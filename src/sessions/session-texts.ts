/** All sessions of this machine, as who searches their texts goes through them. */
import type { AgentId } from '../agents/agent.ts'
import type { RecordSource } from '../agents/machine-sources.ts'
import { type AgentFiles, diskFiles } from '../storage/agent-files.ts'
import { openStore } from './open-store.ts'
import type { SessionTexts } from './session-store.ts'

export interface AgentTexts extends SessionTexts {
  readonly agent: AgentId
}

/** Newest first, those whose id begins so or all. Names and times alone are looked at, as long as nobody reads one. */
export function createSessionTexts(
  sources: readonly RecordSource[],
  files: AgentFiles = diskFiles,
): (beginning?: string) => readonly AgentTexts[] {
  const stores = [...Map.groupBy(sources, ({ agent }) => agent)].flatMap(([agent, own]) => {
    const store = openStore(
      agent,
      own.map(({ dataDir }) => dataDir),
      files,
    )
    return store === undefined ? [] : [{ agent, store }]
  })
  return (beginning) =>
    stores
      .flatMap(({ agent, store }) => store.texts(beginning).map((texts) => ({ ...texts, agent })))
      .sort((a, b) => b.changedMs - a.changedMs)
}
