/**
 * Who waits for you on this machine: requests that hooks hold open, agents whose registry or screen says that they wait, turns that ended.
 * Who answered what, from where and with which text, and what was observed, is in the audit log before the answer.
 */
import { basename, resolve } from 'node:path'
import type { LiveSession } from '../../agents/agent.ts'
import { kindOf } from '../../agents/kinds.ts'
import type { Approvals, HeldRequest } from '../../control/approvals.ts'
import { createApprovals } from '../../control/approvals.ts'
import type { HostedAsk } from '../../control/asking-host.ts'
import type { StandingDialog } from '../../control/dialog-keys.ts'
import type { WaitingMarksFile } from '../../control/waiting-marks.ts'
import type { Actor } from '../../core/audit/audit.ts'
import { processId } from '../../core/process/process.ts'
import type { FleetReport } from '../../core/process/report.ts'
import type { Result } from '../../core/result.ts'
import { seconds } from '../../core/time/duration.ts'
import type { AnswerOrder, AnswerProblem, Approval, Asked, Decision, RanTool } from '../../core/waiting/approval.ts'
import { notesOf } from '../../core/waiting/approval-words.ts'
import { againstFile, withoutWrongLines } from '../../core/waiting/edit-places.ts'
import type { IrrevocableOptions } from '../../core/waiting/irrevocable.ts'
import { irrevocableOf } from '../../core/waiting/irrevocable.ts'
import type { LossKind } from '../../core/waiting/loss.ts'
import { nextTurns, noTurns, turnItems } from '../../core/waiting/turn-ends.ts'
import type { Place } from '../../core/waiting/waiting-items.ts'
import { agentAlone, answeredData, isAnswered, waitingReport } from '../../core/waiting/waiting-items.ts'
import type { WaitingReport } from '../../core/waiting/waiting-report.ts'
import { nothingWaits, putOff } from '../../core/waiting/waiting-report.ts'
import type { ReportError } from '../../core/words/bug.ts'
import { redactorFor, redactValues } from '../../core/words/redact.ts'
import type { WaitingService } from '../waiting.ts'
import type { LocalBus } from './bus.ts'
import type { DialogDeskParts, SeenAgent } from './dialog-desk.ts'
import { createDialogDesk } from './dialog-desk.ts'
import type { AskedHook, HookAnswer, HookDesk, HookReceiver } from './hooks.ts'
import type { LocalLog } from './log.ts'
import type { Looks } from './looks.ts'
import { createRanWatch } from './ran-watch.ts'
import type { SessionTail } from './session-tail.ts'
import { createStuckWatch } from './stuck-watch.ts'
import { createTurnWatch } from './turn-watch.ts'

export interface WaitingParts {
  /** As its registry shows it at this moment; undefined where it shows none. */
  readonly sessionNow: (sessionId: string) => Promise<LiveSession | undefined>
  readonly isRunning: (session: LiveSession) => Promise<boolean>
  /** How long an agent without a terminal is kept waiting for an answer. */
  readonly headlessMs: () => number
  /** By which way an agent of this kind can be answered, if at all. */
  readonly answeredBy: (agent: string) => 'hook' | 'host' | undefined
  /** How sessions of this kind are to be started so that they can be. */
  readonly nextTime: (agent: string) => string | undefined
  /** What stands on a screen: control/dialog-keys.ts. */
  readonly findDialog: DialogDeskParts['findDialog']
  /** What cannot be taken back beside what TCE knows itself: the user's own list. */
  readonly irrevocableCommands: () => readonly string[]
  /** What a command would throw away, looked up just then: control/what-is-lost.ts. */
  readonly whatIsLost: (command: string, cwd: string | undefined) => Promise<ReadonlyMap<LossKind, string>>
  /** A file as it is now; undefined where it is none that can be shown. */
  readonly textOf: (path: string) => string | undefined
  /** On which branch a folder is; undefined where it is on none: control/branch-of.ts. */
  readonly branchOf: (cwd: string) => string | undefined
  readonly marks: WaitingMarksFile
}

