/** Changes what is kept of a session. */
import type { MarkChange } from '../../../../core/session/session-marks.ts'
import { api, ask } from '../../api.ts'
import { orSay } from '../../parts/or-say.ts'

/** `then` comes when it is kept; why not is said. */
export async function changeMarks(id: string, change: MarkChange, then: () => void): Promise<void> {
  const marked = orSay(await ask(api.sessions[':id'].marks.$post({ param: { id }, json: toBody(change) })))
  if (marked !== undefined) then()
}

const toBody = ({ addTags, removeTags, ...change }: MarkChange) => ({
  ...change,
  ...(addTags && { addTags: [...addTags] }),
  ...(removeTags && { removeTags: [...removeTags] }),
})
