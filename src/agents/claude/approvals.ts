/**
 * What Claude Code asks by its `PermissionRequest` hook, and how it is answered: while the answer is out, the same dialog stands in its
 * terminal, and the first answer counts. No decision (`{}`) leaves it to the dialog. Pure.
 *
 * {"hook_event_name":"PermissionRequest","tool_name":"Bash","tool_input":{"command":"touch a"},"permission_suggestions":[…]}
 * → {"hookSpecificOutput":{"hookEventName":"PermissionRequest","decision":{"behavior":"allow"}}}
 */
import type { AlwaysOffer, AlwaysReach, Asked, AskedEdit, AskedThing, Decision } from '../../core/waiting/approval.ts'
import type { AgentApprovals } from '../agent.ts'
import { questionsIn } from '../asked-questions.ts'
import { isRecord, type JsonRecord, stringOf } from '../json-fields.ts'
import { pathOfInput } from './session-log-tools.ts'

export const approvals: AgentApprovals = {
  mark: '"PermissionRequest"',
  event: 'PermissionRequest',
  read(body) {
    const [tool, input] = [stringOf(body['tool_name']), body['tool_input']]
    if (body['hook_event_name'] !== 'PermissionRequest' || tool === undefined || !isRecord(input)) return undefined
    const common = { tool, cwd: stringOf(body['cwd']), subagent: stringOf(body['agent_type']) }
    if (tool === 'AskUserQuestion') return questionOf(common, input)
    if (tool === 'ExitPlanMode') return planOf(common, input)
    const always = offersOf(tool, input, body['permission_suggestions'])
    return {
      ...common,
      kind: 'permission',
      thing: thingOf(input),
      says: stringOf(input['description']),
      always: always.map(({ offer }) => offer),
      answers: always.length === 0 ? ['allow', 'deny'] : ['allow', 'always', 'deny'],
    }
  },
  decide: (body, decision) => ({
    hookSpecificOutput: { hookEventName: 'PermissionRequest', decision: decisionOf(body, decision) },
  }),
}

type Common = Pick<Asked, 'tool' | 'cwd' | 'subagent'>

/** {"questions":[{"question":"Which colour?","header":"Colour","multiSelect":false,"options":[{"label":"Red","description":"Warm"}]}]} */
function questionOf(common: Common, { questions }: JsonRecord): Asked | undefined {
  const thing = questionsIn(questions, { isMultiple: ({ multiSelect }) => multiSelect === true })
  return thing && { ...common, kind: 'question', thing, always: [], answers: ['choose', 'deny'] }
}

/** Without a plan in it, which is so where none was written, nobody can approve one here. */
function planOf(common: Common, input: JsonRecord): Asked {
  const text = stringOf(input['plan'])
  return {
    ...common,
    kind: 'plan',
    thing: { form: 'plan', text: text ?? '', file: stringOf(input['planFilePath']) },
    always: [],
    answers: text === undefined ? ['keep-planning'] : ['allow', 'keep-planning'],
  }
}

function thingOf(input: JsonRecord): AskedThing {
  const [command, file] = [stringOf(input['command']), pathOfInput(input)]
  if (command !== undefined && Object.keys(input).every((name) => namesBesideCommand.has(name))) {
    return { form: 'command', text: command }
  }
  const edits = file === undefined ? undefined : editsOf(input)
  if (file !== undefined && edits !== undefined) {
    return { form: 'change', file, edits, isWhole: input['content'] !== undefined }
  }
  return { form: 'input', text: JSON.stringify(input, undefined, 2) }
}

/** What says nothing about what is run. Where there is more, all of it is shown. */
const namesBesideCommand: ReadonlySet<string> = new Set(['command', 'description', 'timeout', 'run_in_background'])

function editsOf(input: JsonRecord): readonly AskedEdit[] | undefined {
  const { content, edits } = input
  if (typeof content === 'string') return [{ before: '', after: content }]
  if (!Array.isArray(edits)) {
    const edit = editOf(input)
    return edit === undefined ? undefined : [edit]
  }
  const read = edits.map((edit: unknown) => (isRecord(edit) ? editOf(edit) : undefined))
  const whole = read.filter((edit) => edit !== undefined)
  return whole.length === 0 || whole.length < read.length ? undefined : whole
}

function editOf({ old_string: before, new_string: after, replace_all: all }: JsonRecord): AskedEdit | undefined {
  if (typeof before !== 'string' || typeof after !== 'string') return undefined
  return { before, after, ...(all === true ? { isEverywhere: true } : {}) }
}

/** A rule that Claude Code is given with an answer. */
type Update = JsonRecord

interface Offer {
  readonly offer: AlwaysOffer
  readonly updates: readonly Update[]
}

const reaches: Readonly<Record<string, Pick<AlwaysOffer, 'reach' | 'file'>>> = {
  session: { reach: 'session' },
  localSettings: { reach: 'project-me', file: '.claude/settings.local.json' },
  projectSettings: { reach: 'project', file: '.claude/settings.json' },
  userSettings: { reach: 'user', file: '~/.claude/settings.json' },
}
const widest: readonly AlwaysReach[] = ['session', 'project-me', 'project', 'user']

