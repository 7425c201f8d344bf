/** Services that answer with what a test gives them and remember what they were asked to do. */

import type { AuditEntry } from '../../src/core/audit/audit.ts'
import type { KillReport, KillRequest } from '../../src/core/kill/kill.ts'
import type { JumpReport } from '../../src/core/process/jump.ts'
import type { ProcessRef } from '../../src/core/process/process.ts'
import { processId } from '../../src/core/process/process.ts'
import type { FleetReport } from '../../src/core/process/report.ts'
import type { Result } from '../../src/core/result.ts'
import { err, ok } from '../../src/core/result.ts'
import type { AnswerOrder, AnswerProblem, Approval } from '../../src/core/waiting/approval.ts'
import type { WaitingReport } from '../../src/core/waiting/waiting-report.ts'
import { nothingWaits } from '../../src/core/waiting/waiting-report.ts'
import type { AuditedServices } from '../../src/dashboard/app.ts'
import type { PinReport } from '../../src/services/fleet.ts'
import { madeUpAnalytics } from '../analytics/made-up-analytics.ts'
import { twentyAgents } from '../fixtures/fleet/twenty-agents.ts'
import { nothingFound } from '../search/nothing-found.ts'
import { madeUpLimits, madeUpStatusLine } from '../services/made-up-limits.ts'
import { noAdvice } from '../services/no-advice.ts'
import { noTaskReview } from '../services/no-task-review.ts'
import { noProjects, noTaskFiles, noTasks, noTaskView, noTaskWork } from '../services/no-tasks.ts'
import { fakeAlerts } from './fake-alerts.ts'

export interface FakeServices extends AuditedServices {
  readonly kills: KillRequest[]
  readonly pins: { readonly action: 'pin' | 'unpin'; readonly target: ProcessRef }[]
  readonly answers: readonly AnswerOrder[]
  readonly closed: { count: number }
}

export interface FakeAnswers {
  /** One fleet per look; the last one stays. */
  readonly fleets?: readonly FleetReport[]
  readonly killReport?: (target: ProcessRef, fleet: FleetReport) => KillReport
  readonly log?: readonly AuditEntry[]
  readonly waiting?: WaitingReport
  readonly jump?: (target: ProcessRef) => JumpReport
  readonly answer?: (order: AnswerOrder, waiting: WaitingReport) => Result<Approval, AnswerProblem>
}

