/** `tce answer <number|id> [allow | always | deny | keep-planning | <choices>] [text]`: says what was done, and what was observed. */
import { createWaitingNumbers } from '../../control/waiting-numbers.ts'
import { ownUser } from '../../core/audit/audit.ts'
import { CliError } from '../../core/cli-error.ts'
import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import type { AnswerOrder, AnswerProblem } from '../../core/waiting/approval.ts'
import { answerExample, ranInWords } from '../../core/waiting/approval-words.ts'
import type { ListedItem, WaitingItem, WaitingReport } from '../../core/waiting/waiting-report.ts'
import { listedItems } from '../../core/waiting/waiting-report.ts'
import { plainLines, plainText } from '../../core/words/text.ts'
import type { WaitingService } from '../../services/waiting.ts'
import type { Line } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import { wrapLine } from '../../terminal/wrap.ts'
import { answerTyped } from '../answer-words.ts'
import { isAgreed, readAnswer } from '../ask.ts'
import { askForAnswer } from '../ask-for-answer.ts'
import type { CommandContext } from '../context.ts'
import { personOnly, settings, withServices, wrongUsage } from '../context.ts'
import { failed } from '../failed.ts'
import { shortHere } from '../short-path.ts'
import type { AnswerableItem } from '../views/approval-view.ts'
import { answeredLines, approvalView, itemLabel } from '../views/approval-view.ts'
import { whenText } from '../views/log-view.ts'

export interface AnswerOptions {
  /** Every permission for the same tool. */
  readonly allLike?: boolean | undefined
  readonly yes?: boolean | undefined
  readonly leaveCopyMode?: boolean | undefined
  /** With `deny`: its turn ends, too. */
  readonly stop?: boolean | undefined
  readonly json?: boolean | undefined
}

export async function answerCommand(
  which: string,
  words: readonly string[],
  options: AnswerOptions,
  context: CommandContext,
): Promise<ExitCode> {
  await personOnly(context, undefined)
  return withServices(context, async ({ waiting, fleet }) => {
    const report = await waiting.read()
    const numbered = await numbersOf(which, context)
    const found = findItem(report, which, numbered)
    if (found === undefined) {
      const turn = listedItems(report).find(({ id }) => id === idOf(which, numbered))
      return turn === undefined ? notThere(which, context) : asksNothing(turn, context)
    }
    const { item, isOver } = found
    if (isOver) return tooLate(item, context)
    if (!isAnswerable(item)) return outOfReach(item, context)
    if (options.allLike === true) return answerAll({ item, words, report }, options, waiting, context)
    const typed = words.length === 0 ? await askForAnswer(item, fleet, context) : answerTyped(words, item.approval)
    if (typed === undefined) return exitCodes.done
    if (!typed.ok)
      return wrongUsage(
        context,
        plainText(typed.error),
        `tce answer ${plainText(which)} ${answerExample(item.approval)}`,
      )
    const leavesCopyMode = options.leaveCopyMode === true ? true : undefined
    const stops = options.stop === true ? true : undefined
    const given = {
      ...typed.value,
      id: item.id,
      nonce: item.approval.nonce,
      leavesCopyMode,
      stops: typed.value.stops ?? stops,
    }
    const order = await withWord(given, item, { context, isShown: words.length === 0 })
    return order === undefined ? exitCodes.done : send(order, item, { options, waiting, context })
  })
}

const isAnswerable = (item: WaitingItem): item is AnswerableItem => item.approval !== undefined

/** Numbers are those of the last list that was printed. */
async function numbersOf(which: string, context: CommandContext): Promise<readonly string[]> {
  if (!/^\d+$/.test(which)) return []
  return createWaitingNumbers((await settings(context)).dataDir).read()
}

interface Found {
  readonly item: WaitingItem
  readonly isOver: boolean
}

const idOf = (which: string, numbered: readonly string[]): string | undefined =>
  /^\d+$/.test(which) ? numbered[Number(which) - 1] : which

