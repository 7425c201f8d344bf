/** Connected agents of this machine: what is said to them goes by the queue of prompts, as any prompt of their user's. */
import { randomBytes } from 'node:crypto'
import type { Actor } from '../../core/audit/audit.ts'
import { handlesOf } from '../../core/inbox/handles.ts'
import { messageReport } from '../../core/inbox/inbox-report.ts'
import type { Message } from '../../core/inbox/message.ts'
import { cleanMessage, userName } from '../../core/inbox/message.ts'
import type { FleetAgentReport } from '../../core/process/report.ts'
import type { Result } from '../../core/result.ts'
import { err, ok } from '../../core/result.ts'
import { addressees, type ChatMessage, type ChatRecipient, chatPrompt, type Teammate } from '../../core/team/chat.ts'
import { onCanvas, type TeamGraph, teamGraph } from '../../core/team/graph.ts'
import { hours } from '../../core/time/duration.ts'
import type { TeamStore } from '../../team/team-store.ts'
import type { PromptService } from '../prompts.ts'
import type { ChatRequest, TeamChange, TeamProblem, TeamService } from '../team.ts'
import type { InboxBeside } from './inbox.ts'

export interface ConnectedBeside extends InboxBeside {
  readonly prompts: Pick<PromptService, 'send' | 'find'>
}

type Store = Pick<TeamStore, 'graph' | 'messages'>
type Session = FleetAgentReport & { readonly sessionId: string }

const shownForMs = hours(24 * 30)
const expiresAfterMs = hours(12)
/** A session of this age is the one that a person sees. */
const freshMs = 1_500
const mostShown = 200

