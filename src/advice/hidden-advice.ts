/** Rules that their user finds of no use, everywhere or for a project: in user.sqlite. */
import type { HiddenAdvice } from '../core/advice/advice.ts'
import { adviceRules } from '../core/advice/waste-case.ts'
import type { KeptStore } from '../storage/kept-store.ts'

export interface HiddenStore {
  all(): Promise<readonly HiddenAdvice[]>
  hide(hidden: HiddenAdvice, nowMs: number): Promise<void>
  show(hidden: HiddenAdvice): Promise<void>
  close(): Promise<void>
}

export const createHiddenStore = (kept: KeptStore, machine: string): HiddenStore => ({
  all: () =>
    kept.read((database) => {
      const rows = database.prepare('SELECT rule, project FROM hidden_advice ORDER BY hidden_ms').all()
      return (rows as { readonly rule: string; readonly project: string }[]).flatMap(({ rule, project }) => {
        const known = adviceRules.find((one) => one === rule)
        return known === undefined ? [] : [{ rule: known, ...(project !== '' && { project }) }]
      })
    }),
  hide: ({ rule, project = '' }, nowMs) =>
    kept.write((database) => {
      database.prepare('INSERT OR REPLACE INTO hidden_advice VALUES (?, ?, ?, ?)').run(rule, project, machine, nowMs)
    }),
  show: ({ rule, project = '' }) =>
    kept.write((database) => {
      database.prepare('DELETE FROM hidden_advice WHERE rule = ? AND project = ?').run(rule, project)
    }),
  close: () => kept.close(),
})
