/**
 * Ends what the user pointed at: the process, then those of its children that outlive it. Several at once run side by side, one
 * report each. What may be signalled is decided in core/kill-plan.ts, how it is said in core/kill-words.ts.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { HostLine } from '../agents/hosting.ts'
import type { KillReport, KillRequest } from '../core/kill/kill.ts'
import type { KillGuard, KillTarget, Recognise, TreeMember } from '../core/kill/kill-plan.ts'
import { ancestorsOf, hasEnded, recogniserOf, treeOf, workOfSession } from '../core/kill/kill-plan.ts'
import { attemptReport, refusalReport, subjectOf } from '../core/kill/kill-words.ts'
import { ownCommand } from '../core/process/own-command.ts'
import type { AgentProcess, OsProcess, ProcessRef, ProcessTable, Scan } from '../core/process/process.ts'
import { isSameProcess } from '../core/process/process.ts'
import type { EndingOrder, EndingTools } from './end-process.ts'
import { endProcess } from './end-process.ts'
import { createInterrupt } from './interrupt.ts'
import type { RunStop } from './run-stop.ts'
import { createRunStop } from './run-stop.ts'
import { sendSignal } from './send-signal.ts'
import type { TalkToHost } from './talk-to-host.ts'
import { talkToHost } from './talk-to-host.ts'
import { taskkill } from './tree-kill.ts'

export interface KillerOptions extends Partial<Omit<EndingTools, 'table'>> {
  readonly table: ProcessTable
  /** Agent.stopArguments of the agent the process belongs to. */
  readonly stopArguments: (process: AgentProcess) => readonly string[] | undefined
  /** How the host of this window is asked to end what it is at: Hosting.line of its agent. */
  readonly hostLine?: (process: AgentProcess) => HostLine | undefined
  readonly talkToHost?: TalkToHost
  readonly runStop?: RunStop
  readonly selfPid?: number
  readonly nowMs?: () => number
  /** How long children may take to follow their session by themselves before they are asked too. */
  readonly settleMs?: number
}

export interface KillOptions {
  readonly force: boolean
  readonly isExplicit?: boolean | undefined
  /** Our last scan: nothing that is not in it is touched. */
  readonly scan: Pick<Scan, 'agents' | 'helpers' | 'orphans'>
}

export interface Killer {
  killOne(target: ProcessRef, options: KillOptions): Promise<KillReport>
  /** One report per target, in the order asked for. */
  kill(request: KillRequest, scan: KillOptions['scan']): Promise<readonly KillReport[]>
}

