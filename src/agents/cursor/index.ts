/** Cursor's agent on the command line: everything TCE has to know about it, from one place. Its transcripts tell no tokens. */
import type { Agent } from '../agent.ts'
import { conversationRole, recogniser, resumeWith } from '../program.ts'
import { kind } from './kind.ts'
import { configDirs } from './paths.ts'
import { transcripts } from './session-source.ts'

const notSessions = new Set([
  'login',
  'logout',
  'status',
  'whoami',
  'update',
  'upgrade',
  'mcp',
  'models',
  'ls',
  'about',
  'help',
])
const valued = new Set(['-m', '--model', '--resume', '--output-format', '--workspace', '--api-key', '-a'])

export const cursor: Agent = {
  ...kind,
  ...recogniser({
    executables: [],
    // A shell script gives way to a Node of its own with this script; the name in front is the user's.
    scripts: [/\/cursor-agent\/versions\/[^/]+\/index\.js$/],
    hint: /cursor-agent/i,
    roleOf: (args) =>
      args.includes('--print') ? 'headless' : conversationRole(args, { notSessions, valued, editorFlags: ['acp'] }),
    versions: [/\/cursor-agent\/versions\/([^/]+)\//],
  }),
  configDirs,
  childMarks: {},
  sessions: [transcripts],
  sideFiles: [{ name: 'chats', what: 'names and times of conversations' }],
  signs: { isByDirectory: true },
  begin: { model: '--model', prompt: 'last', headless: ['-p', '{prompt}'] },
  resumeCommand: resumeWith('cursor-agent --resume='),
}
