/**
 * What Claude Code asks by its `PermissionRequest` hook, and how it is answered: while the answer is out, the same dialog stands in its
 * terminal, and the first answer counts. No decision (`{}`) leaves it to the dialog. Pure.
 *
 * {"hook_event_name":"PermissionRequest","tool_name":"Bash","tool_input":{"command":"touch a"},"permission_suggestions":[…]}
 * → {"hookSpecificOutput":{"hookEventName":"PermissionRequest","decision":{"behavior":"allow"}}}
 */
import type { Asked, AskedEdit, AskedThing, Decision } from '../../core/waiting/approval.ts'
import type { AgentApprovals } from '../agent.ts'
import { questionsIn } from '../asked-questions.ts'
import { isRecord, type JsonRecord, stringOf } from '../json-fields.ts'
import { offersOf } from './always-offers.ts'
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
      stops: 'with-words',
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
      return { ...denied(decision.text), ...(decision.stops === true && { interrupt: true }) }
    case 'keep-planning':
      return denied(decision.text)
    default:
      return answer satisfies never
  }
}

const denied = (text: string): JsonRecord => ({
  behavior: 'deny',
  message: text === '' ? 'Denied by the user, without a word.' : text,
})

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
