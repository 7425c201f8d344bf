/** Where Qwen Code keeps its sessions: projects/<slug>/chats/<id>.jsonl, subagents in projects/<slug>/subagents/<id>/agent-<name>.jsonl. */
import { basename, dirname, join } from 'node:path'
import type { LineSessions } from '../session-source.ts'
import { decodeSubagent, descriptionOf } from './description.ts'

const subagentName = /^agent-(.+)\.jsonl$/

export const chats: LineSessions = {
  kind: 'lines',
  folders: (dataDir) => [join(dataDir, 'projects')],
  depth: 2,
  sessionOf: (name, dir) =>
    basename(dir) === 'chats' && name.endsWith('.jsonl') ? name.slice(0, -'.jsonl'.length) || undefined : undefined,
  laneOf: (name) => subagentName.exec(name)?.[1],
  subagentsFolder: (log, sessionId) => join(dirname(dirname(log)), 'subagents', sessionId),
  descriptionOf,
  decodeDescription: decodeSubagent,
}

/** The name of a project's folder: what is no letter and no digit becomes a dash. */
export const transcriptPaths = ({
  cwd,
  sessionId,
}: {
  readonly cwd?: string | undefined
  readonly sessionId: string
}) =>
  cwd === undefined || !/^[\w-]+$/.test(sessionId)
    ? []
    : [join('projects', cwd.replace(/[^A-Za-z0-9]/g, '-'), 'chats', `${sessionId}.jsonl`)]