export function fakeServices({
  fleets = [twentyAgents],
  killReport = endedReport,
  log = [],
  waiting = nothingWaits,
  answer = answeredApproval,
  jump = (target) => ({ id: processId(target), ok: true, message: 'Shown: tmux pane %7, in the terminal pts/3.' }),
}: FakeAnswers = {}): FakeServices {
  let looks = 0
  const kills: KillRequest[] = []
  const pins: FakeServices['pins'] = []
  const answers: AnswerOrder[] = []
  const closed = { count: 0 }
  const fleetNow = () => fleets[Math.min(looks, fleets.length - 1)] ?? twentyAgents
  const setPin =
    (action: 'pin' | 'unpin') =>
    async (target: ProcessRef): Promise<PinReport> => {
      pins.push({ action, target: { pid: target.pid, start: target.start } })
      return { id: processId(target), pinned: action === 'pin', ok: true, message: `${action}ned` }
    }
  return {
    kills,
    pins,
    answers,
    closed,
    origin: 'this-program',
    limits: madeUpLimits(),
    statusLine: madeUpStatusLine(),
    hookReceiver: {
      receive: () => undefined,
      settled: async () => {},
      heard: { of: () => undefined, report: () => ({ total: 0, lastMinute: 0, sessionIds: [] }) },
    },
    search: { search: async () => ok(nothingFound) },
    analytics: madeUpAnalytics(),
    advice: noAdvice,
    data: {
      read: async () => ({ dataDir: '/data', bytes: 0, stores: [] }),
      ofProject: noProject,
      forget: noProject,
      ofSession: noSession,
      deleteSession: noSession,
      archived: async () => ok({ sessions: 0, onlyHere: 0, bytes: 0 }),
      deleteArchived: async () => ok({ sessions: 0, onlyHere: 0, bytes: 0 }),
      deleteAll: async () => ok({ bytes: 0 }),
    },
    prompts: {
      hookPosted: async () => undefined,
      queue: async () => ({ isDraining: false, sessions: [], recent: [] }),
      find: async () => undefined,
      foresee: noPrompt,
      send: noPrompt,
      change: noPrompt,
      holdAll: noPrompt,
      goOn: noPrompt,
      done: noPrompt,
    },
    ideas: {
      list: async () => [],
      add: async () => err({ kind: 'unwritable', message: 'The disk is full.' }),
      change: async (id) => err({ kind: 'no-idea', message: `There is no idea ${id}.` }),
    },
    inbox: {
      read: async () => ({ messages: [], unread: 0 }),
      send: async () => err({ kind: 'no-session', message: 'No other agent that runs has that session.' }),
      markRead: async () => ok({ count: 0 }),
    },
    team: {
      graph: async () => ({ nodes: [], connections: [], groups: [] }),
      change: async () => err({ kind: 'no-session', message: 'No agent of these that runs has that session.' }),
      chat: async () => err({ kind: 'no-session', message: 'No agent of these that runs has that session.' }),
      say: async () => err({ kind: 'no-session', message: 'No agent of these that runs has that session.' }),
    },
    deploy: {
      choices: async () => ({ agents: [], folders: [] }),
      foldersLike: async () => [],
      start: async () => err({ kind: 'no-terminal', message: 'There is no terminal.' }),
    },
    tasks: noTasks,
    taskView: noTaskView,
    taskFiles: noTaskFiles,
    taskReview: noTaskReview,
    taskWork: { ...noTaskWork },
    projects: noProjects,
    instructions: {
      read: async () => ({ places: [] }),
      install: async () => ok({ places: [] }),
      uninstall: async () => ok({ places: [] }),
    },
    promptLibrary: {
      commands: noPrompt,
      setQuick: noPrompt,
      templates: async () => [],
      saveTemplate: noPrompt,
      removeTemplate: noPrompt,
      recents: async () => ({ recent: [], starred: [] }),
      recentText: async () => undefined,
      star: noPrompt,
      sent: async () => ok({ prompts: [], progress: { sessions: 0, indexed: 0 } }),
      sentText: async () => undefined,
      starSent: noPrompt,
      files: noPrompt,
      attach: noPrompt,
    },
    hooks: {
      read: async () => ({
        places: [],
        events: [],
        isServing: false,
        heard: { total: 0, lastMinute: 0, sessionIds: [] },
      }),
      install: notAsked,
      uninstall: notAsked,
      takeOutStranded: async () => [],
    },
    telemetry: { receive: async () => ({ ok: true, value: { accepted: 0, rejected: 0 } }) },
    fleet: {
      async read() {
        const fleet = fleetNow()
        looks += 1
        return fleet
      },
      async kill(request) {
        kills.push(request)
        return request.targets.map((target) => killReport(target, fleetNow()))
      },
      pin: setPin('pin'),
      unpin: setPin('unpin'),
      jump: async (target) => jump(target),
    },
    log: {
      newest: async (limit, agents) =>
        log.filter(({ target }) => agents?.some((id) => id === target?.agent) ?? true).slice(0, limit),
      record: async () => {},
    },
    usage: { report: notAsked, prices: notAsked },
    sessions: { list: notAsked, find: async () => undefined, mark: notAsked, watch: async () => undefined },
    settings: {
      read: async () => ({
        ...{ configFile: '/home/dev/.config/tce/config.toml', settings: [], systemTimezone: 'UTC', sources: [] },
        prices: { asOf: '2026-11-20', rows: [] },
        about: {
          ...{
            version: '0.0.0',
            nodeVersion: '24.0.0',
            platform: 'linux',
            pid: 1,
            startedAt: '2026-11-20T10:00:00.000Z',
          },
          ...{ dataDir: '/data', configDir: '/config' },
        },
      }),
      change: notAsked,
    },
    events: {
      capture: notAsked,
      ask: notAsked,
      find: notAsked,
      follow: notAsked,
      follower: notAsked,
      sources: notAsked,
      eventTypes: notAsked,
      histogram: notAsked,
      count: notAsked,
      totals: notAsked,
      retention: notAsked,
      prunable: notAsked,
      prune: notAsked,
      giveBack: notAsked,
      series: notAsked,
      points: notAsked,
    },
    waiting: {
      read: async () => waiting,
      answer: async (order) => {
        answers.push(order)
        return answer(order, waiting)
      },
      markSeen: async () => waiting,
      putOff: async () => waiting,
    },
    keys: { list: notAsked, add: notAsked, revoke: notAsked },
    savedQueries: { list: notAsked, save: notAsked, remove: notAsked },
    alerts: fakeAlerts(),
    bus: { follow: () => () => {} },
    async close() {
      closed.count += 1
    },
  }
}

const noSession = async () => err({ kind: 'no-session' as const, message: 'There is none.' })
const noProject = async () => err({ kind: 'no-project', message: 'There is none.' } as const)
const noPrompt = async () => err({ kind: 'no-prompt', message: 'There is none.', next: 'tce queue' } as const)
const notAsked = () => Promise.reject(new Error('not asked for in this test'))

/** As control words it. */
export function endedReport(target: ProcessRef, fleet: FleetReport): KillReport {
  const agent = fleet.processes.find(({ pid }) => pid === target.pid)
  const processes = 1 + (agent?.children.length ?? 0)
  const freed = Math.round((agent?.treeRssBytes ?? 0) / 1e6)
  const count = processes === 1 ? '1 process' : `${processes} processes`
  return {
    id: processId(target),
    pid: target.pid,
    start: target.start,
    outcome: 'ended',
    ok: true,
    project: agent?.project,
    name: agent?.name,
    afterMs: 400,
    endedProcesses: processes,
    freedBytes: agent?.treeRssBytes,
    sent: ['SIGTERM'],
    message: `${agent?.project ?? target.pid} ended after 0.4 s. ${count} gone, ${freed} MB freed.`,
  }
}

/** As the agent takes it after 0.2 s. */
export function answeredApproval(
  { id, answer, text }: AnswerOrder,
  { waiting }: WaitingReport,
): Result<Approval, AnswerProblem> {
  const approval = waiting.find((item) => item.id === id)?.approval
  if (approval === undefined) return err({ kind: 'not-found', message: `There is no request ${id}.` })
  const outcome = {
    kind: 'answered-here',
    at: approval.since,
    answer,
    text,
    confirmedAfterMs: 200,
    message: 'Taken.',
  } as const
  return ok({ ...approval, state: 'over', outcome })
}
