/** How much alerts.sqlite holds, looked at beside whoever keeps it; and what of a book is left when some of it is forgotten. */
import { type AlertBook, emptyBook } from '../core/alerts/alert-book.ts'
import type { ProjectSessions } from '../core/data/kept-data.ts'
import type { KeptRows } from '../storage/kept-rows.ts'
import { lookInto } from '../storage/sqlite.ts'
import { alertsPath } from './alert-path.ts'

export const alertRows = (dataDir: string): KeptRows | undefined =>
  lookInto(alertsPath(dataDir), (database) => {
    const row = database.prepare('SELECT count(*) AS rows, min(opened_ms) AS since FROM alert').get()
    const { rows, since } = row as { readonly rows: number; readonly since: number | null }
    return { rows, sinceMs: since ?? undefined }
  })

/** Undefined: all of it. */
export type ForgottenOf = ProjectSessions | undefined

export function bookWithout(book: AlertBook, of: ForgottenOf): AlertBook {
  if (of === undefined) return { ...emptyBook, known: book.known }
  const stays = ({
    project,
    sessionId = '',
  }: {
    readonly project?: string | undefined
    readonly sessionId?: string | undefined
  }) => (of.project === undefined || project !== of.project) && !of.sessionIds.includes(sessionId)
  return {
    ...book,
    open: new Map([...book.open].filter(([, { matter }]) => stays(matter))),
    held: book.held.filter(({ alert }) => stays(alert.matter)),
    atWork: book.atWork && { ...book.atWork, agents: book.atWork.agents.filter(stays) },
  }
}
