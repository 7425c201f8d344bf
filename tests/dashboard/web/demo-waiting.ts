/** Agents that ask, as their hooks do, over the real approvals: a test says what, and hears what the agent is answered. */
import type { SessionSigns } from '../../../src/core/hooks/hook-signs.ts'
import type { FleetReport } from '../../../src/core/process/report.ts'
import type { AlwaysOffer, Asked, Decision } from '../../../src/core/waiting/approval.ts'
import type { TurnFacts } from '../../../src/core/waiting/turn-facts.ts'
import type { LocalBus } from '../../../src/services/local/bus.ts'
import { createWaiting, type LocalWaiting } from '../../../src/services/local/waiting.ts'

const beforeIt = {
  why: 'The key table needs a state column.',
  before: [
    { tool: 'Write', about: 'migrations/0043_idempotency_state.sql', outcome: 'done', note: '+23' },
    { tool: 'Bash', about: 'npm test -- idempotency', outcome: 'failed', note: 'exit 1' },
  ],
} as const

export interface DemoWaiting {
  readonly waiting: LocalWaiting
  /** Everybody who follows is told. */
  tellBy(emit: LocalBus['append']): void
  /** What the agent is answered; undefined: nothing, the question is in its terminal. It goes on when it has an answer. */
  ask(project: string, asked: Partial<Asked> & Pick<Asked, 'thing'>): Promise<Decision | undefined>
  /** Its dialog is answered where it stands. */
  answerThere(project: string): void
  /** Its hook said that its turn is over, and how it ended. */
  endTurn(project: string, what: string, told?: { readonly isFailed?: boolean; readonly facts?: TurnFacts }): void
  /** What was allowed has run, as the records of its session tell. */
  noteRun(): void
}

const permission = { kind: 'permission', tool: 'Bash', always: [], answers: ['allow', 'deny'] } as const

export function demoWaiting(fleet: FleetReport, clock: () => number = Date.now): DemoWaiting {
  const atWork = new Set<string>()
  const ended = new Map<string, SessionSigns['turn']>()
  const facts = new Map<string, TurnFacts>()
  let didRun = false
  let emit: LocalBus['append'] = () => undefined as never
  const agentOf = (project: string) => {
    const found = fleet.processes.find((agent) => agent.project === project && agent.sessionId !== undefined)
    if (found === undefined) throw new Error(`There is no agent in ${project}.`)
    return found
  }
  const waiting = createWaiting(
    {
      async sessionNow(sessionId) {
        const agent = fleet.processes.find((one) => one.sessionId === sessionId)
        if (agent === undefined) return undefined
        const { pid, start, role, cwd, name } = agent
        return { pid, start, role, cwd, name, sessionId, activity: atWork.has(sessionId) ? 'busy' : 'waiting' }
      },
      isRunning: async () => true,
      headlessMs: () => 600_000,
      irrevocableCommands: () => [],
      whatIsLost: async () => new Map(),
      answeredBy: (agent) => (agent === 'claude' ? 'hook' : agent === 'codex' ? 'host' : undefined),
      nextTime: () => 'start it without --no-daemon',
      findDialog: async () => undefined,
      textOf: () => undefined,
      branchOf: (cwd) => (/payments-api|release-scripts/.test(cwd) ? 'feat/idempotency-keys' : undefined),
      marks: { read: () => ({ seen: new Map(), notNow: new Map() }), write: async () => {} },
    },
    {
      looks: { read: async () => fleet },
      heard: {
        of: (sessionId) => ({ lastAtMs: clock(), asks: [], turn: ended.get(sessionId) }),
        report: () => ({ total: 0, lastMinute: 0, sessionIds: [] }),
      },
      bus: { append: (event) => emit(event) },
      log: { record: async () => {} },
      records: {
        before: async (sessionId) => (sessionId === agentOf('payments-api').sessionId ? beforeIt : undefined),
        openCalls: async () => [],
        answered: async () => undefined,
        steps: async () => [],
        ran: async ({ tool }) => (didRun ? { tool, outcome: 'done', tookMs: 2_100, said: 'CREATE TABLE' } : undefined),
        turn: async (sessionId) => facts.get(sessionId),
      },
      clock,
      reportError: (message, cause) => {
        throw new Error(message, { cause })
      },
    },
  )
  waiting.noteFleet(fleet)
  return {
    waiting,
    tellBy(next) {
      emit = next
    },
    async ask(project, asked) {
      const { sessionId = '', agent, cwd } = agentOf(project)
      atWork.delete(sessionId)
      let decided: Decision | undefined
      await waiting.desk.ask({
        agent,
        sessionId,
        asked: { ...permission, cwd, ...asked },
        timeoutMs: 600_000,
        gone: new AbortController().signal,
        redact: (text) => text,
        decide(decision) {
          decided = decision
          atWork.add(sessionId)
          return {}
        },
      })
      return decided
    },
    answerThere(project) {
      atWork.add(agentOf(project).sessionId ?? '')
    },
    endTurn(project, what, told = {}) {
      const { sessionId = '' } = agentOf(project)
      if (told.facts !== undefined) facts.set(sessionId, told.facts)
      ended.set(sessionId, { atMs: clock(), isFailed: told.isFailed === true, what })
      waiting.noteFleet(fleet)
    },
    noteRun() {
      didRun = true
      waiting.noteFleet(fleet)
    },
  }
}

