/** What is kept of a project: the events of its sessions and those whose data names it, and what its sessions told in figures. */
import type { ProjectSessions } from '../core/data/kept-data.ts'
import type { Database } from '../storage/sqlite.ts'
import { namesProject } from './event-sweep.ts'

const among = 'IN (SELECT value FROM json_each(?))'

export function eventsOfProject(database: Database, { project, sessionIds }: ProjectSessions): number {
  const ids = JSON.stringify(sessionIds)
  const count = (where: string, ...values: readonly unknown[]) =>
    database.prepare(`SELECT COUNT(*) FROM events WHERE ${where}`).pluck().get(values) as number
  const ofProject = project === undefined ? 0 : count(namesProject, project)
  return count(`session_id ${among}`, ids) + ofProject
}

/** Of metrics. */
const pointsAtOnce = 200

/** Some of it; whether there may be more. */
export function removeFiguresOf(database: Database, { sessionIds }: ProjectSessions): boolean {
  const ids = JSON.stringify(sessionIds)
  const series = `SELECT id FROM series WHERE session_id ${among}`
  const { changes } = database
    .prepare(`DELETE FROM points WHERE rowid IN (SELECT rowid FROM points WHERE series IN (${series}) LIMIT ?)`)
    .run(ids, pointsAtOnce)
  if (changes === pointsAtOnce) return true
  database.prepare(`DELETE FROM series WHERE session_id ${among}`).run(ids)
  database.prepare(`DELETE FROM told_usage WHERE session_id ${among}`).run(ids)
  return false
}
