/** What agents and their user write to one another on this machine: opened when somebody asks, as most commands do not. */
import { once } from '../../core/once.ts'
import type { Result } from '../../core/result.ts'
import { ok } from '../../core/result.ts'
import { hours } from '../../core/time/duration.ts'
import type { TeamStore } from '../../team/team-store.ts'
import type { IdeaService } from '../ideas.ts'
import type { InboxService } from '../inbox.ts'
import type { TeamService } from '../team.ts'
import type { ConnectedBeside } from './connected-agents.ts'
import type { InboxParts } from './inbox.ts'
import { openOnDemand } from './open-on-demand.ts'

export interface TeamParts extends Pick<InboxParts, 'sharedFile'> {
  /** The file can't be used: why. */
  readonly openTeam: () => Promise<Result<TeamStore, string>>
  /** Whether there is such a file. @default there is */
  readonly isTeamKept?: (() => boolean) | undefined
  readonly keepMessagesForMs?: (() => number) | undefined
}

export interface LocalTeam {
  readonly inbox: InboxService
  readonly ideas: IdeaService
  readonly connected: TeamService
  /** This program serves: what is too old goes from now on. */
  begin(): Promise<void>
  close(): Promise<void>
}

const pruneEveryMs = hours(1)

export function createTeam(parts: TeamParts, beside: ConnectedBeside): LocalTeam {
  const store = openOnDemand(parts.openTeam)
  let pruning: NodeJS.Timeout | undefined

  async function part<Name extends 'messages' | 'ideas'>(name: Name): Promise<Result<TeamStore[Name], string>> {
    const opened = await store.open()
    return opened.ok ? ok(opened.value[name]) : opened
  }
  const isKept = () => store.isOpen() || parts.isTeamKept?.() !== false
  const inbox = once(async () => {
    const { createInbox } = await import('./inbox.ts')
    return createInbox({ messages: () => part('messages'), sharedFile: parts.sharedFile }, beside)
  })
  const connected = once(async () => {
    const { createConnectedAgents } = await import('./connected-agents.ts')
    return createConnectedAgents(store.open, beside)
  })
  const ideas = once(async () => (await import('./ideas.ts')).createIdeas(() => part('ideas'), beside))

  async function prune(): Promise<void> {
    if (parts.keepMessagesForMs === undefined || !isKept()) return
    const opened = await store.open()
    if (opened.ok) await opened.value.messages.prune(beside.clock() - parts.keepMessagesForMs())
  }

  return {
    inbox: {
      read: async (query) => (isKept() ? (await inbox()).read(query) : { messages: [], unread: 0 }),
      send: async (...asked) => (await inbox()).send(...asked),
      markRead: async (...asked) => (await inbox()).markRead(...asked),
    },
    ideas: {
      list: async () => (isKept() ? (await ideas()).list() : []),
      add: async (...asked) => (await ideas()).add(...asked),
      change: async (...asked) => (await ideas()).change(...asked),
    },
    connected: {
      graph: async () => (await connected()).graph(),
      change: async (...asked) => (await connected()).change(...asked),
      chat: async (sessionId) => (await connected()).chat(sessionId),
      say: async (...asked) => (await connected()).say(...asked),
    },
    async begin() {
      const report = (bug: unknown) => beside.reportError('Old messages stay', bug)
      pruning = setInterval(() => prune().catch(report), pruneEveryMs)
      pruning.unref()
      await prune()
    },
    async close() {
      clearInterval(pruning)
      await store.close()
    },
  }
}
