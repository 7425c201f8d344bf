/** What would become of what is written, asked of the server for each whom it is for, anew whenever that could be different. */
import type { PromptRequest } from '../../../services/prompts.ts'
import { api, ask } from '../api.ts'
import { isLive } from '../live/live-store.ts'
import { effect } from '../store.ts'
import type { Fate } from './compose-words.ts'

export interface FateQuestion {
  /** Read as it changes: whatever could change an answer. */
  readonly watch: () => void
  /** By whatever its asker knows them by. */
  readonly requests: () => readonly (readonly [string, PromptRequest])[]
  readonly take: (fates: ReadonlyMap<string, Fate>) => void
}

/** So long nothing else may be typed before it is asked. */
const afterTypingMs = 200

/** Of two questions the answer to the later counts. Until what it returns is called. */
export const followFatesOf = ({ watch, requests, take }: FateQuestion): (() => void) =>
  effect(() => {
    if (!isLive.value) return
    watch()
    let isCurrent = true
    const asked = requests()
    const timer = setTimeout(
      async () => {
        const found = await Promise.all(asked.map(async ([id, request]) => [id, await fateOf(request)] as const))
        if (isCurrent) take(new Map(found))
      },
      asked.length === 0 ? 0 : afterTypingMs,
    )
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  })

async function fateOf(request: PromptRequest): Promise<Fate> {
  const answer = await ask(api.prompts.foresee.$post({ json: request as never }))
  return answer.ok ? { foreseen: answer.value } : { problem: answer.error }
}
