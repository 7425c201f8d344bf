/** `tce send <agent> <text|->`: the last line is the truth about the delivery. */
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, relative, resolve } from 'node:path'
import { ownUser } from '../../core/audit/audit.ts'
import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import type { FleetAgentReport } from '../../core/process/report.ts'
import { mentionsOf } from '../../core/prompts/mentions.ts'
import type { PromptState } from '../../core/prompts/prompt.ts'
import type { PromptReport } from '../../core/prompts/prompt-report.ts'
import { isInFlight, isWaiting } from '../../core/prompts/prompt-states.ts'
import { plural } from '../../core/words/format.ts'
import { plainText } from '../../core/words/text.ts'
import type { PromptRequest, SentPrompt } from '../../services/prompts.ts'
import type { Services } from '../../services/services.ts'
import { line, span } from '../../terminal/roles.ts'
import { isAgreed } from '../ask.ts'
import type { CommandContext } from '../context.ts'
import { withServices, wrongUsage } from '../context.ts'
import { failed } from '../failed.ts'
import { namedTarget } from '../named-target.ts'
import { codeOfProblem, printProblem } from '../prompt-problem.ts'
import { allOf } from '../read-all.ts'
import { foreseenLines, interruptedLines, queuedLines, settledLines, totalLines } from '../views/send-view.ts'
import { readWhen } from '../when-option.ts'

export interface SendOptions {
  readonly when?: string | undefined
  readonly to?: string | undefined
  readonly command?: boolean | undefined
  readonly model?: string | undefined
  readonly effort?: string | undefined
  readonly mode?: string | undefined
  /** Named behind the text. */
  readonly file?: readonly string[] | undefined
  /** The text is written in an editor, beginning with what was given. */
  readonly edit?: boolean | undefined
  readonly dryRun?: boolean | undefined
  readonly yes?: boolean | undefined
  readonly json?: boolean | undefined
}

const right = 'tce send web-frontend "Now the same for the address form"'

export async function sendCommand(
  words: readonly string[],
  options: SendOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const [agents, text = options.edit === true ? '' : undefined] = readWords(words, options.to)
  if (agents.length === 0 || text === undefined) return wrongUsage(context, 'An agent and a text are needed.', right)
  const when = readWhen(options.when ?? 'idle', context.nowMs())
  if (when === undefined) {
    const message = `--when ${plainText(options.when ?? '')} is none.`
    return wrongUsage(context, message, '--when idle, now, turn-end, interrupt, 18:00, or "after q38"')
  }
  const given = text === '-' ? await allOf(context.terminal.io.stdin) : text
  if (options.edit !== true) return sendText(given, { agents, when }, options, context)
  const { terminal } = context
  if (!terminal.canAsk) return wrongUsage(context, '--edit needs a terminal.', right)
  const edited = (await import('../edit-text.ts')).editText(given, terminal.io)
  if (edited.ok && edited.value.trim() !== '') return sendText(edited.value, { agents, when }, options, context)
  const why = edited.ok ? 'Nothing was written, and nothing was sent.' : edited.error
  return failed(why, context, exitCodes.wrongUsage)
}

function sendText(
  whole: string,
  { agents, when }: { readonly agents: readonly string[]; readonly when: When },
  options: SendOptions,
  context: CommandContext,
): Promise<ExitCode> {
  return withServices(context, async (services) => {
    const targets = await targetsOf(agents, services, context)
    if (typeof targets === 'number') return targets
    const requests = targets.map((agent) => requestFor(agent, whole, when, options))
    const missing = options.yes === true ? undefined : requests.map(missingFile).find((path) => path !== undefined)
    if (missing !== undefined) return noSuchFile(missing, context)
    if (options.dryRun === true) return foreseeAll(requests, services, options, context)
    const [first] = requests
    if (when.when === 'interrupt' && (requests.length > 1 || first === undefined))
      return failed('One agent at a time is interrupted. Nothing was done.', context, exitCodes.wrongUsage)
    const isAgreedTo =
      when.when !== 'interrupt' || first === undefined || (await agreesTo(first, services, options, context))
    if (isAgreedTo !== true) return isAgreedTo === false ? exitCodes.done : isAgreedTo
    if (requests.length === 1) return sendAll(requests, services, options, context)
    const reached = await askForAll(requests, services, options, context)
    return typeof reached === 'number' ? reached : sendAll(reached, services, options, context)
  })
}

interface Addressed {
  readonly agent: FleetAgentReport
  readonly request: PromptRequest
}

