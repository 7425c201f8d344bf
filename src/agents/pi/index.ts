/** pi: everything TCE has to know about it, from one place. */
import type { Agent } from '../agent.ts'
import { recogniser, resumeWith } from '../program.ts'
import { kind } from './kind.ts'
import { configDirs } from './paths.ts'
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
  configDirs,
  childMarks: { sessionId: 'PI_SESSION_ID' },
  sessions: [sessions],
  signs: { isByDirectory: true, asksNothing: true },
  begin: { model: '--model', prompt: 'last', headless: ['-p', '{prompt}'] },
  resumeCommand: resumeWith('pi --session '),
}
