/** The subagents of a session: found by the call that starts them, by their own file, or both, in whatever order. Pure. */

import { totalTokens } from '../usage/tokens.ts'
import type { LiveSubagent, StepStatus } from './live-session.ts'
import { durationOf, type Unfinished } from './live-session-steps.ts'
import type { UsageTotals } from './live-session-usage.ts'
import { mainLane, type SubagentEndEvent, type SubagentStartEvent } from './session-event.ts'

/** What the file beside a subagent's transcript tells. */
export interface SubagentNote {
  readonly type?: string | undefined
  readonly description?: string | undefined
  readonly toolId?: string | undefined
}

interface Subagent {
  lane: string | undefined
  toolId: string | undefined
  parent: string
  type: string | undefined
  description: string | undefined
  task: string | undefined
  status: StepStatus
  startedAt: string | undefined
  endedAt: string | undefined
  durationMs: number | undefined
  model: string | undefined
  contextTokens: number | undefined
  isBackground: boolean
  countedCalls: number
  toldCalls: number
  toldTokens: number | undefined
  /** As it was shown last: the same object while nothing changes, so that readers need not look at it again. */
  shown?: LiveSubagent | undefined
}

/** What others know of the subagents at this moment. */
interface SubagentContext {
  readonly unfinished: Unfinished
  readonly usageOf: (lane: string) => UsageTotals
  readonly doingOf: (lane: string) => string | undefined
}

const mostSubagents = 300

export class Subagents {
  #all: Subagent[] = []

  start(event: SubagentStartEvent): void {
    const known = this.#byTool(event.toolId)
    const agent = known ?? this.#add({ toolId: event.toolId, parent: event.lane })
    agent.parent = event.lane
    agent.type ??= event.type
    agent.description ??= event.description
    agent.task ??= event.task
    agent.startedAt ??= event.at
    agent.isBackground = event.isBackground
    if (event.agentId !== undefined) this.#join(agent, event.agentId)
  }

  /** The lane of its file; the first prompt in it tells which call it is of, where nothing else does. */
  ofLane(lane: string, firstPrompt?: string): Subagent {
    const known = this.#byLane(lane)
    if (known !== undefined) return known
    const called =
      firstPrompt === undefined
        ? undefined
        : this.#all.find(({ lane, task }) => lane === undefined && task !== undefined && isSameTask(task, firstPrompt))
    const agent = called ?? this.#add({ parent: mainLane })
    agent.lane = lane
    return agent
  }

  note(lane: string, note: SubagentNote): void {
    const byTool = note.toolId === undefined ? undefined : this.#byTool(note.toolId)
    const agent = byTool === undefined ? this.ofLane(lane) : this.#join(byTool, lane)
    agent.toolId ??= note.toolId
    agent.type = note.type ?? agent.type
    agent.description = note.description ?? agent.description
  }

  /** The result of the call names the lane. */
  link(toolId: string, lane: string): void {
    const byTool = this.#byTool(toolId)
    if (byTool !== undefined) this.#join(byTool, lane)
  }

  end({ toolId, agentId, outcome, at, durationMs, totalTokens: tokens, toolCalls }: SubagentEndEvent): void {
    if (toolId !== undefined && agentId !== undefined) this.link(toolId, agentId)
    const agent =
      (agentId === undefined ? undefined : this.#byLane(agentId)) ??
      (toolId === undefined ? undefined : this.#byTool(toolId))
    if (agent === undefined) return
    agent.status = outcome
    agent.endedAt = at
    agent.durationMs = durationMs ?? durationOf(agent.startedAt, at)
    agent.toldTokens = tokens ?? agent.toldTokens
    agent.toldCalls = Math.max(agent.toldCalls, toolCalls ?? 0)
  }

  /** Its call came back without naming a lane: refused, failed, or an older version. One in the background goes on. */
  endCall(toolId: string, outcome: StepStatus, at: string | undefined): void {
    const agent = this.#byTool(toolId)
    if (agent === undefined || agent.status !== 'pending' || (agent.isBackground && outcome === 'done')) return
    agent.status = outcome
    agent.endedAt = at
    agent.durationMs = durationOf(agent.startedAt, at)
  }

  running(): readonly { readonly lane: string | undefined; readonly toolId: string | undefined }[] {
    return this.#all.filter(({ status }) => status === 'pending')
  }

  list(of: SubagentContext): readonly LiveSubagent[] {
    return this.#all.map((agent) => {
      const now = this.#toLive(agent, of)
      if (agent.shown === undefined || !isSame(agent.shown, now)) agent.shown = now
      return agent.shown
    })
  }

