/** The fleet of this machine, and what may be done to it. What was done is in the audit log, and seen, before the answer. */
import type { Actor } from '../../core/audit/audit.ts'
import { by } from '../../core/events/event.ts'
import { subject } from '../../core/events/fleet-facts.ts'
import type { KillReport } from '../../core/kill/kill.ts'
import type { JumpReport, TerminalShown } from '../../core/process/jump.ts'
import type { AgentProcess, ProcessRef, Scan } from '../../core/process/process.ts'
import { isSameProcess, processId } from '../../core/process/process.ts'
import type { ResumeCommand } from '../../core/process/report.ts'
import type { FleetService, PinReport } from '../fleet.ts'
import type { LocalBus } from './bus.ts'
import type { LocalLog } from './log.ts'
import type { Looks, PinStore } from './looks.ts'
import { findProcess } from './seen-process.ts'

/** Ends one process of the scan it is given, and says what was observed: control/kill.ts. */
export type KillOne = (
  target: ProcessRef,
  options: { readonly force: boolean; readonly isExplicit: boolean; readonly scan: Scan },
) => Promise<KillReport>

/** Brings a terminal to the front: control/jump/jump.ts. */
export type ShowTerminal = (agent: AgentProcess) => Promise<TerminalShown>

export interface FleetParts {
  readonly looks: Pick<Looks, 'read' | 'scanFor' | 'lastScan'>
  readonly killOne: KillOne
  readonly showTerminal: ShowTerminal
  readonly resumeCommand: ResumeCommand
  readonly pins: Pick<PinStore, 'add' | 'remove'>
  readonly log: Pick<LocalLog, 'record'>
  readonly bus: Pick<LocalBus, 'append'>
}

export function createFleet({ looks, killOne, showTerminal, resumeCommand, pins, log, bus }: FleetParts): FleetService {
  /** As it is known at this moment, for the log. */
  const known = (target: ProcessRef) => ({ ...findProcess(looks.lastScan, target), ...target })

  async function setPin(target: ProcessRef, pinned: boolean, actor: Actor): Promise<PinReport> {
    const id = processId(target)
    const agent = (await looks.scanFor([target])).agents.find((process) => isSameProcess(process, target))
    const who = agent?.project ?? agent?.name ?? `pid ${target.pid}`
    if (!agent && findProcess(looks.lastScan, target)) {
      const message = `${target.pid} is no agent: only agents go stale, and only they are pinned. See: tce status`
      return { id, pinned: false, ok: false, message }
    }
    if (!agent) {
      const message = `No agent has the pid ${target.pid} any more. Nothing was ${pinned ? 'pinned' : 'unpinned'}. See: tce status`
      return { id, pinned: false, ok: false, message }
    }
    await (pinned ? pins.add(target) : pins.remove(target))
    const message = pinned ? `${who} is pinned: it is never stale.` : `${who} is no longer pinned.`
    const action = pinned ? 'process.pin' : 'process.unpin'
    await log.record({ action, actor, target: known(target), outcome: 'done', message })
    await looks.read()
    return { id, pinned, ok: true, message }
  }

  async function jump(target: ProcessRef, actor: Actor): Promise<JumpReport> {
    const id = processId(target)
    const agent = (await looks.scanFor([target])).agents.find((process) => isSameProcess(process, target))
    if (agent === undefined) {
      return { id, ok: false, message: `No agent has the pid ${target.pid} any more. See: tce status` }
    }
    const shown = await showTerminal(agent)
    const report: JumpReport =
      shown.kind === 'shown'
        ? { id, ok: true, message: `Shown: ${shown.where}.` }
        : { id, ok: false, message: shown.why, command: shown.command ?? resumeCommand(agent) }
    const outcome = report.ok ? 'done' : 'not-shown'
    await log.record({ action: 'terminal.show', actor, target: known(target), outcome, message: report.message })
    return report
  }

  return {
    read: ({ maxAgeMs } = {}) => looks.read(maxAgeMs),
    jump,
    async kill({ targets, force, isExplicit = false }, actor) {
      const scan = await looks.scanFor(targets)
      const { processes } = await looks.read(Number.POSITIVE_INFINITY)
      const killAndRecord = async (target: ProcessRef) => {
        const report = await killOne(target, { force, isExplicit, scan })
        const { outcome, message } = report
        const action = force ? 'process.force-kill' : 'process.kill'
        await log.record({ action, actor, target: known(target), outcome, message })
        const agent = processes.find((process) => isSameProcess(process, target))
        if (agent !== undefined && outcome === 'ended') {
          bus.append({ type: 'agent.killed', data: { ...subject(agent), ...by(actor), forced: force } })
        }
        return report
      }
      const reports = await Promise.all(targets.map(killAndRecord))
      await looks.read()
      return reports
    },
    pin: (target, actor) => setPin(target, true, actor),
    unpin: (target, actor) => setPin(target, false, actor),
  }
}
