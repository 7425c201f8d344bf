/** What can be done to prompts from the page. What could not be done is said as the server says it. */

import type { PromptReport } from '../../../core/prompts/prompt-report.ts'
import type { PromptChange } from '../../../services/prompts.ts'
import { announce } from '../announcer.tsx'
import { api, ask } from '../api.ts'
import { orSay } from '../parts/or-say.ts'
import { showToast } from '../parts/toast.tsx'

export const changePrompt = async (id: string, change: PromptChange): Promise<PromptReport | undefined> =>
  orSay(await ask(api.queue[':id'].$post({ param: { id }, json: change }))) as PromptReport | undefined

/** With all of its text. */
export const wholePrompt = async (id: string): Promise<PromptReport | undefined> =>
  orSay(await ask(api.prompts[':id'].$get({ param: { id } }))) as PromptReport | undefined

export async function movePrompt(id: string, to: number | undefined): Promise<void> {
  if (to !== undefined && (await changePrompt(id, { do: 'move', to })) !== undefined) announce(`Number ${to} now.`)
}

/** Nothing is asked before it, so it can be put back. */
export const takeOut = (id: string): Promise<void> => takeAway(id, 'cancel', `${id} is taken out.`)

/** What was typed and not sent goes out of the agent's box. */
export const clearBox = (id: string): Promise<void> => takeAway(id, 'clear', `${id} is out of its box.`)

async function takeAway(id: string, how: 'cancel' | 'clear', content: string): Promise<void> {
  const taken = await changePrompt(id, { do: how })
  if (taken === undefined) return
  const back = (
    <button type="button" class="btn small" onClick={() => void putBack(taken)}>
      Put back
    </button>
  )
  showToast({ isOk: true, content, actions: back })
}

/** As a new one at the end of its queue. */
async function putBack({ target: { pid, start }, text, when, at, after, isCommand }: PromptReport): Promise<void> {
  const json = { target: { pid, start }, text, when, at, after, isCommand }
  const put = orSay(await ask(api.prompts.$post({ json })))
  if (put !== undefined) showToast({ isOk: true, content: `It is back as ${put.prompt.id}.` })
}

export async function holdAll(isHeld: boolean): Promise<void> {
  const held = orSay(await ask(api.queue.hold.$post({ json: { isHeld } })))
  if (held !== undefined) announce(isHeld ? 'All that wait are on hold.' : 'All go on.')
}

export const goOn = async (sessionId: string): Promise<void> => {
  orSay(await ask(api.queue['go-on'].$post({ json: { sessionId } })))
}
