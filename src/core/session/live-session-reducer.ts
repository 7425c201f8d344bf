/**
 * Events → the state of a session. The events of a lane come in the order of its file, those of several lanes about in the order
 * of time. Memory is bounded whatever the session's length. Pure; the clock is a parameter of `snapshot`.
 */
import { seconds } from '../time/duration.ts'
import { totalTokens } from '../usage/tokens.ts'
import { plainText } from '../words/text.ts'
import type { Compaction, ContextState, LiveProcess, LiveSessionState, SessionStatus } from './live-session.ts'
import { SessionFlow } from './live-session-flow.ts'
import { createLane, type Lane, laneInWords, noteInLane } from './live-session-lane.ts'
import { endedWith, SessionSteps, type StepRecord, stillOpen, type Unfinished } from './live-session-steps.ts'
import { type SubagentNote, Subagents } from './live-session-subagents.ts'
import { forgetFirst, type SessionPrices, SessionUsageCounter } from './live-session-usage.ts'
import { TodoList, TouchedFiles } from './live-session-work.ts'
import { folderName, projectPlace } from './project-place.ts'
import type { SessionFigures } from './session.ts'
import type { SessionEvent, TitleEvent, ToolCallEvent, ToolResultEvent } from './session-event.ts'
import { mainLane } from './session-event.ts'
import { brokenOffAfterMs, endedAfterMs, noProcessWords } from './unseen-session.ts'

export interface LiveSessionOptions {
  readonly sessionId: string
  readonly agent: string
  readonly prices?: SessionPrices | undefined
}

/** What the lines tell of the session beside their events. */
export interface SessionNote {
  readonly cwd?: string | undefined
  readonly branch?: string | undefined
  readonly version?: string | undefined
  readonly title?: Pick<TitleEvent, 'of' | 'text'> | undefined
}

/** What the registry tells of a session. */
export interface ProcessFacts {
  readonly name?: string | undefined
  readonly cwd?: string | undefined
  readonly version?: string | undefined
}

/** What others know of the session at this moment. */
export interface SnapshotContext {
  readonly nowMs: number
  readonly process?: LiveProcess | undefined
  /** Of that process, in the registry's words. */
  readonly activity?: { readonly waitingFor?: string | undefined; readonly since?: string | undefined } | undefined
  /** Facts of the registry that stand where the transcript says nothing (yet). */
  readonly processFacts?: ProcessFacts | undefined
  readonly figures?: SessionFigures | undefined
  readonly resumeCommand?: string | undefined
  /** When something of it was written last, by this machine's clock, where that was seen. */
  readonly heardMs?: number | undefined
  /** Of a process that may be its, where none is known to be. */
  readonly perhapsPid?: number | undefined
  readonly isComplete: boolean
  readonly problems: readonly string[]
}

const mostCompactions = 50
const mostBackgroundTasks = 200
const writtenAfterMs = seconds(30)

export class LiveSession {
  readonly #options: LiveSessionOptions
  readonly #usage: SessionUsageCounter
  readonly #steps = new SessionSteps()
  readonly #flow = new SessionFlow()
  readonly #subagents = new Subagents()
  readonly #files = new TouchedFiles()
  readonly #todos = new TodoList()
  readonly #lanes = new Map<string, Lane>()
  readonly #titles: Partial<Record<TitleEvent['of'], string>> = {}
  readonly #background = new Map<string, string>()
  readonly #pullRequests = new Map<string, number | undefined>()
  #compactions: Compaction[] = []
  #compactionCount = 0
  #note: SessionNote = {}
  #firstPrompt: string | undefined
  #model: string | undefined
  #mode: string | undefined
  #permissionMode: string | undefined
  #reportedCostUsd: number | undefined
  #isClosed = false
  #turns = 0
  #messages = 0
  #toolCalls = 0
  #failedToolCalls = 0
  #retries = 0
  #apiErrors = 0
  #eventCount = 0
  #revision = 0

  constructor(options: LiveSessionOptions) {
    this.#options = options
    this.#usage = new SessionUsageCounter(options.prices)
  }

