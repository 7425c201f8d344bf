/** The ways to one task. */
import type { Route } from '../route.ts'
import { parseRoute } from '../route.ts'

export const taskRoute = (id: string): Route => parseRoute(`/tasks/${encodeURIComponent(id)}`)
export const changesRoute = (id: string): Route => parseRoute(`/tasks/${encodeURIComponent(id)}/changes`)
