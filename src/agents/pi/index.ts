/** pi: everything TCE has to know about it, from one place. */
import type { Agent } from '../agent.ts'
import { homeFolder } from '../home-folder.ts'
import { recogniser, resumeWith } from '../program.ts'
import { kind } from './kind.ts'
import { sessions } from './session-source.ts'

export const pi: Agent = {
  ...kind,
  ...recogniser({
    executables: [],
    scripts: [/\/\.?bin\/pi$/, /\/(?:pi-coding-agent|pi)\/dist\/(?:cli|main)\.m?js$/],
    // It names itself: comm and the whole argv are "pi", under node. Flags can't be seen.
    title: 'pi',
    hint: /^pi$|[/\\]pi$|pi-coding-agent|[/\\]pi[/\\]dist/,
    roleOf: (args) => (args.some((word) => word === '-p' || word === '--print') ? 'headless' : 'interactive'),
  }),
  // The second is that of omp, a fork of it that writes the same.
  configDirs: (environment) => [
    homeFolder(environment, ['.pi', 'agent'], 'PI_CODING_AGENT_DIR'),
    homeFolder(environment, ['.omp', 'agent'], ''),
  ],
  childMarks: { sessionId: 'PI_SESSION_ID' },
  sessions: [sessions],
  signs: { isByDirectory: true, asksNothing: true },
  begin: { model: '--model', prompt: 'last', headless: ['-p', '{prompt}'] },
  resumeCommand: resumeWith('pi --session '),
}
