/** opencode: everything TCE has to know about it, from one place. */
import type { Agent } from '../agent.ts'
import { recogniser, resumeWith } from '../program.ts'
import { hosting } from './hosting.ts'
import { kind } from './kind.ts'
import { configDirs } from './paths.ts'
import { roleOf } from './role.ts'
import { password, server } from './server.ts'
import { databases, trees } from './session-source.ts'
import { telemetry } from './telemetry.ts'

export const opencode: Agent = {
  ...kind,
  ...recogniser({
    executables: [
      /\/opencode-(?:ai|(?:linux|darwin|windows)-[\w-]+)\/bin\/opencode(?:\.exe)?$/,
      /\/\.opencode\/bin\/opencode(?:\.exe)?$/,
      /\/(?:Caskroom|Cellar)\/opencode\/[^/]+\/(?:bin\/)?opencode$/,
      /\/(?:\.local|usr(?:\/local)?|opt\/homebrew)\/bin\/opencode$/,
    ],
    scripts: [],
    launchers: [/\/\.?bin\/opencode$/],
    hint: /opencode/i,
    roleOf,
    versions: [/\/(?:Caskroom|Cellar)\/opencode\/([^/]+)\//],
  }),
  configDirs,
  hosting: { ...hosting, server: { ...server, password } },
  childMarks: { ownerPid: 'OPENCODE_PID' },
  sessions: [databases, trees],
  signs: { isByDirectory: true },
  telemetry,
  begin: { model: '--model', prompt: '--prompt', serving: ['--port', '{port}'], headless: ['run', '{prompt}'] },
  resumeCommand: resumeWith('opencode -s '),
}
