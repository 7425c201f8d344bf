/** What an agent started: told by the shape of the command line, since every child looks alike to the system. Pure. */
import type { ChildKind, OsProcess } from '../../core/process/process.ts'
import { isHelperRole } from '../../core/process/process.ts'
import type { Platform } from '../agent.ts'
import { baseName, isScriptRuntime } from './executable.ts'
import { roleOf } from './recognise.ts'

export function childKindOf(child: OsProcess): ChildKind {
  const argv = child.argv ?? []
  if (argv.some((word) => /shell-snapshots[/\\]snapshot-/.test(word))) return 'tool-shell'
  const role = roleOf(child, platformOf(child))
  if (role !== undefined && !isHelperRole(role)) return 'agent'
  return isMcpServer(child, argv) ? 'mcp-server' : 'process'
}

/** The contract asks without a platform; only a Windows path begins with a drive. */
const platformOf = ({ exePath = '' }: OsProcess): Platform => (/^[A-Za-z]:[/\\]/.test(exePath) ? 'win32' : 'linux')

/**
 * MCP servers are plain children; they nearly always say so in the name of the program, script or package. Only that name counts:
 * `vim mcp.json` is not a server.
 */
export function isMcpServer({ exePath, name }: OsProcess, argv: readonly string[]): boolean {
  const program = exePath ?? argv[0] ?? name
  const names = isLauncher(program) || isLauncher(argv[0] ?? '') ? argv.slice(0, 8) : [program, argv[0] ?? '']
  return isClaudeServingMcp(argv) || [name, ...names].some(saysMcp)
}

const isClaudeServingMcp = (argv: readonly string[]): boolean =>
  argv.includes('--claude-in-chrome-mcp') ||
  argv.includes('--computer-use-mcp') ||
  (argv[1] === 'mcp' && argv[2] === 'serve')

const saysMcp = (word: string): boolean =>
  /modelcontextprotocol/i.test(word) ||
  (/(?:^|[^a-z])mcp(?:[^a-z]|$)/i.test(word) && !/\.(?:json|md|toml|txt|ya?ml)$/i.test(word))

/** Programs that run another one which their arguments name. */
const isLauncher = (program: string): boolean =>
  isScriptRuntime(program) ||
  /^(?:npx|npm|pnpm|yarn|bunx|uvx?|pipx|python[\d.]*|docker|podman)(?:\.exe|\.cmd)?$/i.test(baseName(program))
