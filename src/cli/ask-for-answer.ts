/** Shows what an agent asks and takes the answer from the keyboard: one key, a word where one is wanted. */
import { CliError } from '../core/cli-error.ts'
import { exitCodes } from '../core/exit-code.ts'
import { parseProcessId } from '../core/process/process.ts'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import type { AnswerOrder, AskedQuestion } from '../core/waiting/approval.ts'
import { answerExample, mayAlways } from '../core/waiting/approval-words.ts'
import type { FleetService } from '../services/fleet.ts'
import { emptyLine, line } from '../terminal/roles.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { chosen } from './answer-words.ts'
import { readAnswer, readKey } from './ask.ts'
import { jumpFromCard } from './commands/jump.ts'
import type { CommandContext } from './context.ts'
import { shortHere } from './short-path.ts'
import type { AnswerableItem } from './views/approval-view.ts'
import { approvalView, keyLines, offerLines, questionLines } from './views/approval-view.ts'

type Given = Result<Omit<AnswerOrder, 'id' | 'nonce'>, string>

/** Undefined: later. */
export async function askForAnswer(
  item: AnswerableItem,
  fleet: Pick<FleetService, 'jump'>,
  context: CommandContext,
): Promise<Given | undefined> {
  const { terminal } = context
  terminal.print(approvalView(item, { nowMs: context.nowMs(), shortPath: shortHere }, terminal.look()))
  if (!terminal.canAsk) {
    throw new CliError('Nobody can be asked here what to answer.', {
      exitCode: exitCodes.wrongUsage,
      next:
        item.approval.irrevocable === undefined
          ? `tce answer ${item.id} ${answerExample(item.approval)}`
          : 'do it in a terminal',
    })
  }
  terminal.print([emptyLine, ...keyLines(item.approval, terminal.look())])
  const key = await readKey(terminal.io.stdin, context.keyRestMs)
  if (key === 'o') {
    await jumpFromCard(parseProcessId(item.agentId ?? ''), fleet, context)
    return undefined
  }
  const { kind, thing } = item.approval
  if (kind === 'plan') return planKey(key, item, terminal)
  if (thing.form === 'questions') return questionKey(key, thing.questions, terminal)
  return permissionKey(key, item, terminal)
}

async function permissionKey(
  key: string,
  { approval }: AnswerableItem,
  terminal: Terminal,
): Promise<Given | undefined> {
  if (key === 'y') return ok({ answer: 'allow' })
  if (key === 'n') return ok({ answer: 'deny', text: approval.typedInto === undefined ? await wordFor(terminal) : '' })
  if (key === 'N' && approval.stops !== undefined) {
    const text = approval.stops === 'with-words' ? await wordFor(terminal) : ''
    return ok({ answer: 'deny', text, stops: true })
  }
  if (key !== 'a' || !mayAlways(approval)) return undefined
  terminal.print([line('From now on, without asking:'), ...offerLines(approval.always, terminal.look())])
  terminal.prompt(line('Which? Number, Enter for none: '))
  const offer = approval.always[Number(await readAnswer(terminal.io.stdin)) - 1]
  return offer === undefined ? undefined : ok({ answer: 'always', offer: offer.id })
}

async function planKey(key: string, { approval }: AnswerableItem, terminal: Terminal): Promise<Given | undefined> {
  if (key === '1' || key === '2') return ok({ answer: 'allow', edits: key === '1' ? 'accept' : 'ask' })
  if (key !== '3' && key !== 'n') return undefined
  return ok({ answer: 'keep-planning', text: approval.typedInto === undefined ? await wordFor(terminal) : '' })
}

/** The key was the answer to one question without several choices; else each is asked for a line. */
async function questionKey(
  key: string,
  questions: readonly AskedQuestion[],
  terminal: Terminal,
): Promise<Given | undefined> {
  if (key === 'n') return ok({ answer: 'deny', text: await wordFor(terminal) })
  if (!/^[0-9]$/.test(key)) return undefined
  const [first] = questions
  if (questions.length === 1 && first !== undefined && !first.isMultiple) return oneChoice(key, first)
  const choices: (readonly string[])[] = []
  for (const [index, question] of questions.entries()) {
    terminal.print(questionLines(question, index + 1))
    terminal.prompt(
      line(question.isMultiple ? 'Numbers with commas, or your own words: ' : 'Number, or your own words: '),
    )
    choices.push(chosen(await readAnswer(terminal.io.stdin), question))
  }
  return ok({ answer: 'choose', choices })
}

function oneChoice(key: string, { options }: AskedQuestion): Given {
  const label = options[Number(key) - 1]?.label
  return label === undefined ? err(`There is no option ${key}.`) : ok({ answer: 'choose', choices: [[label]] })
}

async function wordFor(terminal: Terminal): Promise<string> {
  terminal.prompt(line('A word for the agent, Enter for none: '))
  return readAnswer(terminal.io.stdin)
}
