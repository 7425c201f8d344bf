/** `tce alerts`: what is worth telling, where it is told, and what was. */

import type { AlertReport } from '../../core/alerts/alert-report.ts'
import { type ChannelId, channelIds, channelKinds, isChannelId } from '../../core/alerts/channel-kinds.ts'
import { type FieldSpec, type RuleKind, ruleKinds, ruleTable } from '../../core/alerts/rule.ts'
import { flatRule } from '../../core/alerts/rule-check.ts'
import { parseTimeSpan } from '../../core/alerts/time-span.ts'
import { ownUser } from '../../core/audit/audit.ts'
import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import type { Result } from '../../core/result.ts'
import { listInWords } from '../../core/words/format.ts'
import { plainText } from '../../core/words/text.ts'
import type { AlertProblem } from '../../services/alerts.ts'
import type { Services } from '../../services/services.ts'
import { line, span } from '../../terminal/roles.ts'
import { readHidden } from '../ask.ts'
import type { CommandContext } from '../context.ts'
import { withServices, wrongUsage } from '../context.ts'
import { alertsView, deadView, firedView, trialView } from '../views/alerts-view.ts'

export interface AlertsOptions {
  readonly json?: boolean | undefined
  readonly limit?: string | undefined
  readonly details?: boolean | undefined
  readonly remove?: boolean | undefined
  readonly [field: string]: unknown
}

const actions = 'log, on, off, add, try, remove, channel, test, quiet, snooze, dead, retry'

export async function alertsCommand(
  action: string | undefined,
  words: readonly string[],
  options: AlertsOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const [first] = words
  switch (action) {
    case undefined:
      return withServices(context, async ({ alerts }) => show(await alerts.report(), options, context))
    case 'log':
      return showLog(options, context)
    case 'dead':
      return showDead(options, context)
    case 'on':
    case 'off':
      if (first === undefined) return wrongUsage(context, 'Which rule is missing.', `tce alerts ${action} waits`)
      return setOn(first, action === 'on', options, context)
    case 'add':
    case 'try':
      return addOrTry(action, words, options, context)
    case 'remove':
      if (first === undefined) return wrongUsage(context, 'Which rule is missing.', 'tce alerts remove builds')
      return withServices(context, async ({ alerts }) =>
        shown(await alerts.removeRule(first, ownUser('cli')), options, context),
      )
    case 'channel':
    case 'test':
      if (first === undefined || !isChannelId(first))
        return wrongUsage(context, `Which channel is missing: ${channelIds.join(', ')}.`, `tce alerts ${action} ntfy`)
      return action === 'test' ? test(first, options, context) : setChannel(first, words.slice(1), options, context)
    case 'quiet':
      return setQuiet(first, options, context)
    case 'snooze':
      return snooze(words, options, context)
    case 'retry':
      if (first === undefined) return wrongUsage(context, 'Which dead letter is missing.', 'tce alerts dead')
      return withServices(context, async ({ alerts }) =>
        shown(await alerts.retry(first, ownUser('cli')), options, context),
      )
    default:
      return wrongUsage(
        context,
        `There is no tce alerts ${plainText(action)}. There are ${actions}.`,
        'tce alerts --help',
      )
  }
}

function show(report: AlertReport, { json }: AlertsOptions, { terminal, nowMs }: CommandContext): ExitCode {
  if (json === true) terminal.printJson(report)
  else terminal.print(alertsView(report, nowMs(), terminal.look()))
  return exitCodes.done
}

function failed({ message, next, kind }: AlertProblem, { terminal }: CommandContext): ExitCode {
  const { glyphs } = terminal.look()
  terminal.printError([
    line(span(`${glyphs.failed} `, 'bad'), plainText(message)),
    ...(next === undefined ? [] : [line('  ', span('Next: ', 'dim'), next)]),
  ])
  return kind === 'no-rule' || kind === 'no-letter' || kind === 'not-set-up'
    ? exitCodes.nothingMatched
    : exitCodes.couldNot
}

const shown = (result: Result<AlertReport, AlertProblem>, options: AlertsOptions, context: CommandContext): ExitCode =>
  result.ok ? show(result.value, options, context) : failed(result.error, context)

