/** Changes what is kept of a session. */
import type { MarkChange } from '../../../../core/session/session-marks.ts'
import { api, ask } from '../../api.ts'
import { showToast } from '../../parts/toast.tsx'

/** `then` comes when it is kept; why not is said. */
export async function changeMarks(id: string, change: MarkChange, then: () => void): Promise<void> {
  const answer = await ask(api.sessions[':id'].marks.$post({ param: { id }, json: toBody(change) }))
  if (answer.ok) then()
  else showToast({ isOk: false, content: answer.error.message })
}

const toBody = ({ addTags, removeTags, ...change }: MarkChange) => ({
  ...change,
  ...(addTags && { addTags: [...addTags] }),
  ...(removeTags && { removeTags: [...removeTags] }),
})
