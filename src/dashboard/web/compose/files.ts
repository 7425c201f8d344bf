/** Files of the project that are typed behind `@`, and files that are pasted or dropped, which come to lie there. */
import type { FleetAgentReport } from '../../../core/process/report.ts'
import { api, ask } from '../api.ts'
import { base64Of } from '../parts/base64-of.ts'
import { orSay } from '../parts/or-say.ts'
import { showToast } from '../parts/toast.tsx'
import { targets, text, write } from './compose-state.ts'

export async function filesLike(query: string): Promise<readonly string[]> {
  const [agent] = targets.peek()
  if (agent === undefined) return []
  const asked = { pid: String(agent.pid), start: agent.start, query }
  const answer = await ask(api.prompts.files.$get({ query: asked }))
  return answer.ok ? answer.value.files.map(({ path }) => path) : []
}

const mostBytes = 10 * 1024 * 1024

/** In the folder of each of those that the prompt is for, where it has the same name: it is called after its content. */
export async function attach(files: readonly File[]): Promise<void> {
  for (const file of files) {
    if (file.size > mostBytes) {
      showToast({ isOk: false, content: `${file.name} is larger than 10 MB. Name it with @ and its path instead.` })
      continue
    }
    const base64 = await base64Of(file)
    const paths = await Promise.all(targets.peek().map((agent) => attachTo(agent, file.name || 'pasted.png', base64)))
    const path = paths.find((one) => one !== undefined)
    if (path !== undefined) write(`${text.peek()}${/(^|\s)$/.test(text.peek()) ? '' : ' '}@${path} `)
  }
}

async function attachTo({ pid, start }: FleetAgentReport, name: string, base64: string): Promise<string | undefined> {
  const attached = orSay(await ask(api.prompts.files.$post({ json: { target: { pid, start }, name, base64 } })))
  return attached?.path
}
