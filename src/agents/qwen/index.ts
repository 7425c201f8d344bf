/** Qwen Code: everything TCE has to know about it, from one place. */
import type { Agent } from '../agent.ts'
import { conversationRole, recogniser, resumeWith } from '../program.ts'
import { kind } from './kind.ts'
import { configDirs } from './paths.ts'
import { decodeRegistry, registryDir } from './registry.ts'
import { chats, transcriptPaths } from './session-source.ts'

const notSessions = new Set(['mcp', 'extensions', 'skills', 'hooks', 'auth', 'update'])
const valued = new Set([
  '-m',
  '--model',
  '-r',
  '--resume',
  '--approval-mode',
  '-i',
  '--prompt-interactive',
  '-p',
  '--prompt',
])

export const qwen: Agent = {
  ...kind,
  ...recogniser({
    executables: [],
    // cli-entry.js starts cli.js, which starts itself again: the innermost is the session, and the one in the registry.
    scripts: [/\/\.?bin\/qwen$/, /\/@qwen-code\/qwen-code\/(?:dist\/)?(?:cli|cli-entry)\.m?js$/],
    hint: /qwen/i,
    roleOf: (args) => conversationRole(args, { notSessions, valued, editorFlags: ['--acp'] }),
    isWrapped: true,
  }),
  configDirs,
  registry: { dir: registryDir, decode: decodeRegistry },
  childMarks: { sessionId: 'QWEN_CODE_SESSION_ID' },
  sessions: [chats],
  signs: { isByDirectory: true },
  transcriptPaths,
  begin: {
    ...{ model: '--model', prompt: '--prompt-interactive' },
    mode: { flag: '--approval-mode', usual: 'default' },
  },
  resumeCommand: resumeWith('qwen -r '),
}
