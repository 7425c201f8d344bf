/** What a click in the menu does: each command becomes a call of a service or of the desktop. All effects are parameters. */
import { ownUser } from '../core/audit/audit.ts'
import type { KillReport } from '../core/kill/kill.ts'
import { needsSecondSample, staleTargets } from '../core/kill/kill-stale.ts'
import type { ProcessRef } from '../core/process/process.ts'
import { isSameProcess, processId } from '../core/process/process.ts'
import type { FleetAgentReport } from '../core/process/report.ts'
import type { AnswerOrder } from '../core/waiting/approval.ts'
import type { Services } from '../services/services.ts'
import type { Question } from './dialogs.ts'
import { denyQuestion, killQuestion, killStaleQuestion } from './dialogs.ts'
import type { AnsweredFromMenu, TrayCommand } from './model.ts'
import { waitingPage } from './pages.ts'

/** What was observed, for the user. */
export interface Outcome {
  readonly ok: boolean
  readonly title: string
  readonly body: string
}

export interface CommandParts {
  readonly services: () => Pick<Services, 'fleet' | 'waiting'> | undefined
  readonly ask: (question: Question) => Promise<boolean>
  readonly tell: (outcome: Outcome) => void
  /** A path of our page, with its query: opened in the browser, signed in. */
  readonly openPage: (path: string) => Promise<void>
  readonly copy: (text: string) => void
  /** Resolves with the reason when it did not work. */
  readonly openFolder: (path: string) => Promise<string | undefined>
  readonly showAbout: () => void
  readonly quit: () => void
  readonly pauseNotifications: (isPaused: boolean) => void
  readonly setStartAtLogin: (isOn: boolean) => Promise<void>
  /** A polite kill did not end this one: it gets "Force kill". */
  readonly addSurvivor: (agentId: string) => void
  /** Between two CPU samples. */
  readonly pause: () => Promise<void>
  readonly nowMs: () => number
}

/** Resolves when it is done. Nothing is thrown: what failed is told. */
export async function runCommand(command: TrayCommand, parts: CommandParts): Promise<void> {
  try {
    await run(command, parts)
  } catch (cause) {
    parts.tell({ ok: false, title: 'That did not work', body: cause instanceof Error ? cause.message : String(cause) })
  }
}

async function run(command: TrayCommand, parts: CommandParts): Promise<void> {
  switch (command.do) {
    case 'kill':
      return kill(command, parts)
    case 'kill-stale':
      return killStale(command.targets, parts)
    case 'pin':
    case 'unpin':
      return pin(command.do, command.target, parts)
    case 'allow':
      return answer({ answer: 'allow' }, command.approval, parts)
    case 'deny':
      return (await parts.ask(denyQuestion(command.approval)))
        ? answer({ answer: 'deny' }, command.approval, parts)
        : undefined
    case 'show':
      return parts.openPage(`/?open=${encodeURIComponent(command.agentId)}`)
    // A menu takes no text: the page does, and the window below the icon.
    case 'rename':
      return parts.openPage(`/?open=${encodeURIComponent(command.agentId)}&rename=1`)
    case 'jump':
      return jump(command, parts)
    case 'copy':
      return parts.copy(command.text)
    case 'open-folder':
      return openFolder(command.path, parts)
    case 'open-dashboard':
      return parts.openPage('/')
    case 'deploy':
      return parts.openPage('/?deploy=1')
    case 'show-waiting':
      return parts.openPage(waitingPage(command.item))
    case 'open-settings':
      return parts.openPage('/settings')
    case 'about':
      return parts.showAbout()
    case 'quit':
      return parts.quit()
    case 'pause-notifications':
      return parts.pauseNotifications(command.isPaused)
    case 'start-at-login':
      return parts.setStartAtLogin(command.isOn)
    default:
      return command satisfies never
  }
}

async function kill({ target, who, force }: TrayCommand & { readonly do: 'kill' }, parts: CommandParts): Promise<void> {
  const services = connected(parts)
  const agent = (await services.fleet.read({ maxAgeMs: 2_000 })).processes.find((one) => isSameProcess(one, target))
  if (agent === undefined) {
    return parts.tell({ ok: false, title: `${who} had ended already`, body: 'Nothing was sent.' })
  }
  if (!(await parts.ask(killQuestion(agent, { isForced: force, nowMs: parts.nowMs() })))) return
  const reports = await services.fleet.kill(
    { targets: [{ pid: target.pid, start: target.start }], force, isExplicit: true },
    ownUser('tray'),
  )
  for (const report of reports) tellReport(report, force, parts)
}

