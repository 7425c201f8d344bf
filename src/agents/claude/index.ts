/** Claude Code: everything TCE has to know about it, from one place. */
import type { Agent } from '../agent.ts'
import { claudeInstructions } from '../setup-words.ts'
import { approvals } from './approvals.ts'
import { askedProgram } from './asked-limits.ts'
import { childKindOf } from './children.ts'
import { attachArguments, attachCommand, commandEnvironment, resumeCommand, stopArguments } from './commands.ts'
import { dialogs } from './dialog-screen.ts'
import { claudeFence } from './fence.ts'
import { hookSettings } from './hook-settings.ts'
import { fileOfHook, readHook } from './hooks.ts'
import { kind } from './kind.ts'
import { configDirs, registryDir, transcriptPaths } from './paths.ts'
import { permissionModes } from './permission-modes.ts'
import { promptHistory } from './prompt-history.ts'
import { promptLibrary } from './prompt-library.ts'
import { prompting } from './prompting.ts'
import { mayBe, roleOf, versionOf } from './recognise.ts'
import { decodeRegistry } from './registry.ts'
import { sessions } from './session-source.ts'
import { limits } from './status-line.ts'
import { telemetry } from './telemetry.ts'

export const claude: Agent = {
  ...kind,
  mayBe,
  roleOf,
  versionOf,
  childKindOf,
  configDirs,
  registry: { dir: registryDir, decode: decodeRegistry },
  childMarks: { sessionId: 'CLAUDE_CODE_SESSION_ID', ownerPid: 'CLAUDE_PID' },
  sessionVariables: ['CLAUDECODE', 'CLAUDE_CODE_ENTRYPOINT', 'CLAUDE_CODE_SSE_PORT', 'CLAUDE_CODE_CHILD_SESSION'],
  sessions: [sessions],
  transcriptPaths,
  hooks: { read: readHook, fileOf: fileOfHook, settings: hookSettings, approvals },
  telemetry,
  limits: { ...limits, asked: askedProgram },
  prompting,
  dialogs,
  instructionsFile: claudeInstructions.file,
  promptLibrary,
  promptHistory,
  sideFiles: [{ name: 'stats-cache.json', what: 'its own statistics' }],
  begin: {
    ...{ model: '--model', prompt: 'last', session: '--session-id', fork: ['--resume', '{session}', '--fork-session'] },
    resumesInWorktree: true,
    ...{
      mode: { flag: '--permission-mode', usual: 'default', choices: permissionModes },
      headless: ['-p', '{prompt}'],
    },
  },
  ownFence: claudeFence,
  resumeCommand,
  attachCommand,
  attachArguments,
  stopArguments,
  commandEnvironment,
}
