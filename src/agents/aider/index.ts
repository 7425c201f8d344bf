/** Aider: everything TCE has to know about it, from one place. It writes a history into each folder that it works in, without tokens or ids. */
import type { Agent } from '../agent.ts'
import { isPython, recogniser } from '../program.ts'
import { kind } from './kind.ts'
import { configDirs } from './paths.ts'
import { histories } from './session-source.ts'

const headlessFlags = ['-m', '--message', '--msg', '-f', '--message-file']

export const aider: Agent = {
  ...kind,
  ...recogniser({
    executables: [],
    // `python …/bin/aider`, or `python -m aider`.
    scripts: [/\/(?:bin|Scripts)\/aider(?:\.exe)?$/i, /^aider$/, /\/aider\/(?:__main__|main)\.py$/],
    isRuntime: isPython,
    hint: /aider/i,
    roleOf: (args) => (args.some((word) => headlessFlags.includes(word)) ? 'headless' : 'interactive'),
  }),
  configDirs,
  childMarks: {},
  sessions: [histories],
  signs: { isByDirectory: true },
  begin: { model: '--model' },
  // Its conversations have no ids.
  resumeCommand: () => undefined,
}
