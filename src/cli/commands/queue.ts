/** `tce queue [list|show|move|edit|rm|hold|release|retry|enter|clear|seen|again|go-on]`. */
import { ownUser } from '../../core/audit/audit.ts'
import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import { stateInWords } from '../../core/prompts/prompt-words.ts'
import { plainText } from '../../core/words/text.ts'
import type { PromptChange } from '../../services/prompts.ts'
import type { Services } from '../../services/services.ts'
import { line, span } from '../../terminal/roles.ts'
import { resolveTarget } from '../../terminal/target.ts'
import { isAgreed } from '../ask.ts'
import type { CommandContext } from '../context.ts'
import { withServices, wrongUsage } from '../context.ts'
import { printProblem } from '../prompt-problem.ts'
import { allOf } from '../read-all.ts'
import { promptView, queueView } from '../views/queue-view.ts'

export interface QueueOptions {
  readonly yes?: boolean | undefined
  readonly json?: boolean | undefined
}

const verbs = 'tce queue list|show|move|edit|rm|hold|release|retry|enter|clear|seen|again|go-on'

/** What each does to one prompt; `cancel` is `rm` by another name. */
const plain: Readonly<Record<string, PromptChange>> = {
  rm: { do: 'cancel' },
  cancel: { do: 'cancel' },
  hold: { do: 'hold' },
  release: { do: 'release' },
  retry: { do: 'retry' },
  enter: { do: 'press-enter' },
  clear: { do: 'clear' },
  seen: { do: 'settle' },
  again: { do: 'send-again' },
}

const actions: readonly string[] = ['show', 'go-on', 'move', 'edit', ...Object.keys(plain)]

export async function queueCommand(
  action: string | undefined,
  which: string | undefined,
  words: readonly string[],
  options: QueueOptions,
  context: CommandContext,
): Promise<ExitCode> {
  if (action === undefined || action === 'list' || action === 'ls') return list(options, context)
  if (!actions.includes(action)) {
    return wrongUsage(context, `There is no tce queue ${plainText(action)}.`, verbs)
  }
  if (which === undefined)
    return wrongUsage(
      context,
      'Which one is missing.',
      `tce queue ${action} ${action === 'go-on' ? 'web-frontend' : 'q41'}`,
    )
  if (action === 'show') return show(which, options, context)
  if (action === 'go-on') return goOn(which, options, context)
  if (which === 'all' && (action === 'hold' || action === 'release'))
    return holdAll(action === 'hold', options, context)
  const leftAlone = action === 'again' ? await leaveAlone(which, options, context) : undefined
  if (leftAlone !== undefined) return leftAlone
  const change = await changeOf(action, words, context)
  return typeof change === 'string'
    ? wrongUsage(context, change, `tce queue ${action} ${which} …`)
    : changeOne(which, change, options, context)
}

async function changeOf(
  action: string,
  words: readonly string[],
  { terminal }: CommandContext,
): Promise<PromptChange | string> {
  if (action === 'edit') {
    if (words.length === 0) return 'The new text is missing, or - for the standard input.'
    return {
      do: 'edit',
      text: words.length === 1 && words[0] === '-' ? await allOf(terminal.io.stdin) : words.join(' '),
    }
  }
  if (action === 'move') {
    const to = Number(words[0])
    return Number.isInteger(to) && to >= 1 ? { do: 'move', to } : 'To which place is missing: 1 is the first.'
  }
  return plain[action] ?? 'There is no such change.'
}

const list = ({ json }: QueueOptions, context: CommandContext) =>
  withServices(context, async ({ prompts, fleet }) => {
    const { terminal, nowMs } = context
    const queue = await prompts.queue()
    if (json === true) terminal.printJson(queue)
    else {
      const seen = queue.sessions.length === 0 ? { processes: [] } : await fleet.read({ maxAgeMs: 1_500 })
      terminal.print(queueView(queue, seen, nowMs(), terminal.look()))
    }
    return exitCodes.done
  })

