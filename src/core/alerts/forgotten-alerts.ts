/** What is left of what alerts told when some of it is forgotten. */
import type { ProjectSessions } from '../data/kept-data.ts'
import { type AlertBook, emptyBook } from './alert-book.ts'

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