const ofPsql = (id: 'exact' | 'suggested'): readonly AlwaysOffer[] =>
  (
    [
      { reach: 'session' },
      { reach: 'project-me', file: '.claude/settings.local.json' },
      { reach: 'project', file: '.claude/settings.json' },
    ] as const
  ).map((place) => ({
    ...(id === 'exact'
      ? { words: 'Exactly this command', meaning: 'nothing else that psql can do' }
      : { words: 'Every psql command', meaning: 'all that psql can do' }),
    rules: [`Bash(psql${id === 'exact' ? ' "$DATABASE_URL" -f migrations/0043_idempotency_state.sql' : ':*'})`],
    id: `${id} ${place.reach}`,
    ...place,
  }))
const allEdits = {
  ...{ id: 'suggested', words: 'All edits of files', rules: ['mode acceptEdits'], isOfEdits: true },
  meaning: 'in its folders, and mkdir, touch, rm, mv, cp and sed there',
}
const changeOfTotals = {
  line: { before: 41, after: 41 },
  before: 'const total = sum(lines)\nreturn <output>{total}</output>',
  after: 'const total = sum(lines)\nreturn <output aria-live="polite">{total}</output>',
}
const platforms = {
  question: 'Where?',
  header: 'Platforms',
  isMultiple: true,
  options: [{ label: 'iOS' }, { label: 'Android' }],
}
const conflict = {
  question: 'The same note was edited on two devices while both were offline. Which one wins?',
  header: 'Conflict',
  isMultiple: false,
  options: [
    { label: 'Keep both, mark the copy', description: 'Nothing is lost. People tidy up by hand.' },
    { label: 'Last write wins', description: 'Simple, and silently loses the older edit.' },
    { label: 'Merge by paragraph', description: 'Best result, two more days of work.' },
  ],
}

/** What the pictures show: by project. */
export const demoAsked: readonly (readonly [string, Partial<Asked> & Pick<Asked, 'thing'>])[] = [
  [
    'payments-api',
    {
      thing: { form: 'command', text: 'psql "$DATABASE_URL" -f migrations/0043_idempotency_state.sql' },
      says: 'Run migration 0043 on the local database',
      answers: ['allow', 'always', 'deny'],
      ...{ stops: 'with-words', always: [...ofPsql('exact'), ...ofPsql('suggested')] },
    },
  ],
  [
    'web-frontend',
    {
      tool: 'Edit',
      thing: {
        form: 'change',
        file: '/home/dev/code/web-frontend/src/Totals.tsx',
        isWhole: false,
        edits: [changeOfTotals],
      },
      answers: ['allow', 'always', 'deny'],
      stops: 'with-words',
      always: [{ ...allEdits, reach: 'session' }],
    },
  ],
  [
    'mobile-app',
    {
      kind: 'question',
      tool: 'AskUserQuestion',
      answers: ['choose', 'deny'],
      thing: { form: 'questions', questions: [conflict, platforms] },
    },
  ],
  [
    'infra-terraform',
    {
      kind: 'plan',
      tool: 'ExitPlanMode',
      answers: ['allow', 'keep-planning'],
      thing: {
        form: 'plan',
        text: '# EKS 1.34 to 1.36\n\n1. Read the node groups\n2. Raise the control plane\n3. Drain and replace',
      },
    },
  ],
  [
    'docs-site',
    { thing: { form: 'command', text: 'git push --force origin v3.18.0 main' }, says: 'Publish the corrected tag' },
  ],
]
