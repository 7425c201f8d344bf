/** What each session is called where one is named with an `@`, and where `tce` is told which: the shortest word that means it alone. Pure. */
import type { FleetAgentReport } from '../process/report.ts'
import { plainText } from '../words/text.ts'

type Named = Pick<FleetAgentReport, 'pid' | 'project' | 'name' | 'sessionId'>

/** By session; who has none yet can't be written to. */
export function handlesOf(agents: readonly Named[]): ReadonlyMap<string, string> {
  const handles = new Map<string, string>()
  for (const agent of agents) {
    const { sessionId, pid } = agent
    const isAlone = (word: string) => agents.filter((other) => wordsOf(other).includes(word)).length === 1
    if (sessionId !== undefined) handles.set(sessionId, wordsOf(agent).find(isAlone) ?? String(pid))
  }
  return handles
}

const wordsOf = ({ project, name }: Named): readonly string[] =>
  [plainText(project ?? ''), plainText(name ?? '')].filter((word) => word !== '')
