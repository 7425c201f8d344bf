/** `tce dashboard` and `tce dashboard-stop`. */
import { setTimeout as pause } from 'node:timers/promises'
import { bodyOf } from '../../client/answer.ts'
import type { FoundServer } from '../../client/find-server.ts'
import { currentInstance, findServer, oneVersionAgain, otherVersion } from '../../client/find-server.ts'
import { CliError } from '../../core/cli-error.ts'
import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import { productVersion } from '../../storage/version.ts'
import { line, span } from '../../terminal/roles.ts'
import type { AppParts } from '../app-parts.ts'
import type { CommandContext } from '../context.ts'
import { personOnly, settings, wrongUsage } from '../context.ts'
import { openBrowser } from '../open-browser.ts'

export interface DashboardOptions {
  readonly port?: string | undefined
  readonly host?: string | undefined
  readonly open?: boolean | undefined
  readonly allowRemote?: boolean | undefined
  readonly requireToken?: boolean | undefined
}

export async function dashboardCommand(
  options: DashboardOptions,
  context: CommandContext,
  loadApp: () => Promise<Pick<AppParts, 'startServer'>>,
): Promise<ExitCode> {
  const port = portOf(options.port)
  if (port === 'wrong') return wrongPort(options.port, context)
  // Whoever has the link is signed in.
  if (options.open === true) await personOnly(context, undefined)
  const { dataDir } = await settings(context)
  const running = await findServer(dataDir)
  if (running !== undefined) return alreadyRuns(running, options, context)
  const started = await (await loadApp()).startServer({
    port,
    host: options.host,
    isRemoteAllowed: options.allowRemote,
    isTokenRequired: options.requireToken,
  })
  if (!started.ok) throw new CliError(started.error.message)
  const { url, signInUrl, closed } = started.value
  context.terminal.print([line('Dashboard on ', span(url, 'bold'), span('  Ctrl-C ends it.', 'dim'))])
  if (options.open === true) await open(signInUrl(), context)
  await closed
  return exitCodes.done
}

/** Undefined when none was given: the settings decide. */
export function portOf(text: string | undefined): number | undefined | 'wrong' {
  if (text === undefined) return undefined
  const port = Number(text)
  return Number.isInteger(port) && port >= 0 && port <= 65_535 && text.trim() !== '' ? port : 'wrong'
}

export const wrongPort = (text: string | undefined, context: CommandContext): ExitCode =>
  wrongUsage(
    context,
    `--port is "${text}". Allowed: a number from 1 to 65535, or 0 for any free one.`,
    'tce dashboard --port 5112',
  )

async function alreadyRuns(server: FoundServer, { open: isOpening }: DashboardOptions, context: CommandContext) {
  const { port, instance } = server
  const difference = otherVersion(server, productVersion())
  context.terminal.print([
    line('Dashboard runs already on ', span(`http://localhost:${port}`, 'bold'), `, pid ${instance.pid}.`),
    ...(difference === undefined ? [] : [line(`${difference} (to use one: ${oneVersionAgain}).`)]),
    ...(isOpening === true ? [] : [line(span('To sign a browser in: ', 'dim'), 'tce dashboard --open')]),
  ])
  if (isOpening === true) await open(await linkFrom(server, context), context)
  return exitCodes.done
}

async function linkFrom(server: FoundServer, context: Pick<CommandContext, 'insideAgent'>): Promise<string> {
  const { createServerClient } = await import('../../client/server-client.ts')
  const answer = await createServerClient(server, 'cli', context.insideAgent).post('/api/session/link', {})
  return bodyOf<{ readonly url: string }>(answer, 'a link to sign in with').url
}

async function open(url: string, { terminal }: CommandContext): Promise<void> {
  if (await openBrowser(url)) return
  terminal.print([line(span('No browser could be started. Within a minute, open: ', 'dim'), url)])
}

const stopTimeoutMs = 5_000

/** Ends our own server only: the one that holds this data dir, if it is still the same process. */
export async function dashboardStopCommand(context: CommandContext): Promise<ExitCode> {
  await personOnly(context, 'kill')
  const { terminal } = context
  const { dataDir } = await settings(context)
  const { glyphs } = terminal.look()
  const instance = await currentInstance(dataDir)
  if (instance === undefined) {
    terminal.print([line(span(`${glyphs.none} `, 'dim'), 'No dashboard runs.')])
    return exitCodes.nothingMatched
  }
  const { sendSignal } = await import('../../control/send-signal.ts')
  sendSignal(instance.pid, 'SIGTERM')
  const startedMs = performance.now()
  while (performance.now() - startedMs < stopTimeoutMs) {
    await pause(50)
    const now = await currentInstance(dataDir)
    if (now === undefined || now.pid !== instance.pid || now.start !== instance.start) {
      terminal.print([
        line(span(`${glyphs.done} `, 'ok'), `Dashboard on port ${instance.port} ended (pid ${instance.pid}).`),
      ])
      return exitCodes.done
    }
  }
  throw new CliError(`The dashboard (pid ${instance.pid}) still runs: asked, waited ${stopTimeoutMs / 1000} s.`, {
    next: `kill -9 ${instance.pid}`,
  })
}