/** Asks about exactly the shown ones that are still stale, and ends exactly those it asked about. */
async function killStale(shown: readonly ProcessRef[], parts: CommandParts): Promise<void> {
  const services = connected(parts)
  const isShown = (agent: FleetAgentReport) => shown.some((target) => isSameProcess(target, agent))
  let { processes } = await services.fleet.read()
  if (needsSecondSample(staleTargets(processes).targets.filter(isShown))) {
    await parts.pause()
    processes = (await services.fleet.read()).processes
  }
  const targets = staleTargets(processes).targets.filter(isShown)
  if (targets.length === 0) {
    return parts.tell({ ok: true, title: 'Nothing is stale any more', body: 'Nothing was sent.' })
  }
  if (!(await parts.ask(killStaleQuestion(targets, processes, parts.nowMs())))) return
  const refs = targets.map(({ pid, start }) => ({ pid, start }))
  const reports = await services.fleet.kill({ targets: refs, force: false }, ownUser('tray'))
  const [only] = reports
  if (reports.length === 1 && only) return tellReport(only, false, parts)
  for (const report of reports) rememberSurvivor(report, parts)
  tellSum(reports, parts)
}

function tellReport(report: KillReport, force: boolean, parts: CommandParts): void {
  rememberSurvivor(report, parts)
  const next = report.outcome === 'still-alive' && !force ? 'Force kill is now in its menu.' : undefined
  parts.tell({
    ok: report.ok,
    ...titled(report.message),
    ...(next ? { body: `${titled(report.message).body} ${next}`.trim() } : {}),
  })
}

function tellSum(reports: readonly KillReport[], parts: CommandParts): void {
  const failed = reports.filter(({ ok }) => !ok)
  parts.tell({
    ok: failed.length === 0,
    title: `${reports.length - failed.length} of ${reports.length} ended`,
    body: (failed.length > 0 ? failed : reports).map(({ message }) => message).join('\n'),
  })
}

function rememberSurvivor(report: KillReport, parts: CommandParts): void {
  if (report.outcome === 'still-alive') parts.addSurvivor(report.id)
}

/** The first sentence is what matters. */
function titled(message: string): { readonly title: string; readonly body: string } {
  const end = message.search(/\. (?=\S)/)
  return end < 0
    ? { title: message.replace(/\.$/, ''), body: '' }
    : { title: message.slice(0, end), body: message.slice(end + 2) }
}

async function pin(action: 'pin' | 'unpin', target: ProcessRef, parts: CommandParts): Promise<void> {
  const report = await connected(parts).fleet[action](target, ownUser('tray'))
  // The menu shows that it worked; only a refusal needs words.
  if (!report.ok) parts.tell({ ok: false, ...titled(report.message) })
}

/** That it is in front is seen. Where it can't be, what leads there is copied. */
async function jump({ target, who }: TrayCommand & { readonly do: 'jump' }, parts: CommandParts): Promise<void> {
  const { ok, message, command } = await connected(parts).fleet.jump(target, ownUser('tray'))
  if (ok) return
  if (command !== undefined) parts.copy(command)
  const copied = command === undefined ? '' : ` Copied: ${command}`
  parts.tell({ ok: false, title: who, body: `${message}${copied}` })
}

async function openFolder(path: string, parts: CommandParts): Promise<void> {
  const problem = await parts.openFolder(path)
  if (problem) parts.tell({ ok: false, title: `${path} could not be opened`, body: problem })
}

function connected({ services }: CommandParts): NonNullable<ReturnType<CommandParts['services']>> {
  const found = services()
  if (found === undefined) throw new Error('TCE is not connected to its server. It tries again by itself.')
  return found
}

/** For the state: which survivors are still there. */
export const stillThere = (survivors: ReadonlySet<string>, agents: readonly ProcessRef[]): ReadonlySet<string> => {
  const alive = new Set(agents.map(processId))
  return new Set([...survivors].filter((id) => alive.has(id)))
}

/** First answer wins: where it was another one, that is told, and is nobody's fault. */
async function answer(
  given: Pick<AnswerOrder, 'answer'>,
  { id, nonce, who }: AnsweredFromMenu,
  { services, tell }: CommandParts,
): Promise<void> {
  const answered = await services()?.waiting.answer({ ...given, id, nonce }, ownUser('tray'))
  if (answered === undefined) return
  const isDone = answered.ok && answered.value.outcome?.confirmedAfterMs !== undefined
  const body = answered.ok ? (answered.value.outcome?.message ?? '') : answered.error.message
  tell({ ok: isDone || (!answered.ok && answered.error.kind === 'over'), title: who, body })
}
