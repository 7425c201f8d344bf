/**
 * Where the Cursor CLI keeps its conversations: projects/<project>/agent-transcripts/<id>/<id>.jsonl, subagents in a folder beside. A project's
 * folder is its path with dashes: it can't be turned back, and is only compared.
 */
import { basename, dirname, join } from 'node:path'
import type { LineSessions } from '../session-source.ts'
import { chatMeta, chatStore } from './chat-store.ts'

export const transcripts: LineSessions = {
  kind: 'lines',
  folders: (dataDir) => [join(dataDir, 'projects')],
  depth: 3,
  sessionOf(name, dir) {
    const id = basename(dir)
    return basename(dirname(dir)) === 'agent-transcripts' && name === `${id}.jsonl` && id !== '' ? id : undefined
  },
  laneOf: (name, dir) =>
    basename(dir) === 'subagents' && name.endsWith('.jsonl') ? name.slice(0, -'.jsonl'.length) || undefined : undefined,
  subagentsFolder: (log) => join(dirname(log), 'subagents'),
  beside: chatMeta,
  besideDatabase: chatStore,
  isOfDirectory: (log, cwd) => dashed(basename(dirname(dirname(dirname(log))))) === dashed(cwd),
}

const dashed = (text: string): string =>
  text
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .toLowerCase()