const showLog = ({ json, limit = '40' }: AlertsOptions, context: CommandContext) => {
  const most = Number(limit)
  if (!Number.isInteger(most) || most < 1 || most > 1000)
    return Promise.resolve(
      wrongUsage(context, '--limit takes a whole number from 1 to 1000.', 'tce alerts log --limit 100'),
    )
  return withServices(context, async ({ alerts }) => {
    const fired = await alerts.fired(most)
    const { terminal, nowMs } = context
    if (json === true) terminal.printJson({ fired })
    else terminal.print(firedView(fired, nowMs(), terminal.look()))
    return exitCodes.done
  })
}

const showDead = ({ json }: AlertsOptions, context: CommandContext) =>
  withServices(context, async ({ alerts }) => {
    const letters = await alerts.deadLetters()
    const { terminal, nowMs } = context
    if (json === true) terminal.printJson({ letters })
    else terminal.print(deadView(letters, nowMs(), terminal.look()))
    return exitCodes.done
  })

const setOn = (id: string, isOn: boolean, options: AlertsOptions, context: CommandContext) =>
  withServices(context, async ({ alerts }) => {
    const rule = (await alerts.report()).rules.find((one) => one.id === id)
    if (rule === undefined)
      return failed({ kind: 'no-rule', message: `There is no rule “${id}”.`, next: 'tce alerts' }, context)
    const saved = await alerts.saveRule(flatRule({ ...rule, isOn }), ownUser('cli'))
    return saved.ok ? show(await alerts.report(), options, context) : failed(saved.error, context)
  })

/** `tce alerts add builds event query="source:ci" channels=desktop,ntfy`, `tce alerts try waits minutes=5`. */
async function addOrTry(
  action: 'add' | 'try',
  [id, ...rest]: readonly string[],
  options: AlertsOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const example = `tce alerts ${action} long-waits waits minutes=10 channels=desktop`
  if (id === undefined) return wrongUsage(context, 'A name for the rule is missing.', example)
  return withServices(context, async ({ alerts }) => {
    const known = (await alerts.report()).rules.find((one) => one.id === id)
    const kind = rest.find((word) => !word.includes('=')) ?? known?.kind
    if (kind === undefined || !(ruleKinds as readonly string[]).includes(kind))
      return wrongUsage(context, `Which kind of rule is missing: ${ruleKinds.join(', ')}.`, example)
    const before = known?.kind === kind ? flatRule(known) : { id, kind }
    const flat = {
      ...before,
      ...fieldsIn(
        kind as RuleKind,
        rest.filter((word) => word.includes('=')),
      ),
    }
    if (action === 'add') {
      const saved = await alerts.saveRule(flat, ownUser('cli'))
      return saved.ok ? show(await alerts.report(), options, context) : failed(saved.error, context)
    }
    const tried = await alerts.tryRule(flat)
    if (!tried.ok) return failed(tried.error, context)
    if (options.json === true) context.terminal.printJson(tried.value)
    else context.terminal.print(trialView(tried.value, context.nowMs(), context.terminal.look()))
    return exitCodes.done
  })
}

const lists = ['channels', 'passes_quiet', 'of']
const numbers = ['repeat_minutes', 'throttle_minutes']

function fieldsIn(kind: RuleKind, words: readonly string[]): Readonly<Record<string, unknown>> {
  const fields: Readonly<Record<string, FieldSpec | undefined>> = ruleTable[kind].fields
  return Object.fromEntries(
    words.map((word) => {
      const [, key = '', text = ''] = /^([^=]*)=(.*)$/s.exec(word) ?? []
      const isNumber = fields[key]?.takes === 'number' || numbers.includes(key)
      // What is no number is told as it was typed.
      if (isNumber) return [key, text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text]
      if (lists.includes(key)) return [key, text.split(',').filter(Boolean)]
      return [key, text === 'true' ? true : text === 'false' ? false : text]
    }),
  )
}

const setChannel = (channel: ChannelId, argv: readonly string[], options: AlertsOptions, context: CommandContext) =>
  withServices(context, async (services) => {
    const { alerts } = services
    if (options.remove === true) return shown(await alerts.removeChannel(channel, ownUser('cli')), options, context)
    const known = (await alerts.report()).channels.find(({ id }) => id === channel)
    const given = await givenFields(channel, options, known?.isSetUp === true, context)
    const values = { ...given, ...(argv.length > 0 && { argv }) }
    const set = await alerts.setChannel({ channel, values, hasDetails: options.details }, ownUser('cli'))
    return told(set, 'is set up', options, context, services)
  })

