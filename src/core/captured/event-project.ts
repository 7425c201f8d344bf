/** Which project an event is of, as far as it says so itself: a name, or the folder it happened in. Pure. */
import type { CapturedEvent } from './captured-event.ts'

export function eventProject({ data }: Pick<CapturedEvent, 'data'>): string | undefined {
  if (data === null || !mayTell.test(data)) return undefined
  const { project, cwd } = JSON.parse(data) as { readonly project?: unknown; readonly cwd?: unknown }
  if (typeof project === 'string' && project !== '') return project
  if (typeof cwd !== 'string') return undefined
  return cwd.split(/[\\/]/).findLast((part) => part !== '')
}

const mayTell = /"(?:project|cwd)"/