export function createKiller({
  table,
  stopArguments,
  hostLine = () => undefined,
  talkToHost: talk = talkToHost,
  runStop = createRunStop(),
  selfPid = process.pid,
  nowMs = Date.now,
  settleMs = 500,
  signal = sendSignal,
  taskkill: endTree = taskkill,
  wait = (ms) => sleep(ms),
  clock = () => performance.now(),
  platform = process.platform,
  graceMs = 5_000,
  pollMs = usualPollMs(platform),
}: KillerOptions): Killer {
  const tools: EndingTools = { table, signal, taskkill: endTree, wait, clock, platform, graceMs, pollMs }
  let listing: Promise<readonly OsProcess[]> | undefined

  return {
    killOne,
    kill: ({ targets, force, isExplicit }, scan) =>
      Promise.all(targets.map((target) => killOne(target, { force, isExplicit, scan }))),
  }

  async function killOne(asked: ProcessRef, { force, isExplicit = false, scan }: KillOptions): Promise<KillReport> {
    const recognise = recogniserOf(scan)
    const target = recognise(asked)
    const subject = subjectOf(asked, target, scan)
    const processes = await listNow()
    const guard: KillGuard = { selfPid, ancestorPids: ancestorsOf(selfPid, processes), isExplicit }
    const ownTree = target === undefined ? [] : treeOf(target, processes, recognise)
    const window = target?.kind === 'agent' && target.process.host !== undefined ? target.process : undefined
    const asking = window && createInterrupt(window, { line: hostLine(window), talk, agents: scan.agents })

    const order = { target, guard, force, ...politeStop(target), interrupt: asking?.order }
    const ending = await endProcess(asked, order, tools)
    if (ending.refusal !== undefined) {
      const parent = ending.refusal.outcome === 'defunct' ? await parentOf(ending.refusal.found) : undefined
      return refusalReport(subject, ending.refusal, { nowMs: nowMs(), parent })
    }
    const answer = asking?.answer()
    const work = answer === undefined ? [] : workOfSession({ ...answer.host }, answer.sessionId, scan)
    const tree = [...ownTree, ...work.filter((one) => !ownTree.some((other) => isSameProcess(one, other)))]
    const survivors = ending.hasEnded ? await endSurvivors(tree, recognise, { guard, force }) : await stillRunning(tree)
    const gone = tree.filter((member) => !survivors.includes(member))
    return attemptReport(subject, {
      ...ending,
      isForced: force,
      survivors: ending.hasEnded ? survivors : [],
      endedProcesses: Number(ending.hasEnded) + gone.length,
      freedBytes: ending.hasEnded ? sumOf([ending.before ?? target?.process, ...gone]) : undefined,
      hostAnswer: answer,
      carried: target?.kind === 'agent' ? target.process.carries : undefined,
      uncollectedBy: ending.hasEnded ? await collectorOf(asked) : undefined,
    })
  }

  /**
   * Everything, read anew: a table may remember processes that interest nobody from an earlier look, and who is whose child matters
   * now. Several targets at once share one listing.
   */
  function listNow(): Promise<readonly OsProcess[]> {
    listing ??= table
      .read(() => true)
      .finally(() => {
        listing = undefined
      })
    return listing
  }

  function politeStop(target: KillTarget | undefined): Pick<EndingOrder, 'stopCommandOf' | 'runStop'> {
    if (target?.kind !== 'agent') return {}
    const agent = target.process
    return {
      stopCommandOf: (found) => ownCommand(agent.agent, found, stopArguments(agent)),
      runStop: (command) => runStop(command, agent),
    }
  }

  /** Gives the children a moment to follow, then ends each that did not, and what hangs below it by now. Returns those still there. */
  async function endSurvivors(
    tree: readonly TreeMember[],
    recognise: Recognise,
    { guard, force }: Pick<EndingOrder, 'guard' | 'force'>,
  ): Promise<readonly TreeMember[]> {
    let running = await stillRunning(tree)
    for (const untilMs = clock() + settleMs; running.length > 0 && clock() < untilMs; ) {
      await wait(pollMs)
      running = await stillRunning(running)
    }
    if (running.length === 0) return []
    const processes = await listNow()
    const below = running.flatMap((process) => treeOf({ kind: 'child', process }, processes, recognise))
    const all = [...running, ...below.filter((one) => !running.some((other) => isSameProcess(one, other)))]
    await Promise.all(
      all.map((member) => endProcess(member, { target: { kind: 'child', process: member }, guard, force }, tools)),
    )
    return stillRunning(all)
  }

  async function stillRunning(tree: readonly TreeMember[]): Promise<readonly TreeMember[]> {
    const looks = await Promise.all(tree.map(async (member) => !hasEnded(member, await table.inspect(member.pid))))
    return tree.filter((_member, index) => looks[index])
  }

  /** Who leaves a defunct entry standing. Most parents collect within milliseconds. */
  async function collectorOf(ref: ProcessRef): Promise<OsProcess | undefined> {
    for (const untilMs = clock() + settleMs; ; await wait(pollMs)) {
      const found = await table.inspect(ref.pid)
      if (found === undefined || !isSameProcess(ref, found)) return undefined
      if (clock() >= untilMs) return parentOf(found)
    }
  }

  function parentOf(child: OsProcess): Promise<OsProcess | undefined> {
    return table.inspect(child.ppid)
  }
}

/** What is not known is left out; nothing known is no sum. */
function sumOf(processes: readonly ({ readonly rssBytes?: number | undefined } | undefined)[]): number | undefined {
  const known = processes.flatMap((process) => process?.rssBytes ?? [])
  return known.length === 0 ? undefined : known.reduce((sum, bytes) => sum + bytes, 0)
}

/** On Linux a look is one small file; elsewhere it starts a program. */
function usualPollMs(platform: NodeJS.Platform): number {
  if (platform === 'linux') return 50
  return platform === 'win32' ? 500 : 100
}