/** Exactly this command; what Claude Code itself suggests, for this session; the same, as far as it suggests. */
function offersOf(tool: string, input: JsonRecord, suggestions: unknown): readonly Offer[] {
  const exact = exactRule(tool, input)
  const suggested = Array.isArray(suggestions) ? suggestions.filter(isRecord) : []
  const isKnown = suggested.length > 0 && suggested.every((update) => wordsOf(update) !== undefined)
  const session = suggested.map((update) => ({ ...update, destination: 'session' }))
  const isWider = suggested.some(({ destination }) => destination !== 'session')
  return [
    ...(exact === undefined ? [] : [offer('exact', [exact], 'Exactly this, and nothing else')]),
    ...(isKnown ? [offer('suggested', session)] : []),
    ...(isKnown && isWider ? [offer('suggested-wider', suggested)] : []),
  ]
}

function offer(
  id: string,
  updates: readonly Update[],
  words = updates.flatMap((one) => wordsOf(one) ?? []).join('; '),
): Offer {
  const places = updates.flatMap(({ destination }) => reaches[String(destination)] ?? [])
  const place = places.toSorted((a, b) => widest.indexOf(b.reach) - widest.indexOf(a.reach))[0] ?? { reach: 'session' }
  return { offer: { id, words, rules: updates.flatMap(rulesOf), ...place }, updates }
}

/** In a rule `*` stands for anything, so a command that has one is no rule for itself alone. */
function exactRule(tool: string, input: JsonRecord): Update | undefined {
  const command = stringOf(input['command'])
  if (tool !== 'Bash' || command === undefined || /[*\r\n]/.test(command) || command.trim() !== command)
    return undefined
  const rules = [{ toolName: tool, ruleContent: command }]
  return { type: 'addRules', rules, behavior: 'allow', destination: 'session' }
}

/** Undefined for an update that TCE does not know, so that nobody allows what nobody could read. */
function wordsOf(update: Update): string | undefined {
  const { type, mode, behavior } = update
  if (!Object.hasOwn(reaches, String(update['destination']))) return undefined
  if (type === 'setMode' && mode === 'acceptEdits') return 'edits of files are accepted without asking'
  if (type === 'addDirectories') return `it also works in ${textsOf(update['directories']).join(', ')}`
  return type === 'addRules' && behavior === 'allow' ? `without asking: ${rulesOf(update).join(', ')}` : undefined
}

function rulesOf({ type, mode, rules, directories }: Update): readonly string[] {
  if (type === 'setMode') return [`mode ${String(mode)}`]
  if (type === 'addDirectories') return textsOf(directories).map((dir) => `directory ${dir}`)
  return (Array.isArray(rules) ? rules.filter(isRecord) : []).flatMap(({ toolName, ruleContent }) => {
    const [tool, content] = [stringOf(toolName), stringOf(ruleContent)]
    return tool === undefined ? [] : [content === undefined ? tool : `${tool}(${content})`]
  })
}

const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []

function decisionOf(body: JsonRecord, decision: Decision): JsonRecord {
  const input = isRecord(body['tool_input']) ? body['tool_input'] : {}
  const { answer } = decision
  switch (answer) {
    case 'allow':
      return body['tool_name'] === 'ExitPlanMode' ? approvedPlan(input, decision.edits) : { behavior: 'allow' }
    case 'always': {
      const offers = offersOf(String(body['tool_name']), input, body['permission_suggestions'])
      const chosen = offers.find(({ offer: { id } }) => id === decision.offer)
      // One that is not there allows this once, and nothing from then on.
      return { behavior: 'allow', ...(chosen === undefined ? {} : { updatedPermissions: chosen.updates }) }
    }
    case 'choose':
      return { behavior: 'allow', updatedInput: { ...input, answers: answersOf(input, decision.choices) } }
    case 'deny':
    case 'keep-planning':
      return { behavior: 'deny', message: decision.text === '' ? 'Denied by the user, without a word.' : decision.text }
    default:
      return answer satisfies never
  }
}

/** A plain "allow" leaves the dialog open: it wants the plan, and the mode in which it is carried out. */
const approvedPlan = ({ plan }: JsonRecord, edits: 'ask' | 'accept'): JsonRecord => ({
  behavior: 'allow',
  updatedInput: { plan },
  updatedPermissions: [
    { type: 'setMode', mode: edits === 'accept' ? 'acceptEdits' : 'default', destination: 'session' },
  ],
})

/** By the text of each question: one answer, or a list. */
function answersOf({ questions }: JsonRecord, choices: readonly (readonly string[])[]): JsonRecord {
  const asked = Array.isArray(questions) ? questions.filter(isRecord) : []
  return Object.fromEntries(
    asked.map(({ question, multiSelect }, index) => {
      const chosen = choices[index] ?? []
      return [String(question), multiSelect === true ? chosen : (chosen[0] ?? '')]
    }),
  )
}
