/** Where Claude Code keeps its sessions, see transcript-place.ts. */
import type { LineSessions } from '../session-source.ts'
import { projectsDir } from './paths.ts'
import { decodeSubagentFacts } from './session-log-subagent.ts'

const subagentName = /^agent-(.+)\.jsonl$/

export const sessions: LineSessions = {
  kind: 'lines',
  folders: (dataDir) => [projectsDir(dataDir)],
  depth: 1,
  sessionOf: (name) =>
    name.endsWith('.jsonl') && !subagentName.test(name) ? name.slice(0, -'.jsonl'.length) : undefined,
  laneOf: (name) => subagentName.exec(name)?.[1],
  subagentsFolder: (log) => log.replace(/\.jsonl$/, '/subagents'),
  descriptionOf: (log) => log.replace(/\.jsonl$/, '.meta.json'),
  decodeDescription: decodeSubagentFacts,
}
