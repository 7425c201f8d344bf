/** opencode, and Kilo, its fork: everything TCE has to know about them, from one place. */
import type { AgentRole } from '../../core/process/process.ts'
import type { Agent } from '../agent.ts'
import { commandIn, recogniser, resumeWith } from '../program.ts'
import { hosting } from './hosting.ts'
import { configDirs } from './paths.ts'
import { databases, trees } from './session-source.ts'

const notSessions = new Set([
  'stats',
  'export',
  'import',
  'models',
  'db',
  'upgrade',
  'uninstall',
  'completion',
  'auth',
  'agent',
  'mcp',
  'debug',
  'github',
  'session',
])
const servers = new Set(['serve', 'web', 'acp'])
const valued = new Set([
  '-s',
  '--session',
  '-m',
  '--model',
  '--prompt',
  '--agent',
  '--port',
  '--hostname',
  '--log-level',
])

/** A folder may stand where a command does: that is the terminal program in it. */
function roleOf(args: readonly string[]): AgentRole | undefined {
  const command = commandIn(args, valued)
  if (command === undefined) return 'interactive'
  if (notSessions.has(command)) return undefined
  if (command === 'run') return 'headless'
  return servers.has(command) ? 'supervisor' : 'interactive'
}

export const opencode: Agent = {
  id: 'opencode',
  displayName: 'opencode',
  command: 'opencode',
  ...recogniser({
    executables: [
      /\/opencode-(?:ai|(?:linux|darwin|windows)-[\w-]+)\/bin\/opencode(?:\.exe)?$/,
      /\/\.opencode\/bin\/opencode(?:\.exe)?$/,
      /\/(?:Caskroom|Cellar)\/opencode\/[^/]+\/(?:bin\/)?opencode$/,
      /\/(?:\.local|usr(?:\/local)?|opt\/homebrew)\/bin\/opencode$/,
      /\/@kilocode\/cli(?:-[\w-]+)?\/bin\/kilo(?:code)?(?:\.exe)?$/,
    ],
    scripts: [],
    launchers: [/\/\.?bin\/(?:opencode|kilo(?:code)?)$/],
    hint: /opencode|kilo/i,
    roleOf,
    versions: [/\/(?:Caskroom|Cellar)\/opencode\/([^/]+)\//],
  }),
  configDirs,
  hosting,
  childMarks: { ownerPid: 'OPENCODE_PID' },
  sessions: [databases, trees],
  signs: { isByDirectory: true },
  resumeCommand: resumeWith('opencode -s '),
}
