import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openSessionMarks } from '../../src/app/open-session-marks.ts'
import { createSessionNames } from '../../src/sessions/session-names.ts'

it('writes the names of sessions when one changed, not with every mark', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'tce-names-'))
  const opened = openSessionMarks(dataDir, 'a-machine')
  if (!opened.ok) throw new Error(opened.error)
  const { write, close } = opened.value
  const path = join(dataDir, 'session-names.json')
  const marks = { tags: [], isStarred: true }
  await write({ id: 'a', agent: 'claude' }, marks, 1)
  expect(existsSync(path)).toBe(false)
  await write({ id: 'a', agent: 'claude' }, { ...marks, name: 'Locks' }, 2)
  const { ino, mtimeMs } = statSync(path)
  await write({ id: 'a', agent: 'claude' }, { ...marks, name: 'Locks', tags: ['db'] }, 3)
  await write({ id: 'b', agent: 'claude' }, marks, 4)
  expect(statSync(path)).toMatchObject({ ino, mtimeMs })
  await write({ id: 'a', agent: 'claude' }, marks, 5)
  expect([...createSessionNames(dataDir).read()]).toEqual([])
  await close()
  rmSync(dataDir, { recursive: true })
})
