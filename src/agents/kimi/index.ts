/** Kimi Code: everything TCE has to know about it, from one place. */
import type { AgentRole } from '../../core/process/process.ts'
import type { Agent } from '../agent.ts'
import { commandIn, recogniser, resumeWith } from '../program.ts'
import { kind } from './kind.ts'
import { configDirs } from './paths.ts'
import { oldWires, wires } from './session-source.ts'

const notSessions = new Set(['login', 'logout', 'mcp', 'info', 'export', 'fork', 'update', 'upgrade'])
const valued = new Set(['-m', '--model', '-S', '--session', '-r', '-p', '--prompt'])

function roleOf(args: readonly string[]): AgentRole | undefined {
  if (args.some((word) => word === '-p' || word === '--prompt')) return 'headless'
  const command = commandIn(args, valued)
  if (command === 'acp') return 'ide'
  if (command === 'server' || command === 'web') return 'supervisor'
  return command !== undefined && notSessions.has(command) ? undefined : 'interactive'
}

export const kimi: Agent = {
  ...kind,
  ...recogniser({
    executables: [/\/\.kimi-code\/bin\/kimi(?:\.exe)?$/],
    // In a terminal it names itself: comm and the whole argv are "kimi-code", under node (tried with 2.1).
    title: 'kimi-code',
    scripts: [/\/\.?bin\/kimi$/, /\/@moonshot-ai\/kimi-code\/(?:dist\/)?[\w-]+\.m?js$/],
    hint: /kimi/i,
    roleOf,
  }),
  configDirs,
  childMarks: {},
  sessions: [wires, oldWires],
  signs: { isByDirectory: true },
  begin: { model: '--model', headless: ['-p', '{prompt}'] },
  resumeCommand: resumeWith('kimi -S '),
}
