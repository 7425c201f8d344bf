/** Gemini CLI: everything TCE has to know about it, from one place. */
import type { AgentRole } from '../../core/process/process.ts'
import type { Agent } from '../agent.ts'
import { homeFolder } from '../home-folder.ts'
import { commandIn, recogniser, resumeWith } from '../program.ts'

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

function roleOf(args: readonly string[]): AgentRole | undefined {
  if (args.includes('--acp') || args.includes('--experimental-acp')) return 'ide'
  if (args.some((word) => word === '-p' || word === '--prompt')) return 'headless'
  const command = commandIn(args, valued)
  return command !== undefined && notSessions.has(command) ? undefined : 'interactive'
}

export const gemini: Agent = {
  id: 'gemini',
  displayName: 'Gemini CLI',
  command: 'gemini',
  ...recogniser({
    executables: [],
    // `node …/gemini` starts `node --max-old-space-size=N …/gemini` with the same arguments: the inner one is the session.
    scripts: [
      /\/\.?bin\/gemini$/,
      /\/@google\/gemini-cli\/(?:dist|bundle)\/(?:index|gemini)\.m?js$/,
      /\/Cellar\/gemini-cli\/.*\/gemini$/,
    ],
    hint: /gemini/i,
    roleOf,
    isWrapped: true,
    versions: [/\/Cellar\/gemini-cli\/([^/]+)\//],
  }),
  configDirs: (environment) => [homeFolder(environment, ['.gemini'], 'GEMINI_CLI_HOME', ['.gemini'])],
  childMarks: {},
  resumeCommand: resumeWith('gemini -r '),
}
