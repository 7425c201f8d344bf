/** What TCE reads and writes on this machine, in words, and the prices in force. */
import { join } from 'node:path'
import { advicePath } from '../advice/advice-path.ts'
import { agents } from '../agents/index.ts'
import { listPrices } from '../agents/list-prices.ts'
import { agentsOn } from '../agents/machine-sources.ts'
import { createPriceBook } from '../agents/price-book.ts'
import { recordLists } from '../agents/record-lists.ts'
import { analyticsPath } from '../analytics/analytics-path.ts'
import type { Config } from '../core/settings/config.ts'
import type { SourceRow } from '../core/settings/settings.ts'
import { electronHome } from '../electron/place.ts'
import { eventsPath } from '../events/events-path.ts'
import { userPath } from '../prompts/user-path.ts'
import { searchPath } from '../search/search-path.ts'
import { agentEnvironment } from '../storage/agent-environment.ts'
import { loadPrices, priceFileIn } from '../tracker/price-overrides.ts'
import { ledgerPath } from '../tracker/writing-side.ts'

export function sourcesOf({
  configFile,
  configDir,
  dataDir,
  cacheDir,
  agents: isOn,
}: Config): readonly Omit<SourceRow, 'isThere'>[] {
  const environment = agentEnvironment()
  const read = agentsOn(agents, isOn).flatMap((agent) =>
    agent.configDirs(environment).flatMap((dir) => [
      ...recordLists[agent.id].flatMap((records) =>
        records.folders(dir).map((path) => ({ what: `${agent.displayName}: ${records.name}`, path })),
      ),
      ...(agent.registry ? [{ what: `${agent.displayName}: running sessions`, path: agent.registry.dir(dir) }] : []),
      ...(agent.sideFiles ?? []).map(({ name, what }) => ({
        what: `${agent.displayName}: ${what}`,
        path: join(dir, name),
      })),
      ...(agent.promptHistory
        ? [{ what: `${agent.displayName}: prompts, as typed`, path: join(dir, agent.promptHistory.file) }]
        : []),
    ]),
  )
  const hooked = agentsOn(agents, isOn).flatMap(({ displayName, hooks, configDirs }) =>
    configDirs(environment).flatMap((dir) =>
      hooks === undefined
        ? []
        : [{ what: `${displayName}: hooks, where you want them`, path: hooks.settings.userFile(dir) }],
    ),
  )
  const written = [
    ...hooked,
    { what: 'Ledger: what was counted', path: ledgerPath(dataDir) },
    { what: 'Search: an index of all texts, without the texts', path: searchPath(dataDir) },
    { what: 'Analytics: what was counted of messages, without their texts', path: analyticsPath(dataDir) },
    { what: 'Advice: what was found in each session', path: advicePath(dataDir) },
    { what: 'Events: what programs and agents said', path: eventsPath(dataDir) },
    { what: 'What you wrote: prompts, messages', path: userPath(dataDir) },
    { what: 'Keys of programs, as their hashes', path: join(dataDir, 'keys.json') },
    { what: 'Queries that you saved', path: join(dataDir, 'queries.json') },
    { what: 'Pins', path: join(dataDir, 'pins') },
    { what: 'Audit log', path: join(dataDir, 'audit.log') },
    { what: 'Token of the dashboard', path: join(dataDir, 'token') },
    { what: 'Secret of the hooks', path: join(dataDir, 'hook-secret') },
    { what: 'Where hooks are wanted', path: join(dataDir, 'hooks.json') },
    { what: "This machine's random name", path: join(dataDir, 'machine') },
    { what: 'The server that runs', path: join(dataDir, 'instance') },
    { what: "Electron's program, for the tray", path: electronHome(cacheDir) },
  ]
  return [
    ...read.map((row) => ({ ...row, access: 'reads' as const })),
    { what: 'Settings', path: configFile, access: 'writes' },
    { what: 'Your own prices', path: priceFileIn(configDir), access: 'reads' },
    ...written.map((row) => ({ ...row, access: 'writes' as const })),
  ]
}

/** The list we ship with the user's own prices in front; where those cannot be read, the list alone. */
export async function loadPriceBook(configDir: string) {
  return { ...(await loadPrices(listPrices, configDir)), fallback: createPriceBook(listPrices, []) }
}
