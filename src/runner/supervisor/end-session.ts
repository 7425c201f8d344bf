/** Ends a session step by step, and says what was observed: its own way out, SIGTERM, SIGKILL, and whatever it left running. */
import type { EndingReport } from '../../core/terminals/session.ts'
import { ownProcesses, type ProcessTools, sweep } from './own-processes.ts'
import type { Session } from './session.ts'

export interface EndingOptions {
  /** What its user would type to leave it, if known. */
  readonly exitKeys?: Buffer | undefined
  /** Given to each step before the next. */
  readonly graceMs?: number | undefined
}

const usualGraceMs = 3_000

export async function endSession(
  session: Session,
  { exitKeys, graceMs = usualGraceMs }: EndingOptions,
  tools: ProcessTools,
): Promise<EndingReport> {
  const { pty, id } = session
  const { spawn, process } = session.info()
  // While it lives: whom it started can't be asked any more when it is gone, but for what carries its mark.
  const own = await ownProcesses(tools, spawn, process)
  const sent: string[] = []

  const steps = [
    ['keys', typeExitKeys],
    ['SIGTERM', () => sendToGroup('SIGTERM')],
    ['SIGKILL', () => sendToGroup('SIGKILL')],
  ] as const
  for (const [name, take] of steps) {
    if (session.exit !== undefined) break
    if (!take()) continue
    sent.push(name)
    await Promise.race([session.ended, tools.wait(graceMs)])
  }
  const later = await ownProcesses(tools, spawn, session.exit === undefined ? process : undefined)
  const all = [...own, ...later.filter(({ pid, start }) => !own.some((one) => one.pid === pid && one.start === start))]
  const { swept, left } = await sweep(all, tools, Math.min(graceMs, 1_000))
  const stillRuns = session.exit === undefined && process !== undefined ? [process] : []
  return { id, sent, exit: session.exit, swept, left: [...stillRuns, ...left] }

  function typeExitKeys(): boolean {
    if (exitKeys !== undefined) session.type(exitKeys)
    return exitKeys !== undefined
  }

  function sendToGroup(name: 'SIGTERM' | 'SIGKILL'): boolean {
    const isSent = pty.signalGroup(name)
    // One that is suspended hears of it when it is woken.
    if (isSent && name === 'SIGTERM') pty.signalGroup('SIGCONT')
    if (!isSent) pty.signal(name)
    return true
  }
}
