/**
 * What the stand-in for a model answers to the agents that are not Claude Code, in whatever protocol they ask.
 *
 * What the newest user message says decides the answer:
 *   RUN_SHELL <command>   calls the agent's shell tool with the rest of that line
 *   ASK_SHELL <command>   the same, where it can with the request to leave the sandbox: then the agent asks its user
 *   ASK_PATCH <file>      calls the agent's tool for patches with one that makes this file
 *   RUN_STILL             answers nothing until the agent leaves
 *   anything else         one line of text
 *
 * No two answers of a server have the same usage, so a sum that is right counted every one of them once.
 */

export interface ModelRequest {
  readonly model: string
  /** Of the newest message, where a person or a program wrote it. */
  readonly text: string
  readonly isToolResult: boolean
  readonly tools: readonly ModelTool[]
}

export interface ModelTool {
  readonly name: string
  /** JSON schema of its input. */
  readonly input: {
    readonly properties?: Readonly<Record<string, { readonly type?: unknown }>>
    readonly required?: readonly string[]
  }
}

/** Tokens by class, each token in one: `input` is what was not cached, `output` what was not thought. */
export interface ModelUsage {
  readonly input: number
  readonly cacheRead: number
  readonly output: number
  readonly reasoning: number
}

export interface ModelAnswer {
  readonly id: string
  readonly model: string
  readonly usage: ModelUsage
  readonly text: string
  /** `input`: a text where the tool takes one, as Codex's for patches. */
  readonly call?: { readonly id: string; readonly name: string; readonly input: object | string } | undefined
}

/** What was asked and answered, for the tests that add up. */
export interface ServedAnswer extends ModelAnswer {
  /** A request without tools is one that the agent makes for itself: a title, a summary. */
  readonly hadTools: boolean
  readonly asked: string
}

const shellNames = /^(?:bash|shell|exec_command|shell_command|run_shell_command|local_shell)$/i

export const isStill = ({ text, isToolResult }: ModelRequest): boolean => !isToolResult && text.includes('RUN_STILL')

/** `number`: how many answers there were, this one included. */
export function answerTo({ model, text, isToolResult, tools }: ModelRequest, number: number): ModelAnswer {
  const usage = {
    input: 1000 + 7 * number,
    cacheRead: 300 + 5 * number,
    output: 40 + 3 * number,
    reasoning: 10 + number,
  }
  const answer = { id: `answer_${number}`, model, usage, text: `Done. This is answer ${number}.` }
  const patched = isToolResult ? undefined : patchCall(text, tools)
  if (patched !== undefined) return { ...answer, text: 'Changing a file.', call: { id: `call_${number}`, ...patched } }
  const [, order, command] = (isToolResult ? null : /(RUN|ASK)_SHELL ([^\n"<]+)/.exec(text)) ?? []
  const called = command === undefined ? undefined : shellCall(tools, command.trim(), { asks: order === 'ASK' })
  if (called === undefined) return answer
  return { ...answer, text: 'Running a command.', call: { id: `call_${number}`, ...called } }
}

/** By whatever the agent calls its shell. `asks`: with the request to leave the sandbox, where it has one. */
export function shellCall(
  tools: readonly ModelTool[],
  command: string,
  { asks }: { readonly asks: boolean },
): { readonly name: string; readonly input: object } | undefined {
  const shell = tools.find(({ name }) => shellNames.test(name))
  if (shell === undefined) return undefined
  return { name: shell.name, input: { ...inputOf(shell, command), ...(asks ? leavingTheSandbox(shell) : {}) } }
}

function patchCall(text: string, tools: readonly ModelTool[]): { name: string; input: string } | undefined {
  const [, file] = /ASK_PATCH ([^\n"<]+)/.exec(text) ?? []
  const tool = tools.find(({ name }) => name === 'apply_patch')
  if (file === undefined || tool === undefined) return undefined
  return { name: tool.name, input: addingPatch(file.trim()) }
}

/** As Codex takes it. */
export const addingPatch = (file: string, lines: readonly string[] = ['one', 'two']): string =>
  `*** Begin Patch\n*** Add File: ${file}\n${lines.map((line) => `+${line}\n`).join('')}*** End Patch\n`

/** What the tool insists on, and the command in the field that is meant for it. */
function inputOf({ input: { properties = {}, required = [] } }: ModelTool, command: string): object {
  const field = ['command', 'cmd'].find((name) => name in properties) ?? 'command'
  const isList = properties[field]?.type === 'array'
  const others = required.filter((name) => name !== field).map((name) => [name, anyOf(properties[name]?.type)] as const)
  // Codex would go on without the command after 10 s.
  const patience = 'yield_time_ms' in properties ? { yield_time_ms: 30_000 } : {}
  return { ...Object.fromEntries(others), ...patience, [field]: isList ? ['bash', '-lc', command] : command }
}

const leavingTheSandbox = ({ input: { properties = {} } }: ModelTool): object =>
  'sandbox_permissions' in properties ? { sandbox_permissions: 'require_escalated', justification: 'To be asked' } : {}

function anyOf(type: unknown): unknown {
  const [first] = [type].flat()
  if (first === 'boolean') return false
  if (first === 'number' || first === 'integer') return 60
  return 'Say hello'
}
