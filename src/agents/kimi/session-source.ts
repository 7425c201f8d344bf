/** Where Kimi Code keeps its sessions: sessions/wd_<name>_<hash>/<session>/agents/<agent>/wire.jsonl; the agent called "main" is the session. */
import { basename, dirname, join } from 'node:path'
import { keepLine } from '../event-text.ts'
import { isRecord, numberOf, stringOf } from '../json-fields.ts'
import { parseJson } from '../json-line.ts'
import type { BesideFacts, LineSessions } from '../session-source.ts'

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
  beside: { pathsOf: (log) => [statePath(log)], decode: decodeState },
}

/** Of kimi-cli, in a folder of its own: sessions/<hash of the directory>/<session>/wire.jsonl */
export const oldWires: LineSessions = {
  kind: 'lines',
  folders: (dataDir) => [join(dataDir, 'sessions')],
  depth: 2,
  sessionOf: (name, dir) => (name === wireName ? basename(dir) || undefined : undefined),
  laneOf: () => undefined,
  subagentsFolder: (log) => join(dirname(log), 'subagents'),
}

function statePath(wire: string): string {
  return join(dirname(dirname(dirname(wire))), 'state.json')
}

/** Source: {"id":"session_…","cwd":"/home/dev/proj","title":"hi","isCustomTitle":false,"forkedFrom":"session_…","createdAt":1795826020231}; up to 1.x "workDir" */
function decodeState(text: string): BesideFacts | undefined {
  const state = parseJson(text)
  if (!isRecord(state)) return undefined
  const title = stringOf(state['title'])
  return {
    cwd: stringOf(state['cwd']) ?? stringOf(state['workDir']),
    title:
      title === undefined
        ? undefined
        : { of: state['isCustomTitle'] === true ? 'custom' : 'ai', text: keepLine(title) },
    beganAtMs: stringOf(state['forkedFrom']) === undefined ? undefined : numberOf(state['createdAt']),
  }
}
