/** Where Claude Code keeps its sessions, see transcript-place.ts. */
import { dirname } from 'node:path'
import type { LineSessions } from '../session-source.ts'
import { projectsDir } from './paths.ts'
import { decodeSubagentFacts } from './session-log-subagent.ts'
import { sessionOfStem } from './transcript-place.ts'

const subagentName = /^agent-(.+)\.jsonl$/

export const sessions = {
  kind: 'lines',
  folders: (dataDir: string) => [projectsDir(dataDir)],
  depth: 1,
  sessionOf: (name: string) =>
    name.endsWith('.jsonl') && !subagentName.test(name) ? sessionOfStem(name.slice(0, -'.jsonl'.length)) : undefined,
  laneOf: (name: string) => subagentName.exec(name)?.[1],
  subagentsFolder: (log: string) => log.replace(/\.jsonl$/, '/subagents'),
  sideFolder: (log: string) => log.replace(/\.jsonl$/, ''),
  // Up to 2.0 beside the session's own log.
  mixed: { folders: (log: string) => [dirname(log)], mayBe: (name: string) => subagentName.test(name) },
  descriptionOf: (log: string) => log.replace(/\.jsonl$/, '.meta.json'),
  decodeDescription: decodeSubagentFacts,
} satisfies LineSessions