export function createConnectedAgents(
  open: () => Promise<Result<Store, string>>,
  { looks, log, bus, clock, prompts }: ConnectedBeside,
): TeamService {
  async function opened(): Promise<Result<Store, TeamProblem>> {
    const store = await open()
    return store.ok ? store : err({ kind: 'unwritable', message: store.error })
  }

  async function now(): Promise<{
    readonly sessions: readonly Session[]
    readonly names: ReadonlyMap<string, string>
  }> {
    const { processes } = await looks.read(freshMs)
    return {
      sessions: processes.filter((agent): agent is Session => agent.sessionId !== undefined),
      names: handlesOf(processes),
    }
  }

  async function graphOf({ graph }: Store): Promise<TeamGraph> {
    const [kept, { sessions, names }] = await Promise.all([graph.read(), now()])
    return teamGraph(kept, sessions, names)
  }

  async function carryOut({ graph }: Store, asked: TeamChange, actor: Actor): Promise<TeamProblem | undefined> {
    const { sessions, names } = await now()
    const find = (sessionId: string) => sessions.find((one) => one.sessionId === sessionId)
    if (asked.do === 'place') {
      const places = asked.places.flatMap(({ sessionId, x, y }) => {
        const member = find(sessionId)
        return member === undefined ? [] : [{ member, place: onCanvas({ x, y }) }]
      })
      if (places.length < asked.places.length) return noSession
      await graph.place(places)
      return undefined
    }
    const [a, b] = [find(asked.a), find(asked.b)]
    if (a === undefined || b === undefined || a === b) return noSession
    const isConnected = asked.do === 'connect'
    if (!(await graph.connect(a, b, isConnected))) return undefined
    const action = isConnected ? 'team.connect' : 'team.disconnect'
    const [from, to] = [a, b].map(({ sessionId }) => names.get(sessionId) ?? sessionId)
    const message = isConnected ? `${from} and ${to} are connected.` : `${from} and ${to} are apart.`
    await log.record({ action, actor, target: a, subject: to, outcome: 'done', message })
    return undefined
  }

  /** Undefined: it stands alone, or does not run. */
  async function groupOf(store: Store, sessionId: string): Promise<Result<readonly Teammate[], TeamProblem>> {
    const { nodes, groups } = await graphOf(store)
    const own = nodes.find((node) => node.sessionId === sessionId)
    if (own === undefined) return err(noSession)
    const group = groups.find((one) => one.includes(sessionId))
    if (group === undefined) return err(notConnected(own.name))
    return ok(
      nodes
        .filter((node) => group.includes(node.sessionId))
        .map(({ sessionId: id, name }) => ({ sessionId: id, name })),
    )
  }

  async function chatOf({ messages }: Store, members: readonly Teammate[]): Promise<readonly ChatMessage[]> {
    const nowMs = clock()
    const isMember = (sessionId: string | undefined) => members.some((one) => one.sessionId === sessionId)
    const theirs = (await messages.list({ sinceMs: nowMs - shownForMs })).filter(
      ({ from, to, isChat }) => isMember(to.sessionId) && (isChat === true || isMember(from.sessionId)),
    )
    const together = Map.groupBy(theirs, ({ from, createdAtMs, text }) =>
      JSON.stringify([from.sessionId, createdAtMs, text]),
    )
    const shown = [...together.values()].slice(-mostShown)
    return Promise.all(shown.map((some) => chatMessage(some, nowMs)))
  }

  async function chatMessage(rows: readonly Message[], nowMs: number): Promise<ChatMessage> {
    const reports = rows.map((row) => messageReport(row, nowMs, false))
    const [first] = reports
    if (first === undefined) throw new Error('A message that went to nobody.')
    const { id, from, isToAll, text, file, at } = first
    const to = reports.map(async ({ to: { sessionId, name }, state, promptId, notSent }): Promise<ChatRecipient> => {
      const prompt = promptId === undefined ? undefined : await prompts.find(promptId)
      return { sessionId, name, state, notSent, prompt: prompt && partOf(prompt) }
    })
    return { id, from, isToAll, text, file, at, to: await Promise.all(to) }
  }

  async function say(request: ChatRequest, actor: Actor): Promise<Result<ChatMessage, TeamProblem>> {
    const store = await opened()
    if (!store.ok) return store
    const group = await groupOf(store.value, request.sessionId)
    if (!group.ok) return group
    const text = cleanMessage(request.text)
    if (!text.ok) return err({ kind: 'bad-text', message: text.error })
    const to = recipientsOf(request, text.value, group.value)
    if (!to.ok) return to
    const { sessions } = await now()
    const agents = sessions.filter(({ sessionId }) => to.value.some((one) => one.sessionId === sessionId))
    const nameOf = (sessionId: string) => group.value.find((one) => one.sessionId === sessionId)?.name ?? sessionId
    const nowMs = clock()
    // On disk before anything goes out.
    const { added } = await store.value.messages.add(nowMs, () => [
      agents.map(({ sessionId, agent }) => ({
        ...{ from: { name: userName }, to: { sessionId, agent, name: nameOf(sessionId) } },
        ...{ isToAll: agents.length === group.value.length, text: text.value, isChat: true, hops: 0, depth: 0 },
        ...{ createdAtMs: nowMs, expiresAtMs: nowMs + expiresAfterMs },
      })),
      undefined,
    ])
    const sent = await Promise.all(
      added.map(async (message): Promise<Message> => {
        const agent = agents.find(({ sessionId }) => sessionId === message.to.sessionId)
        const sentAs = await sendOne(message, agent, group.value, actor)
        await store.value.messages.noteSent(message.id, sentAs)
        return { ...message, sentAs }
      }),
    )
    bus.append({ type: 'team.changed', data: {} })
    const said = await chatMessage(sent, nowMs)
    const [problem] = said.to.flatMap(({ notSent }) => notSent ?? [])
    const isForNobody = said.to.every(({ prompt }) => prompt === undefined)
    return isForNobody ? err({ kind: 'unreachable', message: problem ?? 'Nothing was sent.' }) : ok(said)
  }

  async function sendOne(
    message: Message,
    agent: Session | undefined,
    group: readonly Teammate[],
    actor: Actor,
  ): Promise<NonNullable<Message['sentAs']>> {
    if (agent === undefined) return { notSent: 'It ended.' }
    const { pid, start } = agent
    const text = chatPrompt(messageReport(message, message.createdAtMs, true), group, randomBytes(4).toString('hex'))
    const sent = await prompts.send({ target: { pid, start }, text, when: 'idle' }, actor)
    if (sent.ok) return { promptId: sent.value.prompt.id }
    const { message: why, next } = sent.error
    return { notSent: next === undefined ? why : `${why} Next: ${next}` }
  }

  return {
    async graph() {
      const store = await opened()
      if (store.ok) return graphOf(store.value)
      return { nodes: [], connections: [], groups: [], problem: store.error.message }
    },
    async change(asked, actor) {
      const store = await opened()
      if (!store.ok) return store
      const problem = await carryOut(store.value, asked, actor)
      if (problem !== undefined) return err(problem)
      bus.append({ type: 'team.changed', data: {} })
      return ok(await graphOf(store.value))
    },
    async chat(sessionId) {
      const store = await opened()
      if (!store.ok) return store
      const group = await groupOf(store.value, sessionId)
      if (!group.ok) return group
      return ok({ members: group.value, messages: await chatOf(store.value, group.value) })
    },
    say,
  }
}

function recipientsOf(
  { to }: ChatRequest,
  text: string,
  group: readonly Teammate[],
): Result<readonly Teammate[], TeamProblem> {
  if (to === undefined) {
    const named = addressees(text, group)
    return named.ok ? named : err({ kind: 'bad-text', message: `${named.error} Nothing was sent.` })
  }
  const chosen = group.filter(({ sessionId }) => to.includes(sessionId))
  return to.length > 0 && chosen.length === to.length ? ok(chosen) : err(noSession)
}

const partOf = ({ id, state, reason, stateSince, sent }: NonNullable<ChatRecipient['prompt']>) => ({
  ...{ id, state, reason, stateSince, sent },
})

const noSession: TeamProblem = {
  kind: 'no-session',
  message: 'No agent of these that runs has that session. Nothing was changed.',
  next: 'tce status',
}

const notConnected = (name: string): TeamProblem => ({
  kind: 'not-connected',
  message: `${name} is connected with nobody.`,
  next: 'connect it with another one on the page, under Team',
})
