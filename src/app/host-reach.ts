/** The hosts that a session may be carried by, as far as prompts ask: by the folders of its agent, or the port that its process was told. */
import type { HostTalk } from '../agents/hosting.ts'
import type { agentFoldersOf } from '../agents/machine-sources.ts'
import { sayToServer } from '../control/http-host-line.ts'
import { talkToHost } from '../control/talk-to-host.ts'
import type { ReachHosts } from '../prompts/hosted-sessions.ts'
import type { ServerPlaceOf } from './server-ports.ts'

export function createHostReach(sources: ReturnType<typeof agentFoldersOf>, placeOf: ServerPlaceOf): ReachHosts {
  return async (target) => {
    const own = sources.filter(({ agent }) => agent.id === target.agent)
    const byFolder = own.flatMap(({ agent, configDir }) => {
      const { line } = agent.hosting ?? {}
      if (line?.prompts === undefined) return []
      return [{ prompts: line.prompts, say: <T>(talk: HostTalk<T>) => talkToHost(line.socketPath(configDir), talk) }]
    })
    const agent = own[0]?.agent
    const place = agent && (await placeOf(agent, target))
    const prompts = agent?.hosting?.server?.prompts
    if (place === undefined || prompts === undefined) return byFolder
    return [...byFolder, { prompts, say: (talk) => sayToServer(place, talk) }]
  }
}
