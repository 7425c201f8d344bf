/** The agents' own lists of prompts on this machine: without what their user wants forgotten, or left out. */
import { dirname, join } from 'node:path'
import { agents } from '../agents/index.ts'
import type { RecordSource } from '../agents/machine-sources.ts'
import type { PromptList } from '../search/list-pass.ts'
import { forgottenSessionsIn } from '../storage/forgotten-sessions.ts'
import { createLeftOut } from '../storage/left-out-folders.ts'

/** `path` is the index, which lies in the data folder; `exclude`: the patterns of the settings now. */
export function promptListsOf(
  path: string,
  sources: readonly RecordSource[],
  exclude: () => readonly string[],
): readonly PromptList[] {
  const forgotten = forgottenSessionsIn(dirname(path))
  const isFolderLeftOut = createLeftOut(exclude)
  return sources.flatMap(({ agent, dataDir }) => {
    const { promptHistory } = agents[agent]
    if (promptHistory === undefined) return []
    const { file, read } = promptHistory
    return [
      {
        agent,
        path: join(dataDir, file),
        read,
        stamp: () => exclude().join('\n'),
        isLeftOut: ({ sessionId = '', cwd }) => forgotten().has(sessionId) || isFolderLeftOut(cwd),
      },
    ]
  })
}
