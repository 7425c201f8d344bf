/** Whom *Ask now* asks: the program of each agent that can be asked, for each of its folders, and the daemons that run. */
import { existsSync } from 'node:fs'
import type { Agent, AgentEnvironment } from '../agents/agent.ts'
import { askProgram } from '../control/ask-program.ts'
import { talkToHost } from '../control/talk-to-host.ts'
import { ok } from '../core/result.ts'
import type { LimitAsker } from '../services/local/ask-limits.ts'

export function limitAskers(
  shown: readonly Agent[],
  environment: AgentEnvironment,
  dataDir: string,
): readonly LimitAsker[] {
  return shown.flatMap((agent): readonly LimitAsker[] => {
    const { id, command, limits, hosting, commandEnvironment } = agent
    const { asked, askHost } = limits ?? {}
    const folders = agent.configDirs(environment).filter((folder) => existsSync(folder))
    if (asked !== undefined) {
      return folders.map((folder) => ({
        agent: id,
        folder,
        isByFolder: true,
        async ask() {
          const env = commandEnvironment?.(environment, folder) ?? environment.env
          const said = await askProgram({ ...asked, program: command, folder: dataDir, env })
          if (!said.ok) return said
          const read = asked.read(said.value)
          return read.ok ? ok([read.value]) : read
        },
      }))
    }
    const line = hosting?.line
    if (askHost === undefined || line === undefined) return []
    return folders
      .filter((folder) => existsSync(line.socketPath(folder)))
      .map((folder) => ({
        ...{ agent: id, folder, isByFolder: false },
        async ask() {
          const said = await talkToHost(line.socketPath(folder), askHost())
          return said.ok ? said.value : said
        },
      }))
  })
}
