/** Where Kimi Code keeps its sessions: sessions/wd_<name>_<hash>/<session>/agents/<agent>/wire.jsonl; the agent called "main" is the session. */
import { basename, dirname, join } from 'node:path'
import { isRecord, stringOf } from '../json-fields.ts'
import { parseJson } from '../json-line.ts'
import type { LineSessions } from '../session-source.ts'

const wireName = 'wire.jsonl'
const ownAgent = 'main'

export const wires: LineSessions = {
  kind: 'lines',
  folders: (dataDir) => [join(dataDir, 'sessions')],
  depth: 4,
  sessionOf: (name, dir) =>
    name === wireName && basename(dir) === ownAgent ? basename(dirname(dirname(dir))) || undefined : undefined,
  laneOf: (name, dir) => (name === wireName && basename(dir) !== ownAgent ? basename(dir) : undefined),
  subagentsFolder: (log) => dirname(dirname(log)),
  // Source: {"id":"session_…","cwd":"/home/dev/proj","lastTurnReason":"completed"}
  directory: { pathOf: (log) => join(dirname(dirname(dirname(log))), 'state.json'), decode: cwdIn },
}

function cwdIn(text: string): string | undefined {
  const state = parseJson(text)
  return isRecord(state) ? stringOf(state['cwd']) : undefined
}
