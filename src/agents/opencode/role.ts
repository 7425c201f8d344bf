/** What opencode's arguments make of its process; Kilo's are the same. Pure. */
import type { AgentRole } from '../../core/process/process.ts'
import { commandIn } from '../program.ts'

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
export function roleOf(args: readonly string[]): AgentRole | undefined {
  const command = commandIn(args, valued)
  if (command === undefined) return 'interactive'
  if (notSessions.has(command)) return undefined
  if (command === 'run') return 'headless'
  return servers.has(command) ? 'supervisor' : 'interactive'
}