function findItem({ waiting, over }: WaitingReport, which: string, numbered: readonly string[]): Found | undefined {
  const id = idOf(which, numbered)
  const open = waiting.find((item) => item.id === id)
  if (open !== undefined) return { item: open, isOver: false }
  const ended = over.find((item) => item.id === id)
  return ended === undefined ? undefined : { item: ended, isOver: true }
}

function notThere(which: string, { terminal }: CommandContext): ExitCode {
  const { glyphs } = terminal.look()
  const words = /^\d+$/.test(which)
    ? `Nothing that waits has the number ${which}`
    : `Nothing that waits is called ${which}`
  terminal.printError([
    line(span(`${glyphs.failed} `, 'bad'), `${words} (any more).`),
    line('  ', span('Next: ', 'dim'), 'tce waiting'),
  ])
  return exitCodes.nothingMatched
}

/** It stands in the same list, as what went wrong or is finished. */
function asksNothing(item: ListedItem, context: CommandContext): ExitCode {
  const pid = item.pid === undefined ? '<agent>' : String(item.pid)
  const message = `${itemLabel(item)} asks nothing: there is nothing to answer.`
  return failed(message, context, exitCodes.nothingMatched, `tce send ${pid} "…"`)
}

function tooLate({ approval }: WaitingItem, context: CommandContext): ExitCode {
  const { outcome } = approval ?? {}
  const message =
    outcome === undefined ? 'It is over.' : `${plainText(outcome.message)} (${whenText(outcome.at, context.nowMs())})`
  const ran = outcome?.ran === undefined ? '' : ` ${ranInWords(outcome.ran)}`
  sayNothingSent(`Nothing was sent. ${message}${ran}`, context)
  return exitCodes.answeredElsewhere
}

function sayNothingSent(message: string, { terminal }: CommandContext): void {
  const { glyphs, columns } = terminal.look()
  terminal.printError(wrapLine(line(span(`${glyphs.warning} `, 'warn'), plainText(message)), columns))
}

function outOfReach(item: WaitingItem, { terminal }: CommandContext): ExitCode {
  const { glyphs, columns } = terminal.look()
  const { reason = 'It can only be answered in its terminal.', next, screen } = item.unreachable ?? {}
  if (screen !== undefined)
    terminal.print([
      ...plainLines(screen)
        .split('\n')
        .map((row) => line('  ', row)),
      emptyLine,
    ])
  terminal.printError([
    ...wrapLine(line(span(`${glyphs.failed} `, 'bad'), `${itemLabel(item)}: ${plainText(reason)}`), columns),
    ...(next === undefined ? [] : wrapLine(line('  ', span('Next: ', 'dim'), plainText(next)), columns)),
    ...(item.pid === undefined ? [] : [line('  ', span('To it: ', 'dim'), `tce jump ${item.pid}`)]),
  ])
  return exitCodes.outOfReach
}

/** What cannot be taken back is shown in full, and wants the word; nobody can say it beforehand. */
async function withWord(
  order: AnswerOrder,
  item: AnswerableItem,
  { context, isShown }: { readonly context: CommandContext; readonly isShown: boolean },
): Promise<AnswerOrder | undefined> {
  if (item.approval.irrevocable === undefined || order.answer !== 'allow') return order
  const { terminal } = context
  if (!isShown) terminal.print(approvalView(item, { nowMs: context.nowMs(), shortPath: shortHere }, terminal.look()))
  if (!terminal.canAsk) {
    throw new CliError('This cannot be taken back, so the word for it is asked for, and nobody can be asked here.', {
      exitCode: exitCodes.wrongUsage,
      next: 'do it in a terminal',
    })
  }
  terminal.prompt(line('Type allow to let it run, Enter to leave it: '))
  const word = await readAnswer(terminal.io.stdin)
  if (word === 'allow') return { ...order, word }
  terminal.print([line('Nothing was sent.')])
  return undefined
}

interface Sending {
  readonly options: AnswerOptions
  readonly waiting: WaitingService
  readonly context: CommandContext
}