  noteFacts(note: SessionNote): void {
    const { cwd = this.#note.cwd, branch = this.#note.branch, version = this.#note.version, title } = note
    if (title !== undefined) this.#titles[title.of] = title.text
    this.#note = { cwd: this.#note.cwd ?? cwd, branch, version }
  }

  noteSubagent(lane: string, note: SubagentNote): void {
    this.#subagents.note(lane, note)
    this.#revision++
  }

  /** Events of one lane in the order of its file. */
  add(event: SessionEvent): void {
    this.#eventCount++
    this.#revision++
    const isMain = event.lane === mainLane
    if (!isMain) this.#noteSubagentLine(event)
    const lane = this.#laneOf(event.lane)
    noteInLane(lane, event)
    if (event.response !== undefined) {
      this.#usage.note(event.response, event.lane, isMain, event.at)
      if (isMain && event.response.tokens !== undefined) this.#model = event.response.model ?? this.#model
    }
    if (isMain && event.kind !== 'other') this.#isClosed = event.kind === 'cost' || (this.#isClosed && !isWork(event))
    this.#apply(event, isMain)
  }

  #apply(event: SessionEvent, isMain: boolean): void {
    switch (event.kind) {
      case 'prompt':
        this.#notePrompt(event.text, event, isMain)
        break
      case 'thinking':
        if (isMain) this.#flow.add('thinking')
        break
      case 'text':
        if (isMain) this.#noteText()
        break
      case 'tool-call':
        this.#noteCall(event, isMain)
        break
      case 'tool-result':
        this.#noteResult(event)
        break
      case 'subagent-start':
        this.#noteSubagentStart(event)
        break
      case 'subagent-end':
        this.#subagents.end(event)
        break
      case 'turn-end':
        this.#cutOff(event)
        break
      case 'interrupt':
        this.#cutOff(event)
        if (isMain) this.#flow.add('interrupt')
        break
      case 'compaction':
        if (isMain && event.phase === 'boundary') this.#noteCompaction(event)
        break
      case 'api-error':
        this.#apiErrors++
        break
      case 'retry':
        this.#retries++
        break
      case 'task':
        this.#background.delete(event.taskId)
        break
      case 'mode':
        if (isMain) this.#noteMode(event)
        break
      case 'title':
        if (isMain) this.#titles[event.of] = event.text
        break
      case 'pr-link':
        this.#pullRequests.set(event.url, event.number)
        if (this.#pullRequests.size > 20) forgetFirst(this.#pullRequests)
        break
      case 'cost':
        this.#reportedCostUsd = event.costUsd
        break
    }
  }

  #noteText(): void {
    this.#messages++
    this.#flow.add('text')
  }