/**
 * Secrets are typed where nobody sees them, or piped in: `-` stands for one, and one that is missing is asked for in a terminal. One that
 * stands in the command line is taken, and what that means is said.
 */
async function givenFields(
  channel: ChannelId,
  options: AlertsOptions,
  isSetUp: boolean,
  { terminal }: CommandContext,
): Promise<Readonly<Record<string, string>>> {
  const values: Record<string, string> = {}
  const piped = { text: '' }
  const seen: string[] = []
  for (const [key, { isSecret, isNeeded, meaning }] of Object.entries(channelKinds[channel].fields)) {
    const option = options[key]
    const isAsked = isSecret && (option === '-' || (option === undefined && isNeeded && !isSetUp && terminal.canAsk))
    if (isAsked) {
      if (terminal.canAsk) terminal.prompt(line(`${key} `, span(`(${meaning}; it is not shown)`, 'dim'), ': '))
      const typed = await readHidden(terminal.io.stdin, piped)
      if (terminal.canAsk) terminal.print([line('')])
      if (typed !== '') values[key] = typed
    } else if (typeof option === 'string') {
      values[key] = option
      if (isSecret) seen.push(`--${key}`)
    }
  }
  if (seen.length > 0) {
    const { glyphs } = terminal.look()
    terminal.printError([
      line(
        span(`${glyphs.warning} `, 'warn'),
        `${listInWords(seen)} stood in the command line: ps and the shell's history show it.`,
      ),
      line('  ', span('Next: ', 'dim'), `${seen.map((option) => `${option} -`).join(' ')}, and type it, or pipe it in`),
    ])
  }
  return values
}

const test = (channel: ChannelId, options: AlertsOptions, context: CommandContext) =>
  withServices(context, async (services) => {
    const tested = await services.alerts.testChannel(channel, ownUser('cli'))
    const says =
      channel === 'desktop' && services.origin !== 'server'
        ? 'is told by a running tce, and none runs'
        : 'took the test'
    return told(tested, says, options, context, services)
  })

function told(
  result: Awaited<ReturnType<Services['alerts']['testChannel']>>,
  says: string,
  { json }: AlertsOptions,
  context: CommandContext,
  _services: Services,
): ExitCode {
  if (!result.ok) return failed(result.error, context)
  const { terminal } = context
  const { id, name, shown: address } = result.value
  if (json === true) terminal.printJson(result.value)
  else
    terminal.print([
      line(span(`${terminal.look().glyphs.done} `, 'ok'), `${name} ${says}: `, plainText(address)),
      ...(says === 'is set up' ? [line('  ', span('Next: ', 'dim'), `tce alerts test ${id}`)] : []),
    ])
  return exitCodes.done
}

async function setQuiet(span_: string | undefined, options: AlertsOptions, context: CommandContext): Promise<ExitCode> {
  const [, from, until] = /^(\d\d:\d\d)[-–](\d\d:\d\d)$/.exec(span_ ?? '') ?? []
  if (span_ !== 'off' && (from === undefined || until === undefined))
    return wrongUsage(context, 'Quiet hours go from one time to another, or off.', 'tce alerts quiet 23:00-07:30')
  return withServices(context, async ({ alerts }) => {
    const now = (await alerts.report()).quiet
    const quiet = from === undefined || until === undefined ? { ...now, isOn: false } : { isOn: true, from, until }
    return shown(await alerts.setQuiet(quiet, ownUser('cli')), options, context)
  })
}

/** `snooze 1h`, `snooze waits 30m`, `snooze off`, `snooze waits off`. */
async function snooze(words: readonly string[], options: AlertsOptions, context: CommandContext): Promise<ExitCode> {
  const [rule, long = ''] = words.length > 1 ? words : [undefined, words[0]]
  const forMs = parseTimeSpan(long)
  if (long !== 'off' && forMs === undefined)
    return wrongUsage(context, 'For how long is missing.', 'tce alerts snooze 1h; tce alerts snooze waits off')
  const until = forMs === undefined ? undefined : new Date(context.nowMs() + forMs).toISOString()
  return withServices(context, async ({ alerts }) =>
    shown(await alerts.snooze({ rule, until }, ownUser('cli')), options, context),
  )
}
