/** Ends one process, step by step, and looks who it is before each of them. Reports what it saw; decides nothing (core/kill-plan.ts). */
import type { KillGuard, KillStep, KillTarget, Refusal } from '../core/kill/kill-plan.ts'
import { hasEnded, refusalOf, stepsFor } from '../core/kill/kill-plan.ts'
import type { OwnCommand } from '../core/process/own-command.ts'
import type { OsProcess, ProcessRef, ProcessTable } from '../core/process/process.ts'
import type { Result } from '../core/result.ts'
import type { SendSignal, SignalResult } from './send-signal.ts'
import type { Taskkill } from './tree-kill.ts'

/** The outside, as far as ending needs it. */
export interface EndingTools {
  readonly table: Pick<ProcessTable, 'inspect'>
  readonly signal: SendSignal
  readonly taskkill: Taskkill
  readonly wait: (ms: number) => Promise<void>
  /** Monotonic, in milliseconds. */
  readonly clock: () => number
  readonly platform: NodeJS.Platform
  /** From a request to end until "it still runs". */
  readonly graceMs: number
  /** Between two looks while waiting. */
  readonly pollMs: number
}

export interface EndingOrder {
  /** Undefined: our last scan does not know it, and the guard will refuse. */
  readonly target: KillTarget | undefined
  readonly guard: KillGuard
  readonly force: boolean
  /** The agent's own stop command for the process as it was just seen, if it has one. */
  readonly stopCommandOf?: (found: OsProcess) => OwnCommand | undefined
  readonly runStop?: (command: OwnCommand) => Promise<Result<void, string>>
  /** Asks its host to end what it is at; says whether anything was done there. */
  readonly interrupt?: InterruptOrder | undefined
}

export interface InterruptOrder {
  readonly label: string
  ask(): Promise<boolean>
}

export interface Ending {
  /** Set when nothing was sent. */
  readonly refusal?: Refusal | undefined
  readonly sent: readonly string[]
  readonly hasEnded: boolean
  /** From the first step to the last look. */
  readonly afterMs: number
  readonly stopFailure?: string | undefined
  readonly isRefused: boolean
  /** As it was before the first step. */
  readonly before?: OsProcess | undefined
}

/** A process that is woken in the background of its terminal stops again when it touches it (SIGTTOU): woken anew, this often. */
const mostWakes = 10

export async function endProcess(ref: ProcessRef, order: EndingOrder, tools: EndingTools): Promise<Ending> {
  const sent: string[] = []
  let stopFailure: string | undefined
  let isRefused = false
  let beganAtMs: number | undefined

  const before = await look()
  const refusal = refusalOf(ref, order.target, before, order.guard)
  if (refusal !== undefined || before === undefined) return refused(refusal ?? { outcome: 'gone' }, before)

  const stopCommand = order.stopCommandOf?.(before)
  const steps = stepsFor({
    state: before.state,
    force: order.force,
    hasStopCommand: stopCommand !== undefined && order.runStop !== undefined,
    canInterrupt: order.interrupt !== undefined,
    platform: tools.platform,
  })
  for (const step of steps) {
    if (step === 'wait') {
      if (stopFailure !== undefined && sent.length === 1) continue
      if (await waitForEnd()) return observed(true)
      if (sent.length === 1 && stopCommand) stopFailure ??= 'it runs on'
      continue
    }
    const found = await look()
    const obstacle = refusalOf(ref, order.target, found, order.guard)
    if (obstacle !== undefined) {
      if (sent.length === 0) return refused(obstacle, found)
      return observed(hasEnded(ref, found))
    }
    beganAtMs ??= tools.clock()
    const result = await take(step)
    if (result === 'gone') return sent.length === 0 ? refused({ outcome: 'gone' }, before) : observed(true)
    if (result === 'refused') {
      if (sent.length === 0) return refused({ outcome: 'not-permitted', found: before }, before)
      isRefused = true
      return observed(false)
    }
  }
  return observed(false)

  /** What is no pid is not even asked for. */
  async function look(): Promise<OsProcess | undefined> {
    return Number.isSafeInteger(ref.pid) && ref.pid > 0 ? tools.table.inspect(ref.pid) : undefined
  }

  async function take(step: Exclude<KillStep, 'wait'>): Promise<SignalResult> {
    if (step === 'interrupt') {
      if ((await order.interrupt?.ask()) === true) sent.push(order.interrupt?.label ?? step)
      return 'sent'
    }
    if (step === 'stop-command') {
      if (stopCommand === undefined || order.runStop === undefined) return 'sent'
      sent.push(stopCommand.label)
      const result = await order.runStop(stopCommand)
      if (!result.ok) stopFailure = result.error
      return 'sent'
    }
    const result = step === 'taskkill' ? await tools.taskkill(ref.pid) : tools.signal(ref.pid, step)
    if (result === 'sent') sent.push(step)
    return result
  }

  async function waitForEnd(): Promise<boolean> {
    const untilMs = tools.clock() + tools.graceMs
    for (;;) {
      const found = await look()
      if (hasEnded(ref, found)) return true
      if (found?.state === 'stopped' && isAsked()) wakeAgain(found)
      if (tools.clock() >= untilMs) return false
      await tools.wait(tools.pollMs)
    }
  }

  function isAsked(): boolean {
    return sent.includes('SIGTERM') && sent.filter((one) => one === 'SIGCONT').length < mostWakes
  }

  function wakeAgain(found: OsProcess): void {
    if (refusalOf(ref, order.target, found, order.guard) !== undefined) return
    if (tools.signal(ref.pid, 'SIGCONT') === 'sent') sent.push('SIGCONT')
  }

  function observed(isGone: boolean): Ending {
    const afterMs = beganAtMs === undefined ? 0 : tools.clock() - beganAtMs
    return { sent, hasEnded: isGone, afterMs, stopFailure, isRefused, before }
  }
}

const refused = (refusal: Refusal, before: OsProcess | undefined): Ending => ({
  refusal,
  sent: [],
  hasEnded: false,
  afterMs: 0,
  isRefused: false,
  before,
})
