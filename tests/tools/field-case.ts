/** Situations from the field, in which monitors of Claude Code were wrong: tests/fixtures/field-cases/, a home each. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

const cases = join(import.meta.dirname, '../fixtures/field-cases')

/** Where a case's files lie under `projects/`, as they came. */
export const fieldCaseProjects = (name: string, home = 'home'): string => join(cases, name, home, '.claude', 'projects')

/** A config folder of its own with the case's files; removed when the test ends. */
export function fieldCase(name: string): string {
  const dir = mkdtempSync(join(tmpdir(), `tce-${name}-`))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  cpSync(join(cases, name, 'home', '.claude'), dir, { recursive: true })
  return dir
}
