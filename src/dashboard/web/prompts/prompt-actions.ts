/** What can be done with a prompt of before. */
import type { SentPrompt } from '../../../core/search/prompt-question.ts'
import { announce } from '../announcer.tsx'
import { api, ask } from '../api.ts'
import { navigate } from '../navigation.tsx'
import { copyText } from '../parts/copy-button.tsx'
import type { Route } from '../route.ts'
import { askToReuse } from './reuse-dialog.tsx'

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

/** Asks for its text and to whom. */
export async function reusePrompt(prompt: SentPrompt): Promise<void> {
  const text = await wholeText(prompt.id)
  if (text !== undefined) askToReuse(prompt, text)
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