const shortForEdits = 'edits'

type When = Pick<PromptRequest, 'when' | 'at' | 'after'>

function requestFor(agent: FleetAgentReport, text: string, when: When, options: SendOptions): Addressed {
  const { model, effort, mode, file = [], command: isCommand } = options
  const settings =
    model === undefined && effort === undefined && mode === undefined
      ? {}
      : { settings: { model, effort, mode: mode === shortForEdits ? 'accept-edits' : mode } }
  const target = { pid: agent.pid, start: agent.start }
  const whole = [text, ...file.map((path) => `@${pathFor(agent, path)}`)].join(' ')
  return { agent, request: { target, text: whole, ...when, isCommand, ...settings } }
}

/** As the agent would write it: below its folder, else from the root. */
function pathFor({ cwd }: FleetAgentReport, path: string): string {
  const whole = resolve(path)
  const below = cwd === undefined ? undefined : relative(cwd, whole)
  return below === undefined || below === '' || below.startsWith('..') || isAbsolute(below) ? whole : below
}

/** Of the files that its text names the first that is not there; only what has a folder in it is meant as one for sure. */
const missingFile = ({ agent: { cwd }, request: { text } }: Addressed): string | undefined =>
  mentionsOf(text)
    .filter((path) => path.includes('/'))
    .find((path) => !existsSync(resolve(cwd ?? '/', path.replace(/^~(?=\/)/, homedir()).replace(/:\d+(-\d+)?$/, ''))))

function noSuchFile(path: string, { terminal }: CommandContext): ExitCode {
  const what = line(
    span(`${terminal.look().glyphs.failed} `, 'bad'),
    `@${plainText(path)}: no such file. Nothing was sent.`,
  )
  terminal.printError([what, line('  ', span('Next: ', 'dim'), 'mend the path, or --yes where it is none')])
  return exitCodes.wrongUsage
}

/** With `--to` all words are text. */
function readWords(words: readonly string[], to: string | undefined): readonly [readonly string[], string | undefined] {
  const [first, ...rest] = words
  if (to !== undefined)
    return [to.split(',').filter((name) => name !== ''), words.length === 0 ? undefined : words.join(' ')]
  return [first === undefined ? [] : [first], rest.length === 0 ? undefined : rest.join(' ')]
}

/** Nothing is sent to some of them: either all are found, or the exit code that says otherwise. */
async function targetsOf(
  names: readonly string[],
  { fleet: fleetService, log }: Services,
  context: CommandContext,
): Promise<readonly FleetAgentReport[] | ExitCode> {
  const fleet = await fleetService.read()
  const sayWhich = (pid: number | undefined) => line(span('Say which: ', 'dim'), `tce send ${pid} …`)
  const found: FleetAgentReport[] = []
  for (const name of names) {
    const target = await namedTarget(name, { fleet, log, sayWhich }, context)
    if (typeof target === 'number') return target
    const { agent, title } = target
    if (agent === undefined) return failed(`${title} is no agent: nothing was sent.`, context, exitCodes.nothingMatched)
    found.push(agent)
  }
  return found
}

async function foreseeAll(
  all: readonly Addressed[],
  { prompts }: Services,
  { json }: SendOptions,
  { terminal }: CommandContext,
): Promise<ExitCode> {
  const found = await Promise.all(all.map(async (one) => ({ ...one, foreseen: await prompts.foresee(one.request) })))
  if (json === true) terminal.printJson(found.map(({ agent, foreseen }) => ({ agent: agent.id, foreseen })))
  else terminal.print(found.flatMap(({ agent, foreseen }) => foreseenLines(agent, foreseen, terminal.look())))
  return found.every(({ foreseen }) => foreseen.ok) ? exitCodes.done : exitCodes.outOfReach
}

/** One question for several, with how many can be reached; who can't is named, and gets nothing. Or the exit code that ends it. */
async function askForAll(
  all: readonly Addressed[],
  { prompts }: Services,
  { yes, json }: SendOptions,
  { terminal }: CommandContext,
): Promise<readonly Addressed[] | ExitCode> {
  const found = await Promise.all(all.map(async (one) => ({ ...one, foreseen: await prompts.foresee(one.request) })))
  const reached = found.filter(({ foreseen }) => foreseen.ok)
  const lines = found.flatMap(({ agent, foreseen }) => foreseenLines(agent, foreseen, terminal.look()))
  if (reached.length === 0) {
    terminal.printError(lines)
    return exitCodes.outOfReach
  }
  if (yes === true) {
    if (json !== true) terminal.print(lines)
    return reached
  }
  if (!terminal.canAsk || json === true) {
    const hint = line('Several agents are asked for first: ', span('--yes', 'dim'), ' answers that.')
    terminal.printError([...lines, hint])
    return exitCodes.wrongUsage
  }
  terminal.print([line(`Send to ${plural(reached.length, 'agent')}?`), ...lines])
  const question = line(`Send to ${reached.length}? `, span('[y/N]', 'dim'), ' ')
  return (await isAgreed(terminal, question, 'Nothing was sent.')) ? reached : exitCodes.done
}