  #toLive(agent: Subagent, of: SubagentContext): LiveSubagent {
    const usage = agent.lane === undefined ? undefined : of.usageOf(agent.lane)
    const { status, endedAt } = agent.status === 'pending' ? of.unfinished : agent
    const counted = usage === undefined ? 0 : totalTokens(usage.tokens)
    return {
      id: agent.lane ?? agent.toolId ?? '',
      toolId: agent.toolId,
      parent: agent.parent,
      type: agent.type,
      description: agent.description,
      model: agent.model,
      status,
      startedAt: agent.startedAt,
      endedAt,
      durationMs: agent.status === 'pending' ? undefined : agent.durationMs,
      doing: status === 'pending' && agent.lane !== undefined ? of.doingOf(agent.lane) : undefined,
      toolCalls: Math.max(agent.countedCalls, agent.toldCalls),
      totalTokens: counted === 0 ? (agent.toldTokens ?? 0) : counted,
      costUsd: usage?.isPriced ? usage.costUsd : undefined,
      contextTokens: agent.contextTokens,
      depth: this.#depthOf(agent),
    }
  }

  #depthOf(agent: Subagent): number {
    let depth = 1
    let parent = agent.parent
    while (parent !== mainLane && depth < 10) {
      const above = this.#byLane(parent)
      if (above === undefined) break
      parent = above.parent
      depth++
    }
    return depth
  }

  /** Two halves of one: the call's and the file's. */
  #join(agent: Subagent, lane: string): Subagent {
    const other = this.#byLane(lane)
    if (other === agent) return agent
    agent.lane = lane
    if (other === undefined) return agent
    agent.model ??= other.model
    agent.contextTokens ??= other.contextTokens
    agent.countedCalls += other.countedCalls
    agent.type ??= other.type
    agent.description ??= other.description
    agent.startedAt ??= other.startedAt
    if (agent.status === 'pending' && other.status !== 'pending') {
      agent.status = other.status
      agent.endedAt = other.endedAt
      agent.durationMs = other.durationMs
    }
    this.#all = this.#all.filter((one) => one !== other)
    return agent
  }

  #add(known: Partial<Subagent>): Subagent {
    const agent: Subagent = {
      lane: undefined,
      toolId: undefined,
      parent: mainLane,
      type: undefined,
      description: undefined,
      task: undefined,
      status: 'pending',
      startedAt: undefined,
      endedAt: undefined,
      durationMs: undefined,
      model: undefined,
      contextTokens: undefined,
      isBackground: false,
      countedCalls: 0,
      toldCalls: 0,
      toldTokens: undefined,
      ...known,
    }
    this.#all.push(agent)
    if (this.#all.length > mostSubagents) {
      const oldest = this.#all.find(({ status }) => status !== 'pending') ?? this.#all[0]
      this.#all = this.#all.filter((one) => one !== oldest)
    }
    return agent
  }

  #byTool(toolId: string): Subagent | undefined {
    return this.#all.findLast((agent) => agent.toolId === toolId)
  }

  #byLane(lane: string): Subagent | undefined {
    return this.#all.findLast((agent) => agent.lane === lane)
  }
}

const isSame = (a: LiveSubagent, b: LiveSubagent): boolean =>
  (Object.keys(b) as (keyof LiveSubagent)[]).every((field) => a[field] === b[field])

function isSameTask(task: string, prompt: string): boolean {
  const begin = task.replace(/…$/, '')
  return begin !== '' && prompt.trimStart().startsWith(begin)
}
