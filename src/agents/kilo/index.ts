/** Kilo, a fork of opencode that keeps the same records in a folder of its own: everything TCE has to know about it, from one place. */
import type { Agent } from '../agent.ts'
import { hosting } from '../opencode/hosting.ts'
import { roleOf } from '../opencode/role.ts'
import { databases, trees } from '../opencode/session-source.ts'
import { recogniser, resumeWith } from '../program.ts'
import { kind } from './kind.ts'
import { configDirs } from './paths.ts'

export const kilo: Agent = {
  ...kind,
  ...recogniser({
    executables: [/\/@kilocode\/cli(?:-[\w-]+)?\/bin\/kilo(?:code)?(?:\.exe)?$/],
    scripts: [],
    launchers: [/\/\.?bin\/kilo(?:code)?$/],
    hint: /kilo/i,
    roleOf,
  }),
  configDirs,
  hosting,
  // Whether it marks what it starts is not known.
  childMarks: {},
  sessions: [databases, trees],
  signs: { isByDirectory: true },
  begin: { model: '--model', prompt: '--prompt' },
  resumeCommand: resumeWith('kilo -s '),
}
