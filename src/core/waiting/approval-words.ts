/** A request and what came of it, in words for all faces. Pure. */
import { formatDurationInWords, listInWords } from '../words/format.ts'
import { redaction } from '../words/redact.ts'
import { plainText, unsafeCharacters } from '../words/text.ts'
import type {
  AnswerName,
  AnswerOrder,
  Approval,
  ApprovalOutcome,
  Asked,
  AskedThing,
  PlanEdits,
  RanTool,
} from './approval.ts'
import { changeCounts } from './edit-lines.ts'

/** One line: the command, the file and how much of it changes, the first question. */
export function thingInLine(thing: AskedThing): string {
  switch (thing.form) {
    case 'command':
    case 'input':
      return plainText(thing.text)
    case 'change':
      return `${plainText(thing.file)} ${changeCounts(thing)}`
    case 'plan':
      return plainText(firstLineOf(thing.text)) || 'a plan'
    case 'questions': {
      const [first, ...others] = thing.questions
      return `${plainText(first?.question ?? '')}${others.length === 0 ? '' : ` and ${others.length} more`}`
    }
    default:
      return thing satisfies never
  }
}

/** Of Markdown without its marks. */
const firstLineOf = (text: string): string =>
  text
    .split('\n')
    .map((one) => one.replace(/^[#>*\s-]+/, '').trim())
    .find((one) => one !== '' && !/^plan$/i.test(one)) ?? ''

/** "wants to run Bash", "wants to edit a file", "asks 2 questions", "has a plan" */
export function wantsInWords({ kind, tool, thing }: Pick<Asked, 'kind' | 'tool' | 'thing'>): string {
  if (kind === 'plan') return 'has a plan'
  if (thing.form === 'questions')
    return thing.questions.length === 1 ? 'asks' : `asks ${thing.questions.length} questions`
  if (thing.form === 'change') return thing.isWhole ? 'wants to write a file' : 'wants to edit a file'
  return `wants to run ${plainText(tool)}`
}

/** What TCE does not show, or can't know, of it. */
export function notesOf({ thing, says }: Pick<Asked, 'thing' | 'says'>): readonly string[] {
  const texts = [...textsOf(thing), says ?? '']
  const variables = thing.form === 'command' ? [...new Set(thing.text.match(shellVariable) ?? [])].slice(0, 5) : []
  const hidden = texts.some((text) => text.replace(/[\t\n\r]/g, '').search(unsafeCharacters) >= 0)
  return [
    ...(variables.length === 0
      ? []
      : [
          `The shell fills in ${variables.join(', ')}; TCE cannot see ${variables.length === 1 ? 'its value' : 'their values'}.`,
        ]),
    ...(texts.some((text) => text.includes(redaction)) ? ['A secret in it is not shown.'] : []),
    ...(hidden ? ['It has characters that are not shown: control characters, or marks that hide or turn text.'] : []),
    ...(thing.form === 'plan' && thing.text === '' ? ['No plan was written down.'] : []),
  ]
}

const shellVariable = /\$(?:\w+|\{\w+[^}]{0,40}\}|\([^)]{1,40}\))/g

const textsOf = (thing: AskedThing): readonly string[] => {
  switch (thing.form) {
    case 'command':
    case 'input':
    case 'plan':
      return [thing.text]
    case 'change':
      return [thing.file, ...thing.edits.flatMap(({ before, after }) => [before, after])]
    case 'questions':
      return thing.questions.flatMap(({ question, options }) => [
        question,
        ...options.flatMap(({ label, description = '' }) => [label, description]),
      ])
    default:
      return thing satisfies never
  }
}

/** May be allowed where only a line of it is seen, as in a menu: all of it is in that line. */
export const fitsInLine = (
  { kind, thing, irrevocable, notes }: Pick<Approval, 'kind' | 'thing' | 'irrevocable' | 'notes'>,
  mostCharacters: number,
): boolean =>
  kind === 'permission' &&
  thing.form === 'command' &&
  irrevocable === undefined &&
  notes.every((note) => note.startsWith('The shell')) &&
  !/[\r\n]/.test(thing.text.trim()) &&
  thing.text.length <= mostCharacters

const done: Readonly<Record<AnswerName, string>> = {
  allow: 'allowed once',
  always: 'allowed from now on',
  deny: 'denied',
  choose: 'answered',
  'keep-planning': 'plan not approved',
}

/** "allowed once", "plan approved" */
export function answerInWords(answer: AnswerName, { kind }: Pick<Asked, 'kind'>, stops = false): string {
  if (stops) return 'denied, and its turn told to stop'
  if (kind === 'plan' && answer === 'allow') return 'plan approved'
  if (kind === 'question' && answer === 'deny') return 'not answered, told why'
  return done[answer]
}

/** What was meant to reach the agent, for whoever gives it by hand: one's own words, else the choices, a line for each question, else the answer. */
export function answerToCopy(
  { answer, text, choices, stops }: Pick<AnswerOrder, 'answer' | 'text' | 'choices' | 'stops'>,
  asked: Pick<Asked, 'kind'>,
): readonly string[] {
  if (text !== undefined && text !== '') return text.split('\n')
  return choices?.map((chosen) => chosen.join(', ')) ?? [answerInWords(answer, asked, stops)]
}

/** What came of its tool: "Bash ran 2.1 s: CREATE TABLE.", "Edit failed: no such file." */
export function ranInWords({ tool, outcome, tookMs, said }: RanTool): string {
  const took = tookMs === undefined ? '' : ` ${formatDurationInWords(tookMs)}`
  const verb = {
    done: `ran${took}`,
    failed: `failed${took && ` after${took}`}`,
    interrupted: 'was not run, or broken off',
  }
  const words = said === undefined || outcome === 'interrupted' ? '' : `: ${plainText(said)}`
  return `${plainText(tool)} ${verb[outcome]}${words.replace(/[.]$/, '')}.`
}

/** Whether a plan can be approved here, and in which way. */
export const mayApprove = ({ answers, planEdits }: Pick<Asked, 'answers' | 'planEdits'>, edits: PlanEdits): boolean =>
  answers.includes('allow') && planEdits?.includes(edits) !== false

/** What cannot be taken back is asked each time. */
export const mayAlways = ({ answers, irrevocable }: Pick<Approval, 'answers' | 'irrevocable'>): boolean =>
  answers.includes('always') && irrevocable === undefined

/** `question 1 of 2 answered "Keep both", question 2 "iOS" and "Android". Both sent` */
export function choicesInWords(choices: readonly (readonly string[])[]): string {
  const [first = '', ...rest] = choices.map((chosen) => listInWords(chosen.map((one) => `"${plainText(one)}"`)))
  if (rest.length === 0) return `answered ${first}`
  const others = rest.map((words, index) => `question ${index + 2} ${words}`).join(', ')
  return `question 1 of ${choices.length} answered ${first}, ${others}. ${rest.length === 1 ? 'Both' : 'All'} sent`
}

/** The words behind `tce answer 3` that would answer it, as an example. */
export function answerExample({ kind, thing, irrevocable }: Pick<Approval, 'kind' | 'thing' | 'irrevocable'>): string {
  if (kind === 'plan') return '2'
  if (thing.form === 'questions') return thing.questions.map(({ isMultiple }) => (isMultiple ? '1,2' : '1')).join(' ')
  return irrevocable === undefined ? 'allow' : 'deny'
}

/** What is said before it is seen to be taken. */
export const sentMessage = (
  order: Pick<AnswerOrder, 'answer' | 'stops'>,
  asked: Pick<Asked, 'kind'>,
  agentName: string,
): string =>
  `${capital(answerInWords(order.answer, asked, order.stops))}. ${agentName} was given the answer; it was not seen to take it yet.`

export const confirmedMessage = (
  order: Pick<AnswerOrder, 'answer' | 'stops'>,
  asked: Pick<Asked, 'kind'>,
  { agentName, afterMs }: { readonly agentName: string; readonly afterMs: number },
): string =>
  `${capital(answerInWords(order.answer, asked, order.stops))}. Confirmed by ${agentName} after ${formatDurationInWords(afterMs)}.`

export const unconfirmedMessage = (
  order: Pick<AnswerOrder, 'answer' | 'stops'>,
  asked: Pick<Asked, 'kind'>,
  { agentName, afterMs }: { readonly agentName: string; readonly afterMs: number },
): string =>
  `Sent to ${agentName}: ${answerInWords(order.answer, asked, order.stops)}. Not confirmed after ${formatDurationInWords(afterMs)}; look at its terminal.`

/** What ended a request that nobody answered here. */
export const endMessages: Readonly<Record<Exclude<ApprovalOutcome['kind'], 'answered-here'>, string>> = {
  'answered-there': 'Answered in its terminal.',
  'timed-out': 'Nobody answered in time; the question is in its terminal.',
  'session-ended': 'The session ended.',
  'let-go': 'It is no longer asked here; where the question still stands, it is in its terminal.',
}

/** To who comes too late. */
export function tooLateMessage({ outcome, kind }: Pick<Approval, 'outcome' | 'kind'>): string {
  if (outcome === undefined) return 'Nothing was sent: somebody answers it at this moment.'
  const by = outcome.by === undefined ? '' : ` by ${plainText(outcome.by.name)}`
  const { answer } = outcome
  if (outcome.kind === 'answered-here' && answer !== undefined) {
    return `Nothing was sent: ${answerInWords(answer, { kind }, outcome.stops)}${by} already.`
  }
  return `Nothing was sent: ${uncapital(outcome.message)}`
}

/** To who answered, and was overtaken on the way. */
export const overtakenMessage = ({ outcome }: Pick<Approval, 'outcome'>): string =>
  outcome?.kind === 'answered-there'
    ? `The answer came too late: ${uncapital(outcome.message)}`
    : (outcome?.message ?? 'It is over.')

const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`
const uncapital = (text: string): string => `${text.slice(0, 1).toLowerCase()}${text.slice(1)}`