/** Whether what it is at may be broken off: asked before, where it is at something. Or the exit code that ends it. */
async function agreesTo(
  { agent, request }: Addressed,
  { prompts }: Services,
  { yes, json }: SendOptions,
  { terminal }: CommandContext,
): Promise<boolean | ExitCode> {
  const foreseen = await prompts.foresee(request)
  if (!foreseen.ok) return json === true ? codeOfProblem(foreseen.error) : printProblem(foreseen.error, terminal)
  if (yes === true || foreseen.value.starts !== 'interrupt') return true
  const lines = foreseenLines(agent, foreseen, terminal.look())
  if (!terminal.canAsk || json === true) {
    const hint = line('What an agent is at is broken off after a question: ', span('--yes', 'dim'), ' answers that.')
    terminal.printError([...lines, hint])
    return exitCodes.wrongUsage
  }
  terminal.print(lines)
  return isAgreed(
    terminal,
    line('Interrupt it? ', span('[y/N]', 'dim'), ' '),
    'Nothing was interrupted, and nothing sent.',
  )
}

async function sendAll(
  all: readonly Addressed[],
  services: Services,
  { json }: SendOptions,
  { terminal }: CommandContext,
): Promise<ExitCode> {
  const codes: ExitCode[] = []
  const told: object[] = []
  const states: PromptState[] = []
  for (const { agent, request } of all) {
    const sent = await services.prompts.send(request, ownUser('cli'))
    if (!sent.ok) {
      told.push({ agent: agent.id, problem: sent.error })
      codes.push(json === true ? codeOfProblem(sent.error) : printProblem(sent.error, terminal))
      continue
    }
    const prompt = await untilSettled(sent.value, services)
    const { foreseen, interruption } = sent.value
    states.push(prompt.state)
    told.push({ agent: agent.id, prompt, foreseen, interruption })
    const look = terminal.look()
    if (interruption !== undefined && json !== true) terminal.print(interruptedLines(interruption, look))
    const lines = isWaiting(prompt.state)
      ? queuedLines(agent, prompt, foreseen, look)
      : settledLines(agent, prompt, look)
    if (json !== true) terminal.print(lines)
    codes.push(interruption?.outcome === 'unproved' ? exitCodes.notConfirmed : codeOf(prompt))
  }
  if (json === true) terminal.printJson(all.length === 1 ? told[0] : told)
  else if (all.length > 1) terminal.print(totalLines(states, all.length, terminal.look()))
  return codes.find((code) => code !== exitCodes.done) ?? exitCodes.done
}

const lookEveryMs = 150
/** From the answer until the records tell; beyond it nothing is confirmed. */
const settledWithinMs = 13_000

/** What goes now is waited for; what waits for its turn is left to it. */
async function untilSettled({ prompt, foreseen }: SentPrompt, { prompts }: Services): Promise<PromptReport> {
  const isBehind = foreseen.ahead > 0 || foreseen.before.length > 0
  const isNow = foreseen.starts === 'now' || foreseen.starts === 'interrupt'
  if (!foreseen.isDraining || !isNow || isBehind) return prompt
  const deadlineMs = performance.now() + settledWithinMs
  let seen = prompt
  while (performance.now() < deadlineMs) {
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs))
    seen = (await prompts.find(prompt.id)) ?? seen
    const isGoing = isInFlight(seen.state) && seen.sent?.isQueuedThere !== true
    // Something stands in its way: that may take long.
    if (seen.state === 'queued' && seen.reason !== undefined) return seen
    if (seen.state !== 'queued' && !isGoing) return seen
  }
  return seen
}

function codeOf({ state }: PromptReport): ExitCode {
  switch (state) {
    case 'unknown':
    case 'in-box':
    case 'sent':
      return exitCodes.notConfirmed
    case 'failed':
    case 'orphaned':
    case 'expired':
      return exitCodes.couldNot
    default:
      return exitCodes.done
  }
}
