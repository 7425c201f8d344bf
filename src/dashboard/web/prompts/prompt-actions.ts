/** What can be done with a prompt of before. */
import type { SentPrompt } from '../../../core/search/prompt-question.ts'
import { announce } from '../announcer.tsx'
import { api, ask } from '../api.ts'
import { openComposer } from '../compose/compose-open.ts'
import { navigate } from '../navigation.tsx'
import { copyText } from '../parts/copy-button.tsx'
import type { Route } from '../route.ts'
import { agentsBySession } from '../sessions/agents.ts'

/** Undefined, and said, where nothing keeps it any more. */
async function wholeText(id: string): Promise<string | undefined> {
  const found = await ask(api.prompts.history[':id'].$get({ param: { id } }))
  if (found.ok) return found.value.text
  announce(found.error.message)
  return undefined
}

export async function copyPrompt({ id }: SentPrompt): Promise<void> {
  const text = await wholeText(id)
  if (text !== undefined) await copyText(text.split('\n'), 'prompt')
}

/** In the composer: for the agent that it went to, as long as that runs; else for whom the composer was last. */
export async function reusePrompt({ id, sessionId }: SentPrompt): Promise<void> {
  const text = await wholeText(id)
  if (text === undefined) return
  const agent = sessionId === undefined ? undefined : agentsBySession.peek().get(sessionId)
  openComposer(agent && [agent.id], { text })
}

export async function starPrompt({ id }: SentPrompt, isStarred: boolean): Promise<boolean> {
  const starred = await ask(api.prompts.history[':id'].star.$post({ param: { id }, json: { isStarred } }))
  announce(starred.ok ? (isStarred ? 'Starred' : 'No longer starred') : starred.error.message)
  return starred.ok
}

export const placeOfPrompt = ({ sessionId, cursor }: SentPrompt): Route | undefined =>
  sessionId === undefined
    ? undefined
    : { screen: 'session', sessionId, query: cursor === undefined ? {} : { event: cursor } }

export function openPrompt(prompt: SentPrompt): void {
  const place = placeOfPrompt(prompt)
  if (place !== undefined) navigate(place)
}