const show = (id: string, { json }: QueueOptions, context: CommandContext) =>
  withServices(context, async ({ prompts }) => {
    const { terminal, nowMs } = context
    const prompt = await prompts.find(id)
    if (prompt === undefined) {
      return printProblem({ kind: 'no-prompt', message: `There is no prompt ${id}.`, next: 'tce queue' }, terminal)
    }
    if (json === true) terminal.printJson(prompt)
    else terminal.print(promptView(prompt, nowMs(), terminal.look()))
    return exitCodes.done
  })

const changeOne = (id: string, change: PromptChange, { json }: QueueOptions, context: CommandContext) =>
  withServices(context, async ({ prompts }) => {
    const { terminal } = context
    const changed = await prompts.change(id, change, ownUser('cli'))
    if (!changed.ok) return printProblem(changed.error, terminal)
    if (json === true) terminal.printJson(changed.value)
    else {
      const words = changeWords[change.do] ?? `is ${stateInWords(changed.value) ?? 'waiting for its turn'}`
      terminal.print([line(span(`${terminal.look().glyphs.done} `, 'ok'), `${plainText(id)} ${words}.`)])
    }
    return exitCodes.done
  })

/** What was done, where its state does not say it. */
const changeWords: Readonly<Partial<Record<PromptChange['do'], string>>> = {
  clear: 'is out of its box',
  edit: 'has its new text',
  move: 'has its new place',
}

/** Whoever has it already gets it twice: without a clear yes the exit code that ends it. */
async function leaveAlone(
  id: string,
  { yes, json }: QueueOptions,
  { terminal }: CommandContext,
): Promise<ExitCode | undefined> {
  if (yes === true) return undefined
  const warning = line(
    span(`${terminal.look().glyphs.warning} `, 'warn'),
    `If ${plainText(id)} arrived, its agent gets it twice. Look at its terminal first.`,
  )
  if (terminal.canAsk && json !== true) {
    terminal.print([warning])
    const question = line('Send it again? ', span('[y/N]', 'dim'), ' ')
    return (await isAgreed(terminal, question, 'Nothing was sent.')) ? undefined : exitCodes.done
  }
  terminal.printError([warning, line('  ', span('Next: ', 'dim'), `tce queue again ${plainText(id)} --yes`)])
  return exitCodes.wrongUsage
}

const holdAll = (isHeld: boolean, { json }: QueueOptions, context: CommandContext) =>
  withServices(context, async ({ prompts }) => {
    const { terminal } = context
    const held = await prompts.holdAll(isHeld, ownUser('cli'))
    if (!held.ok) return printProblem(held.error, terminal)
    if (json === true) terminal.printJson(held.value)
    else {
      const what = isHeld ? 'All that wait are on hold.' : 'All that were on hold go on.'
      terminal.print([line(span(`${terminal.look().glyphs.done} `, 'ok'), what)])
    }
    return exitCodes.done
  })

const goOn = (name: string, { json }: QueueOptions, context: CommandContext) =>
  withServices(context, async ({ prompts, fleet }) => {
    const { terminal } = context
    const sessionId = await sessionOf(name, fleet)
    const gone = await prompts.goOn(sessionId ?? name, ownUser('cli'))
    if (!gone.ok) return printProblem(gone.error, terminal)
    if (json === true) terminal.printJson(gone.value)
    else
      terminal.print([line(span(`${terminal.look().glyphs.done} `, 'ok'), `The queue of ${plainText(name)} goes on.`)])
    return exitCodes.done
  })

async function sessionOf(name: string, fleet: Services['fleet']): Promise<string | undefined> {
  const resolution = resolveTarget(name, await fleet.read({ maxAgeMs: 1_500 }))
  return resolution.kind === 'found' ? resolution.target.agent?.sessionId : undefined
}
