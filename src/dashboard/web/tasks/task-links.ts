/** The ways to one task. */
import type { Route } from '../route.ts'
import { parseRoute } from '../route.ts'

export const taskRoute = (id: string): Route => parseRoute(`/tasks/${encodeURIComponent(id)}`)
/** `others`: tries of the same prompt, whose changes stand beside its own. */
export const changesRoute = (id: string, others: readonly string[] = []): Route => {
  const beside = others.length === 0 ? '' : `?with=${others.map(encodeURIComponent).join(',')}`
  return parseRoute(`/tasks/${encodeURIComponent(id)}/changes${beside}`)
}
