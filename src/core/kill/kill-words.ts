/**
 * What was observed, in one sentence and a next step, once for the terminal, the page and the tray. Marks and colours are theirs.
 * Names come from other processes: they are made plain here.
 */

import type { HostLoad, OsProcess, ProcessRef, Scan } from '../process/process.ts'
import { isSameProcess } from '../process/process.ts'
import { formatBytes, formatDurationInWords, plural } from '../words/format.ts'
import { plainText } from '../words/text.ts'
import type { HostAnswer } from './host-words.ts'
import { endedWithIt, hostAnswerWords, mayGoOn, servesWords } from './host-words.ts'
import type { KillReport } from './kill.ts'
import type { KillTarget, Protection, Refusal, TreeMember } from './kill-plan.ts'

/** Who a sentence is about. */
export interface Subject extends ProcessRef {
  /** "payments-api", with the session's name where two agents share the project; "redis-server" for a child. */
  readonly label: string
  readonly project?: string | undefined
  readonly name?: string | undefined
  readonly carries?: HostLoad | undefined
}

export function subjectOf(ref: ProcessRef, target: KillTarget | undefined, scan: Pick<Scan, 'agents'>): Subject {
  const { pid, start } = ref
  if (target?.kind === 'agent') {
    const { project, name } = target.process
    const isShared = scan.agents.some((agent) => agent.project === project && !isSameProcess(agent, ref))
    const words = [project, isShared || project === undefined ? name : undefined].map((word) => plainText(word ?? ''))
    const label = words.filter((word) => word !== '').join(' ') || target.process.agent
    return { pid, start, label, project, name, carries: target.process.carries }
  }
  return { pid, start, label: plainText(target?.process.name ?? '') || `Process ${pid}`, name: target?.process.name }
}

const withPid = ({ label, pid }: Subject): string => (label.includes(String(pid)) ? label : `${label} (${pid})`)

/** "14:30", or with its day when that was not today. */
export function clockTime(atMs: number, nowMs: number, timezone?: string): string {
  const day = (ms: number) =>
    new Date(ms).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: timezone })
  const time = new Date(atMs).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: timezone })
  return day(atMs) === day(nowMs) ? time : `${day(atMs)} ${time}`
}

const base = ({ pid, start, project, name }: Subject) => ({ id: `${pid}:${start}`, pid, start, project, name })

export interface RefusalContext {
  readonly nowMs: number
  readonly timezone?: string | undefined
  /** Who has to collect a defunct process. */
  readonly parent?: Pick<OsProcess, 'pid' | 'name'> | undefined
}

/** The report of a process to which nothing was sent. */
export function refusalReport(subject: Subject, refusal: Refusal, context: RefusalContext): KillReport {
  const { message, next } = refusalWords(subject, refusal, context)
  return { ...base(subject), outcome: refusal.outcome, ok: false, sent: [], message, next }
}

interface Words {
  readonly message: string
  readonly next?: string | undefined
}

function refusalWords(subject: Subject, refusal: Refusal, context: RefusalContext): Words {
  const { pid } = subject
  switch (refusal.outcome) {
    case 'protected':
      return protectionWords(subject, refusal.protection)
    case 'gone':
      return goneWords(subject, refusal.found, context)
    case 'defunct':
      return defunctWords(subject, context)
    case 'not-permitted':
      return {
        message: `${withPid(subject)} belongs to another user. Nothing was sent.`,
        next: 'ask that user to end it',
      }
    case 'not-watched':
      return {
        message: `${pid} (${plainText(refusal.found.name)}) is no agent and no part of one. Nothing was sent.`,
        next: 'tce status',
      }
    default:
      return refusal satisfies never
  }
}

function protectionWords(subject: Subject, protection: Protection): Words {
  switch (protection) {
    case 'system':
      return { message: `${subject.pid} is no process that TCE would ever end. Nothing was sent.`, next: 'tce status' }
    case 'self':
      return { message: `${subject.pid} is TCE itself. Nothing was sent.`, next: 'tce dashboard-stop' }
    case 'ancestor':
      return {
        message: `TCE runs inside ${withPid(subject)} and would end with it. Nothing was sent.`,
        next: `tce kill ${subject.pid}, from another terminal`,
      }
    case 'supervisor':
      return {
        message: `${withPid(subject)} ${servesWords(subject.carries)}. It is ended only when named by its pid. Nothing was sent.`,
        next: `tce kill ${subject.pid}`,
      }
    default:
      return protection satisfies never
  }
}

function goneWords({ pid, label }: Subject, found: OsProcess | undefined, { nowMs, timezone }: RefusalContext): Words {
  if (found === undefined) {
    const who = label.includes(String(pid)) ? label : `${label} (${pid})`
    return { message: `${who} had ended already. Nothing was sent.`, next: 'tce log' }
  }
  const since = clockTime(found.startedAtMs, nowMs, timezone)
  return {
    message: `${pid} is another process now (${plainText(found.name)}, started ${since}). Nothing was sent.`,
    next: 'tce log',
  }
}

function defunctWords(subject: Subject, { parent }: RefusalContext): Words {
  const who = withPid(subject)
  if (parent === undefined) {
    return { message: `${who} ended already; only its entry is left, and no signal removes that. Nothing was sent.` }
  }
  const collector = `${plainText(parent.name)} (${parent.pid})`
  return {
    message: `${who} ended already; its parent ${collector} has to collect it, no signal can. Nothing was sent.`,
    next: parent.pid === 1 ? 'it goes at the next restart of the machine' : `end or restart ${collector}`,
  }
}

