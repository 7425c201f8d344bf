/** `tce watch`: the live screen in a terminal, lines everywhere else. */

import { exitCodes } from '../../core/exit-code.ts'
import { conversationKinds, type SessionEventKind, sessionEventKinds } from '../../core/session/session-event.ts'
import { withAgents } from '../../services/fleet-of-agents.ts'
import type { Services } from '../../services/services.ts'
import { line, span } from '../../terminal/roles.ts'
import { type AgentOption, agentOption } from '../agent-option.ts'
import type { AppParts } from '../app-parts.ts'
import type { CommandContext } from '../context.ts'
import { wrongUsage } from '../context.ts'
import { type PrintOptions, printAllSessions, printSession } from '../watch/watch-printer.ts'
import { findWatchTarget, type WatchTarget } from '../watch/watch-target.ts'
import { tasksOptions } from './tui.ts'

export interface WatchCommandOptions extends AgentOption {
  readonly json?: boolean | undefined
  readonly plain?: boolean | undefined
  readonly detached?: boolean | undefined
  /** False with `--no-redact`. */
  readonly redact?: boolean | undefined
  readonly kinds?: string | undefined
  readonly tail?: string | undefined
}

export async function watchCommand(
  what: string | undefined,
  options: WatchCommandOptions,
  context: CommandContext,
  loadApp: () => Promise<AppParts>,
): Promise<number> {
  const kinds = parseKinds(options.kinds)
  if (kinds === 'wrong') {
    return wrongUsage(context, `"${options.kinds}" is no list of kinds.`, `--kinds ${conversationKinds.join(',')}`)
  }
  const agents = agentOption(options)
  if (!agents.ok) return wrongUsage(context, agents.error.message, 'tce watch --agent cx')
  const tail = Number(options.tail ?? 20)
  if (!Number.isInteger(tail) || tail < 0 || tail > 1000) {
    return wrongUsage(context, `--tail ${options.tail} is no number from 0 to 1000.`, '--tail 50')
  }
  if (options.detached === true) {
    return (await import('../watch/detached-window.ts')).openDetached(what, options, context)
  }
  const services = withAgents(await openWatchServices(options, context, loadApp), agents.value)
  try {
    const target = what === undefined ? undefined : await findWatchTarget(what, services, agents.value)
    if (target?.kind === 'none') return sayNone(what ?? '', context)
    if (target?.kind === 'several') return saySeveral(what ?? '', target, context)
    const { terminal } = context
    const isScreen = options.json !== true && options.plain !== true && canShowScreen(terminal)
    const isRedacted = options.redact !== false
    if (isScreen) return await openScreen(target, services, isRedacted, context, loadApp)
    const print: PrintOptions = { isJson: options.json === true, kinds, tail, watchOptions: { isRedacted } }
    if (target === undefined) return await printAllSessions(services, print, context)
    return (await printSession(services, target, print, context)) ?? sayNone(what ?? '', context)
  } finally {
    await services.close()
  }
}

/** A server redacts for everybody: to see secrets one reads the files oneself. */
export async function openWatchServices(
  { redact }: Pick<WatchCommandOptions, 'redact'>,
  context: CommandContext,
  loadApp: () => Promise<AppParts>,
): Promise<Services> {
  return redact === false ? (await loadApp()).createLocalServices() : context.openServices()
}

async function openScreen(
  target: Extract<WatchTarget, { kind: 'session' }> | undefined,
  services: Services,
  isRedacted: boolean,
  context: CommandContext,
  loadApp: () => Promise<Pick<AppParts, 'ownTerminals'>>,
): Promise<number> {
  const { terminal, nowMs, openScreen: open } = context
  const { glyphs } = terminal.look()
  return open({
    services,
    tasks: { ...tasksOptions(services, context, loadApp), isFirst: false },
    sessionId: target?.id,
    watchOptions: { isRedacted },
    glyphs,
    isColored: terminal.isColored,
    nowMs,
  })
}

/** A terminal that can't move its cursor gets lines, as a pipe does. */
export const canShowScreen = ({ canAsk, io }: CommandContext['terminal']): boolean =>
  canAsk && io.env['TERM'] !== 'dumb'

function parseKinds(text: string | undefined): readonly SessionEventKind[] | 'wrong' | undefined {
  if (text === undefined) return undefined
  const wanted = text.split(',').map((kind) => kind.trim())
  const known = sessionEventKinds.filter((kind) => wanted.includes(kind))
  return known.length === wanted.length ? known : 'wrong'
}

export function sayNone(what: string, { terminal }: CommandContext): number {
  const { glyphs } = terminal.look()
  terminal.printError([
    line(span(`${glyphs.failed} `, 'bad'), `No session matches "${what}".`),
    line('  ', span('All of them: tce sessions', 'dim')),
  ])
  return exitCodes.nothingMatched
}

function saySeveral(
  what: string,
  { agents }: Extract<WatchTarget, { kind: 'several' }>,
  { terminal }: CommandContext,
): number {
  const { glyphs } = terminal.look()
  terminal.printError([
    line(span(`${glyphs.failed} `, 'bad'), `"${what}" has ${agents.length} agents. Which one?`),
    ...agents.map(({ sessionId = '', name = '', activity, pid }) =>
      line('  ', span(sessionId.slice(0, 8), 'dim'), `  ${name}  ${activity}  ${pid}`),
    ),
  ])
  return exitCodes.wrongUsage
}
