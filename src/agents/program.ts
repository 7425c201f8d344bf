/**
 * An agent's processes from a table: how its executable and its script are called, and what its arguments make of it. For agents whose
 * installs differ in their paths alone. Pure.
 */
import type { AgentRole, ChildKind, OsProcess } from '../core/process/process.ts'
import { isHelperRole } from '../core/process/process.ts'
import { commandWithId } from '../core/words/command.ts'
import type { Agent } from './agent.ts'
import { isMcpServer } from './claude/children.ts'
import { executablePath, isScriptRuntime, normalisedPath } from './claude/executable.ts'

export interface ProgramRules {
  /** The executable's path, with forward slashes: programs of its own. */
  readonly executables: readonly RegExp[]
  /** The script's path under node, bun or deno. */
  readonly scripts: readonly RegExp[]
  /** What it calls itself where it does something else for a session: a sandbox, a patch. */
  readonly aliases?: RegExp | undefined
  /** Whether the executable at this path runs such scripts; node, bun and deno where absent. */
  readonly isRuntime?: ((path: string) => boolean) | undefined
  /** A process that gives itself a title has nothing else to go by: this name under a script runtime. */
  readonly title?: string | undefined
  /** A quick look at a name, a path or an argument: might it be? */
  readonly hint: RegExp
  /** From the arguments behind program or script. Undefined: a short-lived command of it that is not shown. */
  roleOf(args: readonly string[]): AgentRole | undefined
  readonly versions?: readonly RegExp[] | undefined
  /** Scripts that only start the program, and wait for it. */
  readonly launchers?: readonly RegExp[] | undefined
  /** Its script starts itself again with the same arguments, and waits. */
  readonly isWrapped?: boolean | undefined
}

type Recogniser = Pick<Agent, 'mayBe' | 'roleOf' | 'versionOf' | 'childKindOf' | 'isWrapper'>

export function recogniser(rules: ProgramRules): Recogniser {
  const roleOf = (process: OsProcess) => {
    const args = argumentsOf(process, rules)
    return args === undefined ? undefined : rules.roleOf(args)
  }
  return {
    mayBe: ({ name, exePath, argv }) =>
      [name, exePath ?? '', ...(argv?.slice(0, 6) ?? [])].some((word) => rules.hint.test(word)) ||
      (argv === undefined && (rules.isRuntime ?? isScriptRuntime)(name)),
    roleOf,
    versionOf: (process) => versionIn(process, rules),
    childKindOf: (child) => childKindOf(child, roleOf(child)),
    isWrapper: (outer, inner) =>
      (rules.isWrapped === true ? roleOf(outer) !== undefined : isLauncher(outer, rules)) && isWrapperOf(outer, inner),
  }
}

/** Of any version, in a virtual environment or not. */
export const isPython = (path: string): boolean => /(?:^|[/\\])python[\d.]*(?:\.exe)?$/i.test(path)

const flagsWithValue = new Set(['-r', '--require', '--import', '--loader', '-C', '--conditions'])

/** What stands behind the program or its script; undefined where it is neither. */
function argumentsOf(process: OsProcess, rules: ProgramRules): readonly string[] | undefined {
  const { executables, scripts, aliases, title, isRuntime = isScriptRuntime } = rules
  const argv = process.argv ?? []
  const path = executablePath(process)
  if (path === undefined || aliases?.test(argv[0] ?? '') === true) return undefined
  const program = normalisedPath(path)
  if (executables.some((pattern) => pattern.test(program))) return argv.slice(1)
  if (!isRuntime(path)) return undefined
  // A title stands for the whole command line: flags can't be seen.
  if (title !== undefined && process.name === title && (argv.length === 0 || argv[0] === title)) return []
  const at = scriptIndex(argv)
  const script = at === undefined ? undefined : argv[at]
  const isOurs = script !== undefined && scripts.some((pattern) => pattern.test(normalisedPath(script)))
  return isOurs && at !== undefined ? argv.slice(at + 1) : undefined
}

function scriptIndex(argv: readonly string[]): number | undefined {
  for (let at = 1; at < argv.length; at++) {
    const word = argv[at] ?? ''
    if (/^(?:-e|--eval|-p|--print|-c|--check)$/.test(word)) return undefined
    if (flagsWithValue.has(word)) at++
    else if (!word.startsWith('-')) return at
  }
  return undefined
}

function isLauncher({ exePath, argv = [] }: OsProcess, { launchers = [] }: ProgramRules): boolean {
  if (!isScriptRuntime(exePath ?? '') && !isScriptRuntime(argv[0] ?? '')) return false
  const script = normalisedPath(argv[scriptIndex(argv) ?? argv.length] ?? '')
  return launchers.some((pattern) => pattern.test(script))
}

function versionIn(process: OsProcess, { versions = [] }: ProgramRules): string | undefined {
  const path = executablePath(process)
  if (path === undefined) return undefined
  return versions.map((pattern) => pattern.exec(normalisedPath(path))?.[1]).find((version) => version !== undefined)
}

function childKindOf(child: OsProcess, role: AgentRole | undefined): ChildKind {
  if (role !== undefined && !isHelperRole(role)) return 'agent'
  // Its shells look like anybody's: one that was left behind must not be taken for an agent's by its looks.
  return isMcpServer(child, child.argv ?? []) ? 'mcp-server' : 'process'
}

/** The first word that is no flag: `codex exec …` → "exec". Flags in `valued` take the next word with them. */
export function commandIn(args: readonly string[], valued: ReadonlySet<string> = new Set()): string | undefined {
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? ''
    if (valued.has(word)) at++
    else if (!word.startsWith('-')) return word
  }
  return undefined
}

export interface ConversationRules {
  /** Short-lived commands that are not shown. */
  readonly notSessions: ReadonlySet<string>
  /** Flags that take the next word with them. */
  readonly valued?: ReadonlySet<string> | undefined
  /** An editor holds the conversation. */
  readonly editorFlags: readonly string[]
}

/** For programs that talk unless a command says otherwise, and answer one prompt with `-p`. */
export function conversationRole(
  args: readonly string[],
  { notSessions, valued, editorFlags }: ConversationRules,
): AgentRole | undefined {
  if (editorFlags.some((flag) => args.includes(flag))) return 'ide'
  if (args.some((word) => word === '-p' || word === '--prompt')) return 'headless'
  const command = commandIn(args, valued)
  return command !== undefined && notSessions.has(command) ? undefined : 'interactive'
}

/** A wrapper waits for the process it started with the same arguments: one session, and the inner one is it. */
export function isWrapperOf(outer: OsProcess, inner: OsProcess): boolean {
  const [a, b] = [userArguments(outer), userArguments(inner)]
  return a.length === b.length && a.every((word, at) => word === b[at])
}

/** Without the program, a runtime's own flags and its script. */
function userArguments({ argv = [], exePath = '' }: OsProcess): readonly string[] {
  if (!isScriptRuntime(exePath) && !isScriptRuntime(argv[0] ?? '')) return argv.slice(1)
  const at = scriptIndex(argv)
  return at === undefined ? [] : argv.slice(at + 1)
}

export const resumeWith =
  (upToId: string): Agent['resumeCommand'] =>
  ({ sessionId }) =>
    sessionId === undefined ? undefined : commandWithId(upToId, sessionId)
