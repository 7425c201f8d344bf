/** GitHub Copilot CLI: everything TCE has to know about it, from one place. */
import { join } from 'node:path'
import type { Agent } from '../agent.ts'
import { conversationRole, recogniser, resumeWith } from '../program.ts'
import { kind } from './kind.ts'
import { isWorking, pidOfLock } from './live-signs.ts'
import { configDirs } from './paths.ts'
import { events, flatEvents } from './session-source.ts'

const notSessions = new Set(['help', 'login', 'update', 'version', 'plugin', 'completion', 'mcp'])

export const copilot: Agent = {
  ...kind,
  ...recogniser({
    // It updates itself into a cache of its own. Its comm is `MainThread`, as of every program of Node 24.
    executables: [
      /\/@github\/copilot-(?:linux|darwin|win32)-[\w-]+\/copilot(?:\.exe)?$/,
      /\/copilot\/pkg\/[^/]+\/\d[^/]*\/copilot(?:\.exe)?$/,
      /\/WinGet\/(?:Packages\/GitHub\.Copilot[^/]*|Links)\/copilot\.exe$/i,
      /\/Caskroom\/copilot-cli\/[^/]+\/copilot$/,
    ],
    scripts: [],
    launchers: [/\/\.?bin\/copilot$/, /\/@github\/copilot\/npm-loader\.js$/],
    hint: /copilot/i,
    roleOf: (args) => conversationRole(args, { notSessions, editorFlags: ['--acp'] }),
    versions: [/\/copilot\/pkg\/[^/]+\/(\d+\.\d+\.\d+[^/]*)\//],
  }),
  configDirs,
  childMarks: { sessionId: 'COPILOT_AGENT_SESSION_ID' },
  sessions: [events, flatEvents],
  signs: {
    pidLock: { folder: (dataDir) => join(dataDir, 'session-state'), pidIn: pidOfLock },
    working: { path: (dataDir) => join(dataDir, 'open-sessions-state.json'), decode: isWorking },
    isByDirectory: true,
  },
  begin: { model: '--model', prompt: '--interactive', headless: ['-p', '{prompt}'] },
  resumeCommand: resumeWith('copilot --resume='),
}
