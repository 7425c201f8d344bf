/** The ideas as the server has them, asked for anew whenever they changed; and what is done to them. */
import type { Idea } from '../../../core/ideas/idea.ts'
import type { IdeaChange, IdeaRequest } from '../../../services/ideas.ts'
import type { ApiProblem } from '../api.ts'
import { api, ask } from '../api.ts'
import { isLive, teamVersion } from '../live/live-store.ts'
import { orSay } from '../parts/or-say.ts'
import { showToast } from '../parts/toast.tsx'
import { effect, signal } from '../store.ts'

export const ideas = signal<readonly Idea[] | undefined>(undefined)
export const ideasProblem = signal<ApiProblem | undefined>(undefined)

/** Until what it returns is called. */
export const followIdeas = (): (() => void) =>
  effect(() => {
    if (isLive.value) void readIdeas(teamVersion.value)
  })

/** An answer that came after the next change is not taken: another one is on its way. */
export async function readIdeas(version = teamVersion.peek()): Promise<void> {
  const answer = await ask(api.ideas.$get())
  if (teamVersion.peek() !== version) return
  if (answer.ok) ideas.value = answer.value.ideas as readonly Idea[]
  ideasProblem.value = answer.ok ? undefined : answer.error
}

export const addIdea = async (idea: IdeaRequest): Promise<Idea | undefined> =>
  orSay(await ask(api.ideas.$post({ json: idea }))) as Idea | undefined

export const changeIdea = async (id: string, change: IdeaChange): Promise<Idea | undefined> =>
  orSay(await ask(api.ideas[':id'].$post({ param: { id }, json: change }))) as Idea | undefined

/** Nothing is asked before it, so it can be put back: as a new one. */
export async function removeIdea(id: string): Promise<void> {
  const removed = await changeIdea(id, { do: 'remove' })
  if (removed === undefined) return
  const { title, note, for: agent } = removed
  const putBack = async () => {
    if ((await addIdea({ title, note, sessionId: agent?.sessionId })) !== undefined) showToast(undefined)
  }
  const back = (
    <button type="button" class="btn small" onClick={() => void putBack()}>
      Put back
    </button>
  )
  showToast({ isOk: true, content: 'The idea is removed.', actions: back })
}
