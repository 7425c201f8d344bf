/** Codex: everything TCE has to know about it, from one place. */
import type { AgentRole } from '../../core/process/process.ts'
import type { Agent } from '../agent.ts'
import { commandIn, recogniser, resumeWith } from '../program.ts'
import { askHost } from './asked-limits.ts'
import { hosting } from './hosting.ts'
import { kind } from './kind.ts'
import { limits } from './limits.ts'
import { configDirs } from './paths.ts'
import { promptHistory } from './prompt-history.ts'
import { archivedRollouts, rollouts } from './session-source.ts'
import { telemetry } from './telemetry.ts'

/** Short-lived commands, and programs that Codex calls itself by. */
const notSessions = new Set([
  'completion',
  'login',
  'logout',
  'doctor',
  'mcp',
  'mcp-server',
  'sandbox',
  'debug',
  'exec-server',
  'apply',
  'features',
  'migrate-rollouts',
])
const valued = new Set([
  '-m',
  '--model',
  '-c',
  '--config',
  '-p',
  '--profile',
  '-a',
  '-s',
  '--sandbox',
  '-C',
  '--cd',
  '-i',
  '--image',
])

/** The window may be a viewer only: threads live in the `app-server` daemon, which outlives it. */
function roleOf(args: readonly string[]): AgentRole | undefined {
  const command = commandIn(args, valued)
  if (command === undefined) return 'interactive'
  if (notSessions.has(command)) return undefined
  if (command === 'app-server') return args.includes('pid-update-loop') ? 'pty-host' : 'supervisor'
  return command === 'exec' || command === 'e' ? 'headless' : 'interactive'
}

export const codex: Agent = {
  ...kind,
  ...recogniser({
    executables: [
      /\/@openai\/codex(?:-[\w-]+)?\/(?:vendor\/[^/]+\/)?bin\/codex(?:\.exe)?$/,
      /\/@openai\/codex(?:-[\w-]+)?\/vendor\/[^/]+\/codex\/codex(?:\.exe)?$/,
      /\/\.codex\/packages\/app-server-daemon\/releases\/[^/]+\/bin\/codex$/,
      /\/(?:Caskroom|Cellar)\/codex\/[^/]+\/(?:bin\/)?codex(?:-[\w-]+)?$/,
      /\/(?:\.local|usr(?:\/local)?|opt\/homebrew)\/bin\/codex$/,
      /\/WinGet\/(?:Packages\/OpenAI\.Codex[^/]*|Links)\/codex(?:-[\w-]+)?\.exe$/i,
      /\/(?:openai\.chatgpt|openai\.codex)-[^/]+\/bin\/[^/]+\/codex(?:\.exe)?$/,
    ],
    // Under npm a script stays as the parent of the program: the program is the session.
    scripts: [],
    aliases: /(?:^|\/)(?:codex-(?:linux-sandbox|execve-wrapper)|apply_?patch)$/,
    launchers: [/\/\.?bin\/codex(?:\.js)?$/, /\/@openai\/codex\/bin\/codex\.js$/],
    hint: /codex/i,
    roleOf,
    versions: [/\/releases\/(\d+\.\d+\.\d+[^/-]*)/, /\/(?:Caskroom|Cellar)\/codex\/([^/]+)\//],
  }),
  configDirs,
  hosting,
  childMarks: { sessionId: 'CODEX_THREAD_ID', rootSessionId: 'CODEX_SESSION_ID' },
  sessionVariables: ['CODEX_SANDBOX', 'CODEX_SANDBOX_NETWORK_DISABLED'],
  sessions: [rollouts, archivedRollouts],
  sideFiles: [{ name: 'state_5.sqlite', what: 'names and titles of threads' }],
  // Source: "[ ! ] Action Required | proj"
  signs: {
    isByDirectory: true,
    titleTells: (title) =>
      /^\[ . \] Action Required\b/.test(title) ? { activity: 'waiting', waitingFor: 'permission prompt' } : undefined,
  },
  telemetry,
  promptHistory,
  limits: { ...limits, askHost },
  begin: { model: '--model', prompt: 'last', fork: ['fork', '{session}'], headless: ['exec', '{prompt}'] },
  resumeCommand: resumeWith('codex resume '),
}
