/** `tce kill <pid|name|session>…` */

import { ownUser } from '../../core/audit/audit.ts'
import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import type { KillReport } from '../../core/kill/kill.ts'
import type { LogService } from '../../services/log.ts'
import type { Services } from '../../services/services.ts'
import { choiceList, choicePrompt, killPrompt, killQuestion, killResults, killSum } from '../../terminal/kill-view.ts'
import type { Line } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import type { Resolution, Target } from '../../terminal/target.ts'
import { resolveTarget } from '../../terminal/target.ts'
import { isAgreed, readAnswer } from '../ask.ts'
import type { CommandContext } from '../context.ts'
import { withServices } from '../context.ts'
import { noMatch } from '../views/no-match.ts'

export interface KillOptions {
  readonly force?: boolean | undefined
  readonly yes?: boolean | undefined
  readonly json?: boolean | undefined
}

export function killCommand(
  queries: readonly string[],
  options: KillOptions,
  context: CommandContext,
): Promise<ExitCode> {
  return withServices(context, async (services) => {
    const fleet = await services.fleet.read()
    const resolutions = queries.map((query) => resolveTarget(query, fleet))
    const chosen = await chooseAll(resolutions, options, context)
    if (chosen === undefined) return exitCodes.wrongUsage
    const missing = await noMatchLines(resolutions, context, services.log)
    if (chosen.length === 0) return nothingToKill(resolutions, missing, context)
    if (!(await isConfirmed(chosen, missing, options, context))) return exitCodes.done
    return killAll(services, chosen, missing, resolutions, options, context)
  })
}

const mayAsk = ({ yes, json }: KillOptions, { terminal }: CommandContext): boolean =>
  terminal.canAsk && yes !== true && json !== true

/** Undefined when several could be meant and nobody can be asked: then nothing at all is sent. */
async function chooseAll(
  resolutions: readonly Resolution[],
  options: KillOptions,
  context: CommandContext,
): Promise<readonly Target[] | undefined> {
  const chosen = new Map<string, Target>()
  for (const resolution of resolutions) {
    const targets =
      resolution.kind === 'ambiguous'
        ? await choose(resolution, options, context)
        : resolution.kind === 'found'
          ? [resolution.target]
          : []
    if (targets === undefined) return undefined
    for (const target of targets) chosen.set(target.id, target)
  }
  return [...chosen.values()]
}

async function choose(
  { query, targets }: Extract<Resolution, { kind: 'ambiguous' }>,
  options: KillOptions,
  context: CommandContext,
): Promise<readonly Target[] | undefined> {
  const { terminal, nowMs } = context
  const list = choiceList(query, targets, nowMs(), terminal.look())
  if (!mayAsk(options, context)) {
    terminal.printError([...list, emptyLine, line(span('Say which: ', 'dim'), `tce kill ${targets[0]?.pid}`)])
    return undefined
  }
  terminal.print([...list, emptyLine])
  terminal.prompt(choicePrompt)
  return chosenBy(await readAnswer(terminal.io.stdin), targets)
}

/** "2", "1 3", "1,3" or "a"; anything else is none. */
export function chosenBy(answer: string, targets: readonly Target[]): readonly Target[] {
  if (/^a(ll)?$/i.test(answer)) return targets
  const numbers = answer.split(/[\s,]+/).filter((word) => /^\d+$/.test(word))
  return [...new Set(numbers)].flatMap((word) => targets[Number(word) - 1] ?? [])
}

async function noMatchLines(
  resolutions: readonly Resolution[],
  context: CommandContext,
  log: LogService,
): Promise<readonly Line[]> {
  const missing = resolutions.filter((resolution) => resolution.kind === 'none')
  return (await Promise.all(missing.map((resolution) => noMatch(resolution, context, log)))).flat()
}

/** Either nothing matched, or of what did nothing was chosen. */
function nothingToKill(
  resolutions: readonly Resolution[],
  missing: readonly Line[],
  { terminal }: CommandContext,
): ExitCode {
  terminal.printError(missing)
  if (resolutions.every(({ kind }) => kind === 'none')) return exitCodes.nothingMatched
  terminal.print([line('Nothing was sent.')])
  return exitCodes.done
}

async function isConfirmed(
  targets: readonly Target[],
  missing: readonly Line[],
  options: KillOptions,
  context: CommandContext,
): Promise<boolean> {
  if (!mayAsk(options, context)) return true
  const { terminal, nowMs } = context
  terminal.printError(missing)
  terminal.print(killQuestion(targets, nowMs(), terminal.look()))
  const isWanted = await isAgreed(terminal, killPrompt(targets.length), 'Nothing was sent.')
  if (isWanted) terminal.print([emptyLine])
  return isWanted
}

async function killAll(
  services: Services,
  targets: readonly Target[],
  missing: readonly Line[],
  resolutions: readonly Resolution[],
  options: KillOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal } = context
  const refs = targets.map(({ pid, start }) => ({ pid, start }))
  const reports = await services.fleet.kill(
    { targets: refs, force: options.force === true, isExplicit: isNamed(resolutions) },
    ownUser('cli'),
  )
  if (options.json === true) terminal.printJson({ reports })
  else printReports(reports, targets, missing, options, context)
  return exitCodeOf(reports, missing.length > 0)
}

/** A helper can only be reached by its pid, so whoever names one means it. */
const isNamed = (resolutions: readonly Resolution[]): boolean =>
  resolutions.some((resolution) => resolution.kind === 'found' && resolution.target.agent === undefined)

function printReports(
  reports: readonly KillReport[],
  targets: readonly Target[],
  missing: readonly Line[],
  options: KillOptions,
  context: CommandContext,
): void {
  const { terminal } = context
  const isAsked = mayAsk(options, context)
  const unmatched = isAsked ? [] : missing
  terminal.print([
    ...killResults(reports, targets, terminal.look(), { isNamed: !isAsked || targets.length > 1 }),
    ...unmatched,
  ])
  const asked = reports.length + (unmatched.length > 0 ? 1 : 0)
  if (asked > 1) terminal.print([emptyLine, killSum(reports.filter(({ ok }) => ok).length, asked)])
}

/** All gone before we came is "nothing matched"; anything else that failed is "could not". */
export function exitCodeOf(reports: readonly KillReport[], hasMissing: boolean): ExitCode {
  if (reports.every(({ ok }) => ok)) return hasMissing ? exitCodes.couldNot : exitCodes.done
  return reports.every(({ outcome }) => outcome === 'gone') ? exitCodes.nothingMatched : exitCodes.couldNot
}