async function send(
  order: AnswerOrder,
  item: AnswerableItem,
  { options, waiting, context }: Sending,
): Promise<ExitCode> {
  const answered = await waiting.answer(order, ownUser('cli'))
  const { terminal } = context
  if (!answered.ok) return refused(answered.error, { order, options, context })
  const now = { ...item, approval: answered.value }
  if (options.json === true) terminal.printJson(answered.value)
  const isConfirmed = answered.value.outcome?.confirmedAfterMs !== undefined
  if (options.json !== true) {
    const lines = answeredLines(now, order, terminal.look())
    if (isConfirmed) terminal.print(lines)
    else terminal.printError(lines)
  }
  return isConfirmed ? exitCodes.done : exitCodes.notConfirmed
}

const codeOf: Readonly<Record<AnswerProblem['kind'], ExitCode>> = {
  'not-found': exitCodes.nothingMatched,
  'other-request': exitCodes.answeredElsewhere,
  over: exitCodes.answeredElsewhere,
  'not-offered': exitCodes.wrongUsage,
  'word-needed': exitCodes.wrongUsage,
  'not-from-there': exitCodes.couldNot,
  'not-delivered': exitCodes.notConfirmed,
  'in-copy-mode': exitCodes.notConfirmed,
}

function refused(
  { kind, message, approval }: AnswerProblem,
  { order, options: { json }, context }: Pick<Sending, 'options' | 'context'> & { readonly order: AnswerOrder },
): ExitCode {
  if (json === true) context.terminal.printJson({ error: { code: kind, message }, approval })
  else {
    const { outcome } = approval ?? {}
    sayNothingSent(outcome === undefined ? message : `${message} (${whenText(outcome.at, context.nowMs())})`, context)
    if (kind === 'in-copy-mode') {
      const again =
        order.answer === 'allow' || order.answer === 'deny'
          ? `tce answer ${order.id} ${order.answer} --leave-copy-mode`
          : 'the same with --leave-copy-mode'
      context.terminal.printError([line('  ', span('Next: ', 'dim'), again)])
    }
  }
  return codeOf[kind]
}

interface Like {
  readonly item: AnswerableItem
  readonly words: readonly string[]
  readonly report: WaitingReport
}

/** Each is shown first, and asked about once; each goes out with its own number. */
async function answerAll(
  { item, words, report }: Like,
  options: AnswerOptions,
  waiting: WaitingService,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal } = context
  const typed = answerTyped(words, item.approval)
  if (options.stop === true) return wrongUsage(context, '--stop goes with one request.', 'tce answer 1 deny --stop')
  if (
    !typed.ok ||
    (typed.value.answer !== 'allow' && typed.value.answer !== 'deny') ||
    item.approval.kind !== 'permission'
  ) {
    return wrongUsage(
      context,
      '--all-like takes allow or deny, and permissions alone.',
      'tce answer --all-like 1 allow',
    )
  }
  const like = report.waiting.filter(isAnswerable).filter((one) => isLike(one, item))
  terminal.print(likeLines(like, typed.value.answer))
  if (options.yes !== true) {
    if (!terminal.canAsk) return wrongUsage(context, 'Nobody can be asked here.', 'tce answer --all-like 1 allow --yes')
    if (!(await isAgreed(terminal, line(`${like.length} of them? [y/N] `), 'Nothing was sent.'))) return exitCodes.done
  }
  const { answer } = typed.value
  const codes: ExitCode[] = []
  for (const one of like) {
    const order = { ...typed.value, answer, id: one.id, nonce: one.approval.nonce }
    codes.push(await send(order, one, { options, waiting, context }))
  }
  return codes.find((code) => code !== exitCodes.done) ?? exitCodes.done
}

const isLike = ({ approval }: AnswerableItem, { approval: first }: AnswerableItem): boolean =>
  approval.kind === 'permission' &&
  approval.agent === first.agent &&
  approval.tool === first.tool &&
  approval.irrevocable === undefined

const likeLines = (items: readonly AnswerableItem[], answer: string): readonly Line[] => [
  line(`${answer === 'allow' ? 'Allow once' : 'Deny'}:`),
  ...items.map((item) => line('  ', span(itemLabel(item), 'bold'), `  ${plainText(item.summary)}`)),
  emptyLine,
]
