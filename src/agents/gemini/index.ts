/** Gemini CLI: everything TCE has to know about it, from one place. */
import type { Agent } from '../agent.ts'
import { conversationRole, recogniser, resumeWith } from '../program.ts'
import { kind } from './kind.ts'
import { configDirs } from './paths.ts'
import { chats, oldChats } from './session-source.ts'
import { telemetry } from './telemetry.ts'

const notSessions = new Set(['mcp', 'extensions', 'extension', 'skills', 'hooks'])
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

export const gemini: Agent = {
  ...kind,
  ...recogniser({
    executables: [],
    // `node …/gemini` starts `node --max-old-space-size=N …/gemini` with the same arguments: the inner one is the session.
    scripts: [
      /\/\.?bin\/gemini$/,
      /\/@google\/gemini-cli\/(?:dist|bundle)\/(?:index|gemini)\.m?js$/,
      /\/Cellar\/gemini-cli\/.*\/gemini$/,
    ],
    hint: /gemini/i,
    roleOf: (args) => conversationRole(args, { notSessions, valued, editorFlags: ['--acp', '--experimental-acp'] }),
    isWrapped: true,
    versions: [/\/Cellar\/gemini-cli\/([^/]+)\//],
  }),
  configDirs,
  childMarks: { kind: 'GEMINI_CLI' },
  sessions: [chats, oldChats],
  // Source: "◇  Ready (proj)"
  signs: {
    isByDirectory: true,
    titleTells: (title) => (/^◇\s+Ready \(/.test(title) ? { activity: 'idle' } : undefined),
  },
  telemetry,
  begin: {
    ...{ model: '--model', prompt: '--prompt-interactive', headless: ['-p', '{prompt}'] },
    mode: { flag: '--approval-mode', usual: 'default' },
  },
  resumeCommand: resumeWith('gemini -r '),
}