interface Beside {
  readonly looks: Pick<Looks, 'read'>
  readonly heard: HookReceiver['heard']
  readonly bus: Pick<LocalBus, 'append'>
  readonly log: Pick<LocalLog, 'record'>
  /** What the last records of a session, or a subagent of it, tell. */
  readonly records: SessionTail
  readonly clock: () => number
  readonly reportError: ReportError
}

export interface LocalWaiting extends WaitingService {
  /** Takes what hooks ask and tell. */
  readonly desk: HookDesk
  /** Takes what sessions ask by their host. */
  askByHost(agent: string, ask: HostedAsk): Promise<Decision | undefined>
  noteFleet(fleet: FleetReport): void
  close(): void
}

/** A fleet of this age is fresh enough to say who waits. */
const freshMs = 1_500

const placesAtMost = 200

const noFleet: Pick<FleetReport, 'processes' | 'scannedAt'> = { processes: [], scannedAt: '' }

export function createWaiting(parts: WaitingParts, beside: Beside): LocalWaiting {
  const { looks, bus, log, heard, clock, reportError } = beside
  const places = new Map<string, Place>()
  const kept = parts.marks.read()
  const seen = new Map(kept.seen)
  let { notNow } = kept
  let fleet = noFleet
  let turns = noTurns
  let told = JSON.stringify(nothingWaits)
  const approvals: Approvals = createApprovals({
    sessionNow: parts.sessionNow,
    isRunning: async (sessionId) => {
      const session = await parts.sessionNow(sessionId)
      return session === undefined || parts.isRunning(session)
    },
    answeredThere: beside.records.answered,
    onLater: tell,
    onChange: (approval) => {
      if (approval.state === 'over') {
        bus.append({ type: 'agent.answered', data: answeredData(approval, placeOf(approval.sessionId)) })
        lookAround()
      }
      tell()
    },
    clock,
    reportError,
  })

  const stuck = createStuckWatch({ steps: beside.records.steps, onChange: tell, clock, reportError })
  const turnWatch = createTurnWatch({ turn: beside.records.turn, onChange: tell, clock, reportError })
  const ranWatch = createRanWatch({ ran: beside.records.ran, onRan, clock, reportError })
  const dialogs = createDialogDesk({
    findDialog: parts.findDialog,
    openCalls: beside.records.openCalls,
    hold: holdDialog,
    onChange: tell,
    clock,
    reportError,
  })

  const report = (): WaitingReport =>
    waitingReport({
      fleet,
      turns,
      seen,
      stuck: stuck.signs,
      factsOf: turnWatch.factsOf,
      notNow,
      nowMs: clock(),
      open: approvals.open(),
      over: approvals.over(),
      placeOf,
      signsOf: heard.of,
      answeredBy: parts.answeredBy,
      nextTime: parts.nextTime,
      screenOf: dialogs.textOf,
      nameOf: (agent) => kindOf(agent).displayName,
    })

  function placeOf(sessionId: string): Place | undefined {
    const agent = fleet.processes.find((one) => one.sessionId === sessionId)
    return agent === undefined ? places.get(sessionId) : { ...agent, agentId: agent.id }
  }

  /** Of one that no look has shown yet. */
  function keepPlace(sessionId: string, place: Place): void {
    const [oldest] = places.keys()
    if (places.size >= placesAtMost && oldest !== undefined) places.delete(oldest)
    places.set(sessionId, place)
  }

  /** Of one that was answered there, and nobody saw how, its call tells that as well. */
  function onRan(id: string, ran: RanTool): void {
    const outcome = approvals.over().find((one) => one.id === id)?.outcome
    const isOpen = outcome?.kind === 'answered-there' && outcome.answer === undefined
    const isDenied = isOpen && ran.outcome === 'interrupted'
    const allowed = isOpen ? ({ answer: 'allow', message: 'Allowed in its terminal.' } as const) : {}
    approvals.tellLater(id, isDenied ? { answer: 'deny', message: 'Denied in its terminal.' } : { ...allowed, ran })
  }

  /** Everybody is told, where it is another list than before. */
  function tell(): void {
    const data = report()
    const text = JSON.stringify(data)
    if (text === told) return
    told = text
    bus.append({ type: 'waiting.changed', data })
  }

  async function keepMarks(): Promise<WaitingReport> {
    await parts.marks.write({ seen, notNow })
    tell()
    return report()
  }

  async function ask({ agent, asked, sessionId, timeoutMs, ...hook }: AskedHook) {
    const session = await parts.sessionNow(sessionId)
    if (session === undefined) return undefined
    const isHeadless = session.role === 'headless' || session.role === 'sdk'
    const waitsMs = isHeadless ? Math.min(timeoutMs, parts.headlessMs()) : timeoutMs
    if (waitsMs < seconds(3)) return undefined
    keepPlace(sessionId, placeIn(session))
    dialogs.letGo(sessionId)
    const { subagentId, what, gone, decide, redact } = hook
    const way = { kind: 'answer', timeoutMs: waitsMs, decide } as const
    return hold(asked, redact, { agent, sessionId, subagentId, what, gone, way })
  }

  /** Undefined: no decision. */
  function hold(
    given: Asked,
    redact: (text: string) => string,
    request: Omit<HeldRequest, 'asked' | 'shown' | 'agentName'>,
  ): Promise<HookAnswer | undefined> | undefined {
    const asked = inItsFile(given)
    const shown = withoutWrongLines(asked, redactValues(asked, redact))
    const irrevocable = (lost?: IrrevocableOptions['lost']) => {
      const own = parts.irrevocableCommands()
      const found = irrevocableOf(asked, { own, lost })
      return found && { sentence: redact(found.sentence), at: irrevocableOf(shown, { own })?.at }
    }
    const flagged = irrevocable()
    const held = approvals.hold({
      ...request,
      asked: shown,
      shown: {
        notes: notesOf(shown),
        irrevocable: flagged,
        branch: asked.cwd === undefined ? undefined : parts.branchOf(asked.cwd),
      },
      agentName: kindOf(request.agent).displayName,
    })
    if (held === undefined) return undefined
    lookCloser({ id: held.id, sessionId: request.sessionId }, request.subagentId)
    if (flagged !== undefined && asked.thing.form === 'command') {
      parts.whatIsLost(asked.thing.text, asked.cwd).then(
        (lost) => lost.size > 0 && approvals.explain(held.id, { irrevocable: irrevocable(lost) }),
        (cause: unknown) => reportError('What a command would throw away could not be looked up', cause),
      )
    }
    return held.answer
  }

  /** All of a file that is there already is shown as what changes of it; an edit, in which lines. */
  function inItsFile(asked: Asked): Asked {
    const { thing, cwd = '' } = asked
    if (thing.form !== 'change') return asked
    return { ...asked, thing: againstFile(thing, parts.textOf(resolve(cwd, thing.file))) }
  }

  async function askByHost(agent: string, ask: HostedAsk): Promise<Decision | undefined> {
    const { asked, sessionId, subagentId, cwd, gone, settled } = ask
    const way = { kind: 'answer', decide: (decision: Decision) => ({ decision }) } as const
    // Its records are looked for every ten seconds; it may ask before.
    const window = placeOf(sessionId) === undefined ? agentAlone(fleet, agent, cwd) : undefined
    if (window !== undefined) keepPlace(sessionId, { ...window, agentId: window.id })
    dialogs.letGo(sessionId)
    const answer = await hold(asked, redactorOf(asked), { agent, sessionId, subagentId, gone, settled, way })
    return answer?.['decision'] as Decision | undefined
  }

  function holdDialog(
    { agent, sessionId, activitySince }: SeenAgent,
    { asked, subagentId, where, press }: StandingDialog,
    gone: AbortSignal,
  ): void {
    const way = { kind: 'key', typedInto: where, press } as const
    void hold(asked, redactorOf(asked), { agent, sessionId, subagentId, since: activitySince, gone, way })
  }

  function lookAround(): void {
    looks.read().catch((cause: unknown) => reportError('A look at who asks failed', cause))
  }

  /** What takes a moment comes after the card. */
  function lookCloser({ id, sessionId }: Pick<Approval, 'id' | 'sessionId'>, subagentId: string | undefined): void {
    lookAround()
    beside.records.before(sessionId, subagentId).then(
      (known) => known !== undefined && approvals.explain(id, known),
      (cause: unknown) => reportError('The words of a session could not be read', cause),
    )
  }

  async function answer(order: AnswerOrder, actor: Actor): Promise<Result<Approval, AnswerProblem>> {
    // A menu or a notification shows a line of it.
    const isInFull = actor.name !== 'tray' && actor.name !== 'notification'
    const answered = await approvals.answer(order, actor, { isInFull })
    const approval = answered.ok ? answered.value : answered.error.approval
    const place = approval && placeOf(approval.sessionId)
    const text = order.text === undefined || order.text === '' ? '' : ` With the words: ${order.text}`
    await log.record({
      action: 'approval.answer',
      actor,
      target: place && targetOf(place, approval?.agent),
      subject:
        approval === undefined
          ? order.id
          : `${order.answer}${order.stops === true ? ' and stop' : ''} ${approval.tool}`,
      outcome: answered.ok
        ? answered.value.outcome?.confirmedAfterMs === undefined
          ? 'not-confirmed'
          : 'done'
        : answered.error.kind,
      message: `${answered.ok ? (answered.value.outcome?.message ?? '') : answered.error.message}${text}`,
    })
    return answered
  }

  return {
    async read() {
      await looks.read(freshMs)
      return report()
    },
    answer,
    async markSeen(ids) {
      const { wentWrong, finished } = report()
      for (const { id, since } of [...wentWrong, ...finished]) {
        if (ids.includes(id) && since !== undefined) seen.set(id, since)
      }
      return keepMarks()
    },
    async putOff(ids) {
      notNow = putOff(
        notNow,
        report().waiting.filter(({ id }) => ids.includes(id)),
        clock(),
      )
      return keepMarks()
    },
    desk: { ask, note: approvals.note },
    askByHost,
    noteFleet(next) {
      fleet = next
      const facts = { fleet, over: approvals.over() }
      const isHooked = (id: string | undefined) =>
        approvals.open().some(({ sessionId, typedInto }) => sessionId === id && typedInto === undefined)
      dialogs.look(fleet, (agent) => isHooked(agent.sessionId) || isAnswered(agent, facts))
      turns = nextTurns(turns, fleet, heard.of)
      for (const id of seen.keys()) if (!turns.agents.has(id)) seen.delete(id)
      stuck.look(fleet)
      turnWatch.look(turnItems(turns, fleet, seen).finished)
      ranWatch.look(approvals.over())
      tell()
    },
    close() {
      approvals.close()
      dialogs.close()
    },
  }
}

function placeIn({ pid, start, role, name, cwd }: LiveSession): Place {
  const agentId = start === undefined ? undefined : processId({ pid, start })
  return { agentId, pid, start, role, name, cwd, project: cwd === undefined ? undefined : basename(cwd) }
}

const redactorOf = ({ thing }: Asked) => redactorFor(thing.form === 'change' ? thing.file : undefined)

function targetOf({ pid, start, project, name }: Place, agent: string | undefined) {
  return start === undefined ? undefined : { pid, start, project, name, agent }
}