/** What the attempt came to. */
export interface Observation {
  readonly sent: readonly string[]
  readonly afterMs: number
  readonly hasEnded: boolean
  readonly isForced: boolean
  readonly endedProcesses: number
  readonly freedBytes?: number | undefined
  readonly survivors: readonly TreeMember[]
  /** The agent's own stop command did not do it: why. */
  readonly stopFailure?: string | undefined
  /** It ended, but its entry stays until this parent collects it. */
  readonly uncollectedBy?: Pick<OsProcess, 'pid' | 'name'> | undefined
  /** It was a window: how asking its host went. */
  readonly hostAnswer?: HostAnswer | undefined
  /** It carried sessions. */
  readonly carried?: HostLoad | undefined
  /** The system refused a signal after the first. */
  readonly isRefused?: boolean | undefined
}

/** The report of a process to which something was sent. */
export function attemptReport(subject: Subject, observed: Observation): KillReport {
  const { message, next } = observed.hasEnded ? endedWords(subject, observed) : survivorWords(subject, observed)
  const survivors = observed.survivors.map(({ pid, name }) => ({ pid, name: plainText(name) }))
  return {
    ...base(subject),
    outcome: observed.hasEnded ? 'ended' : 'still-alive',
    ok: observed.hasEnded && survivors.length === 0,
    afterMs: observed.afterMs,
    endedProcesses: observed.endedProcesses,
    freedBytes: observed.freedBytes,
    survivors: survivors.length === 0 ? undefined : survivors,
    sent: observed.sent,
    message,
    next,
  }
}

function endedWords({ label }: Subject, observed: Observation): Words {
  const freed = observed.freedBytes === undefined ? '' : `, ${formatBytes(observed.freedBytes)} freed`
  const count = plural(observed.endedProcesses, 'process', 'processes')
  const said = [
    `${label} ended ${formatEnding(observed.afterMs)}. ${count} gone${freed}.`,
    observed.hostAnswer && hostAnswerWords(observed.hostAnswer),
    observed.carried && endedWithIt(observed.carried),
    survivorList(observed.survivors),
    stopFailureNote(observed, 'its supervisor may start it again'),
    observed.uncollectedBy &&
      `Its entry stays until ${plainText(observed.uncollectedBy.name)} (${observed.uncollectedBy.pid}) collects it.`,
    observed.sent.includes('taskkill') && 'Windows has no polite end: it was forced.',
  ]
  const pids = observed.survivors.map(({ pid }) => pid).join(' ')
  const next = pids === '' ? stopNext(observed) : forceCommand(pids, observed)
  return { message: sentences(said), next }
}

function survivorWords(subject: Subject, observed: Observation): Words {
  const said = [
    `${withPid(subject)} still runs: ${deedsInWords(observed)}.`,
    observed.isRefused === true && 'The system did not permit the signal.',
    stopFailureNote(observed),
  ]
  return { message: sentences(said), next: forceCommand(String(subject.pid), observed) }
}

/** "woken, asked, waited 5 s" */
function deedsInWords({ sent, afterMs, hostAnswer }: Observation): string {
  const deeds = [
    sent.includes('SIGCONT') && 'woken',
    hostAnswer?.did === 'interrupted' && 'interrupted',
    sent.some((one) => one.includes(' stop ')) && 'told to stop',
    sent.includes('SIGTERM') && 'asked',
    sent.includes('SIGKILL') && 'killed',
    sent.includes('taskkill') && 'forced',
    `waited ${formatWaiting(afterMs)}`,
  ]
  return deeds.filter((deed) => deed !== false).join(', ')
}

/** Below a tenth of a second "after 0.0 s" would say nothing. */
const formatEnding = (ms: number): string => (ms < 100 ? 'at once' : `after ${formatDurationInWords(ms)}`)

/** Whole seconds: how long it was is no measurement here. */
const formatWaiting = (ms: number): string => (ms < 950 ? formatDurationInWords(ms) : `${Math.round(ms / 1000)} s`)

function survivorList(survivors: readonly TreeMember[]): string | false {
  if (survivors.length === 0) return false
  const names = survivors.slice(0, 3).map(({ name, pid }) => `${plainText(name)} (${pid})`)
  const more = survivors.length > 3 ? ` and ${survivors.length - 3} more` : ''
  return `Of its children ${names.join(', ')}${more} still ${survivors.length === 1 ? 'runs' : 'run'}.`
}

function stopFailureNote({ stopFailure, sent }: Observation, consequence?: string): string | false {
  if (stopFailure === undefined || !sent.some((one) => /^(SIGTERM|taskkill)$/.test(one))) return false
  const command = sent.find((one) => one.includes(' stop ')) ?? 'its stop command'
  return `${command} did not do it (${plainText(stopFailure)}), signals did${consequence ? `; ${consequence}` : ''}.`
}

function stopNext({ stopFailure, hostAnswer }: Observation): string | undefined {
  if (hostAnswer !== undefined && mayGoOn(hostAnswer)) return `tce kill ${hostAnswer.hostPid}`
  return stopFailure === undefined ? undefined : 'tce status'
}

/** Whoever survived force waits in the kernel: another signal changes nothing. */
const forceCommand = (pids: string, { isForced, sent }: Observation): string =>
  isForced || sent.includes('taskkill') ? 'tce doctor' : `tce kill ${pids} --force`

const sentences = (parts: readonly (string | false | undefined)[]): string =>
  parts.filter((part) => part !== false && part !== undefined).join(' ')
