/** Projects, backends and trusted set-up commands on disk, in user.sqlite: what was set here, field by field. */
import type { Backend } from '../core/tasks/backend.ts'
import type { Project } from '../core/tasks/project.ts'
import type { KeptStore } from '../storage/kept-store.ts'

export type SetProject = Partial<Omit<Project, 'name'>>
export type SetBackend = Partial<Omit<Backend, 'name'>>

export interface WorkshopStore {
  projects(): Promise<ReadonlyMap<string, SetProject>>
  putProject(name: string, fields: SetProject): Promise<void>
  removeProject(name: string): Promise<void>
  backends(): Promise<ReadonlyMap<string, SetBackend>>
  putBackend(name: string, fields: SetBackend): Promise<void>
  removeBackend(name: string): Promise<void>
  /** The hash that was trusted for a project last: of its set-up command, or of another program that is named. Undefined: none. */
  trusted(project: string, program?: string): Promise<string | undefined>
  trust(project: string, hash: string, nowMs: number, program?: string): Promise<void>
}

/** No project's name has a line's end in it. */
const keyOf = (project: string, program: string | undefined) =>
  program === undefined ? project : `${project}\n${program}`

export function createWorkshopStore(kept: KeptStore, machine: string): WorkshopStore {
  const all = <T>(table: 'project' | 'backend') =>
    kept.read((database) => {
      const rows = database.prepare(`SELECT name, record FROM ${table} WHERE machine = ? ORDER BY name`).all(machine)
      return new Map(
        (rows as { readonly name: string; readonly record: string }[]).map(({ name, record }) => [
          name,
          JSON.parse(record) as T,
        ]),
      )
    })
  const put = (table: 'project' | 'backend', name: string, fields: object) =>
    kept.write((database) => {
      database
        .prepare(
          `INSERT INTO ${table} (name, machine, record) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET record = excluded.record`,
        )
        .run(name, machine, JSON.stringify(fields))
    })
  const remove = (table: 'project' | 'backend', name: string) =>
    kept.write((database) => void database.prepare(`DELETE FROM ${table} WHERE name = ?`).run(name))
  return {
    projects: () => all<SetProject>('project'),
    putProject: (name, fields) => put('project', name, fields),
    removeProject: (name) => remove('project', name),
    backends: () => all<SetBackend>('backend'),
    putBackend: (name, fields) => put('backend', name, fields),
    removeBackend: (name) => remove('backend', name),
    trusted: (project, program) =>
      kept.read((database) => {
        const row = database.prepare('SELECT hash FROM trusted_setup WHERE project = ?').get(keyOf(project, program))
        return (row as { readonly hash: string } | undefined)?.hash
      }),
    trust: (project, hash, nowMs, program) =>
      kept.write((database) => {
        database
          .prepare(
            `INSERT INTO trusted_setup (project, machine, hash, trusted_ms) VALUES (?, ?, ?, ?)
             ON CONFLICT (project) DO UPDATE SET hash = excluded.hash, trusted_ms = excluded.trusted_ms`,
          )
          .run(keyOf(project, program), machine, hash, nowMs)
      }),
  }
}