  #noteMode({ of, value }: Extract<SessionEvent, { kind: 'mode' }>): void {
    if (of === 'permission') this.#permissionMode = value
    else if (of === 'mode') this.#mode = value
  }

  #noteSubagentStart(event: Extract<SessionEvent, { kind: 'subagent-start' }>): void {
    this.#subagents.start(event)
    const step = this.#steps.byId(event.toolId)
    if (step !== undefined) step.isSubagent = true
  }

  #notePrompt(text: string, event: SessionEvent, isMain: boolean): void {
    if (!isMain) return
    // One that waited in the queue is handed over between two calls: it cuts nothing off.
    if (event.kind === 'prompt' && event.source !== 'queued') this.#cutOff(event)
    this.#turns++
    this.#messages++
    this.#firstPrompt ??= plainText(text.slice(0, 400)).slice(0, 200) || undefined
    this.#flow.add('user')
  }

  #noteCall(event: ToolCallEvent, isMain: boolean): void {
    const { step, isParallel } = this.#steps.begin(event)
    this.#toolCalls++
    if (isMain) this.#flow.call(step.id, event.tool, isParallel)
    else this.#subagents.ofLane(event.lane).countedCalls++
    if (event.path !== undefined)
      this.#files.touch(event.path, 'read' === event.touches ? 'read' : undefined, undefined)
    if (event.todos !== undefined && isMain) this.#todos.replace(event.todos)
    if (event.todo?.id !== undefined && isMain) this.#todos.change(event.todo)
  }

  #noteResult(event: ToolResultEvent): void {
    const step = this.#steps.end(event)
    if (event.outcome === 'failed') this.#failedToolCalls++
    if (event.backgroundId !== undefined) {
      this.#background.set(event.backgroundId, step?.summary ?? '')
      if (this.#background.size > mostBackgroundTasks) forgetFirst(this.#background)
    }
    if (event.agentId !== undefined) this.#subagents.link(event.toolId, event.agentId)
    else if (step?.isSubagent === true) this.#subagents.endCall(event.toolId, event.outcome, event.at)
    if (step === undefined) return
    if (step.lane === mainLane) this.#flow.end(step.id, event.outcome)
    if (event.outcome === 'done') this.#noteDone(step, event)
  }

  #noteDone(step: StepRecord, event: ToolResultEvent): void {
    if (step.path !== undefined && step.touches !== 'read') this.#files.touch(step.path, step.touches, event.changed)
    if (step.todo !== undefined && event.todoId !== undefined && step.lane === mainLane) {
      this.#todos.change({ ...step.todo, id: event.todoId })
    }
  }

  #cutOff(event: SessionEvent): void {
    for (const step of this.#steps.interrupt(event.lane, event.at)) {
      this.#flow.end(step.id, 'interrupted')
      if (step.isSubagent === true) this.#subagents.endCall(step.id, 'interrupted', event.at)
    }
  }

  #noteCompaction(event: Extract<SessionEvent, { kind: 'compaction' }>): void {
    const tokensBefore = event.tokensBefore ?? this.#usage.contextTokens
    const { at, cursor, trigger, tokensAfter } = event
    this.#compactions = [...this.#compactions, { at, cursor, trigger, tokensBefore, tokensAfter }].slice(
      -mostCompactions,
    )
    this.#compactionCount++
    this.#usage.setContext(tokensAfter, at)
    this.#flow.add('compaction')
  }

  #noteSubagentLine(event: SessionEvent): void {
    const agent = this.#subagents.ofLane(event.lane, event.kind === 'prompt' ? event.text : undefined)
    agent.startedAt ??= event.at
    agent.model = event.response?.model ?? agent.model
    agent.contextTokens = event.response?.contextTokens ?? agent.contextTokens
    // It was sent another message: it runs again.
    const isLater = event.at !== undefined && agent.endedAt !== undefined && event.at > agent.endedAt
    if (event.kind === 'prompt' && agent.status !== 'pending' && isLater) agent.status = 'pending'
  }

  #laneOf(name: string): Lane {
    const known = this.#lanes.get(name)
    if (known !== undefined) return known
    const lane = createLane()
    this.#lanes.set(name, lane)
    return lane
  }

  snapshot(context: SnapshotContext): LiveSessionState {
    const { figures, process, processFacts } = context
    const status = this.#status(context)
    const lastMs = this.#lastMs(context)
    const unfinished = status.status === 'ended' ? endedWith(this.#lastAt()) : stillOpen
    const { tokens } = this.#usage.total
    const model = this.#model ?? figures?.model
    const cwd = this.#note.cwd ?? processFacts?.cwd
    const isLedger = figures?.costUsd !== undefined
    const waitingStep = status.status === 'waiting' ? this.#steps.pending().at(-1) : undefined
    const subagents = this.#listSubagents(unfinished)
    return {
      sessionId: this.#options.sessionId,
      agent: this.#options.agent,
      title: this.#titles.custom ?? this.#titles.ai ?? this.#titles.summary ?? this.#firstPrompt ?? figures?.title,
      name: processFacts?.name ?? this.#titles.name,
      project: cwd === undefined ? undefined : folderName(projectPlace(cwd).folder),
      cwd,
      branch: this.#note.branch,
      version: this.#note.version ?? processFacts?.version,
      model,
      modelLabel: model === undefined ? undefined : this.#options.prices?.labelOf(model),
      mode: this.#mode,
      permissionMode: this.#permissionMode,
      ...status,
      perhapsPid: process === undefined ? context.perhapsPid : undefined,
      lastRecordAt: lastMs === undefined ? undefined : new Date(lastMs).toISOString(),
      statusReason: process === undefined ? noProcessWords(context, lastMs) : undefined,
      waitingStepId: waitingStep?.id,
      doing: this.#doing(status.status),
      process,
      resumeCommand: context.resumeCommand,
      startedAt: this.#lanes.get(mainLane)?.startedAt ?? process?.startedAt,
      lastActiveAt: this.#lastAt(),
      turns: this.#turns,
      messages: this.#messages,
      responses: this.#usage.total.responses,
      toolCalls: this.#toolCalls,
      failedToolCalls: this.#failedToolCalls,
      tokens,
      totalTokens: figures?.totalTokens ?? totalTokens(tokens),
      costUsd: isLedger ? figures.costUsd : this.#usage.total.isPriced ? this.#usage.total.costUsd : undefined,
      costFrom: isLedger ? 'ledger' : 'events',
      unpricedModels: figures?.unpricedModels ?? this.#usage.unpricedModels,
      reportedCostUsd: this.#reportedCostUsd,
      cacheHitRate: cacheHitRate(tokens),
      context: this.#context(model, figures),
      history: this.#usage.history,
      steps: this.#steps.list(unfinished),
      subagents,
      files: this.#files.list(),
      linesChanged: { added: this.#files.added, removed: this.#files.removed },
      todos: this.#todos.list(),
      flow: this.#flow.nodes(unfinished.status),
      pullRequests: [...this.#pullRequests].map(([url, number]) => ({ url, number })),
      retries: this.#retries,
      apiErrors: this.#apiErrors,
      backgroundTasks: status.status === 'ended' ? 0 : this.#background.size,
      eventCount: this.#eventCount,
      revision: this.#revision,
      isComplete: context.isComplete,
      problems: context.problems,
    }
  }

  #context(model: string | undefined, figures: SessionFigures | undefined): ContextState {
    const tokens = this.#usage.contextTokens
    const listed = model === undefined ? undefined : this.#options.prices?.contextWindowOf(model)
    // A prompt larger than the listed window proves that the larger window was on.
    const isLarger = listed !== undefined && tokens !== undefined && tokens > listed && listed < 1_000_000
    const windowTokens = isLarger ? 1_000_000 : (listed ?? figures?.contextWindowTokens)
    return {
      tokens,
      windowTokens,
      share: tokens === undefined || windowTokens === undefined ? undefined : tokens / windowTokens,
      compactions: this.#compactions,
      compactionCount: this.#compactionCount,
    }
  }

  #status(context: SnapshotContext): Pick<LiveSessionState, 'status' | 'statusFrom' | 'statusSince' | 'waitingFor'> {
    const { process, activity } = context
    if (process !== undefined && process.activity !== 'unknown') {
      return {
        status: process.activity,
        statusFrom: 'registry',
        statusSince: activity?.since,
        waitingFor: process.activity === 'waiting' ? activity?.waitingFor : undefined,
      }
    }
    const main = this.#lanes.get(mainLane)
    const status = this.#statusByEvents(main, context)
    return { status, statusFrom: 'events', statusSince: main?.phaseSince }
  }

  #statusByEvents(main: Lane | undefined, context: SnapshotContext): SessionStatus {
    const hasProcess = context.process !== undefined
    if (main === undefined) return hasProcess ? 'idle' : 'unknown'
    if (this.#isClosed && !hasProcess) return 'ended'
    const quietMs = context.nowMs - (this.#lastMs(context) ?? Number.NEGATIVE_INFINITY)
    // Older versions don't say which text is the last of a turn.
    const isAtWork = main.phase === 'writing' ? quietMs < writtenAfterMs : main.phase !== 'quiet'
    const isBusy = isAtWork || this.#steps.pending().length > 0
    if (!hasProcess && quietMs > (isBusy ? brokenOffAfterMs : endedAfterMs)) return 'ended'
    return isBusy ? 'busy' : 'idle'
  }

  /** Of its records, or when they were seen to come: clocks differ. */
  #lastMs({ nowMs, heardMs }: SnapshotContext): number | undefined {
    const lastAt = this.#lastAt()
    const known = [lastAt === undefined ? undefined : Date.parse(lastAt), heardMs].filter((ms) => ms !== undefined)
    return known.length === 0 ? undefined : Math.min(nowMs, Math.max(...known))
  }

  #doing(status: SessionStatus): string | undefined {
    if (status === 'shell') {
      const command = [...this.#background.values()].at(-1)
      return command === undefined || command === '' ? undefined : plainText(command).slice(0, 60)
    }
    if (status !== 'busy' && status !== 'waiting') return undefined
    const main = this.#lanes.get(mainLane)
    return main && laneInWords(main, this.#steps.pending(mainLane), this.#subagents.running().length)
  }

  #listSubagents(unfinished: Unfinished) {
    return this.#subagents.list({
      unfinished,
      usageOf: (lane) => this.#usage.lane(lane),
      doingOf: (name) => {
        const lane = this.#lanes.get(name)
        return lane && laneInWords(lane, this.#steps.pending(name), 0)
      },
    })
  }

  #lastAt(): string | undefined {
    let last: string | undefined
    for (const { lastAt } of this.#lanes.values()) if (lastAt !== undefined && (last ?? '') < lastAt) last = lastAt
    return last
  }
}

/** Anything but bookkeeping after a clean end means that the session goes on. */
const isWork = ({ kind }: SessionEvent): boolean =>
  kind === 'prompt' || kind === 'text' || kind === 'tool-call' || kind === 'tool-result' || kind === 'command'

function cacheHitRate(tokens: LiveSessionState['tokens']): number | undefined {
  const prompt = tokens.input + tokens.cacheRead + tokens.cacheWrite5m + tokens.cacheWrite1h
  return prompt === 0 ? undefined : tokens.cacheRead / prompt
}
