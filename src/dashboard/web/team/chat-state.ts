/** What is said in a group, asked for anew whenever it changed; and what would become of what is written. */
import { addressees, type Teammate } from '../../../core/team/chat.ts'
import type { TeamChat } from '../../../services/team.ts'
import { announce } from '../announcer.tsx'
import type { ApiProblem } from '../api.ts'
import { api, ask } from '../api.ts'
import { followFatesOf } from '../compose/asked-fates.ts'
import type { Fate } from '../compose/compose-words.ts'
import { isLive, queueVersion, teamVersion } from '../live/live-store.ts'
import { orSay } from '../parts/or-say.ts'
import { batch, computed, effect, signal, untracked } from '../store.ts'
import { nodes } from './team-state.ts'

/** One of the group that is looked at. */
export const chatWith = signal<string | undefined>(undefined)
export const chat = signal<TeamChat | undefined>(undefined)
export const chatProblem = signal<ApiProblem | undefined>(undefined)
export const written = signal('')
export const isSaying = signal(false)
/** By session. */
export const fates = signal<ReadonlyMap<string, Fate>>(new Map())

export const members = computed((): readonly Teammate[] => chat.value?.members ?? [])
/** Whom it goes to as it stands; else why to nobody. */
export const addressed = computed(() => addressees(written.value, members.value))
const toWhom = computed(() => (addressed.value.ok ? addressed.value.value.map(({ sessionId }) => sessionId) : []))

/** Prompts change a few times while one is on its way. */
const afterMs = 150

/** Until what it returns is called. */
export const followChat = (): (() => void) =>
  effect(() => {
    const sessionId = chatWith.value
    // Another group, or a state of what was sent.
    void [teamVersion.value, queueVersion.value, nodes.value.length]
    if (sessionId === undefined) {
      chat.value = undefined
      chatProblem.value = undefined
      return
    }
    if (!isLive.value) return
    const timer = setTimeout(() => void readChat(sessionId), chat.peek() === undefined ? 0 : afterMs)
    return () => clearTimeout(timer)
  })

export async function readChat(sessionId: string): Promise<void> {
  const answer = await ask(api.team.chat.$get({ query: { sessionId } }))
  if (chatWith.peek() !== sessionId) return
  batch(() => {
    chat.value = answer.ok ? (answer.value as TeamChat) : undefined
    chatProblem.value = answer.ok ? undefined : answer.error
  })
}

/** By which way it would go to each of them, when that could be different. Until what it returns is called. */
export const followFates = (): (() => void) => {
  const question = computed(() =>
    JSON.stringify(
      toWhom.value.map((sessionId) => {
        const agent = agentOf(sessionId)
        return [sessionId, agent?.id, agent?.activity, agent?.asks, agent?.waitingFor, queueVersion.value]
      }),
    ),
  )
  return followFatesOf({
    watch: () => void question.value,
    requests: () =>
      untracked(() =>
        toWhom.value.flatMap((sessionId) => {
          const agent = agentOf(sessionId)
          if (agent === undefined) return []
          const target = { pid: agent.pid, start: agent.start }
          return [[sessionId, { target, text: 'x', when: 'idle' } as const] as const]
        }),
      ),
    take: (found) => {
      fates.value = found
    },
  })
}

const agentOf = (sessionId: string) => nodes.value.find((node) => node.sessionId === sessionId)?.agent

export async function say(): Promise<void> {
  const sessionId = chatWith.peek()
  if (sessionId === undefined || isSaying.peek()) return
  isSaying.value = true
  const said = orSay(await ask(api.team.chat.$post({ json: { sessionId, text: written.peek() } })))
  isSaying.value = false
  if (said === undefined) return
  written.value = ''
  announce('It is kept, and goes as said.')
  await readChat(sessionId)
}
