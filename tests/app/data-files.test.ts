import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createDataFiles } from '../../src/app/data-files.ts'
import { ownFolder } from '../tools/own-folder.ts'

it('what restores put aside goes, whole, and nothing beside it', async () => {
  const dataDir = ownFolder('tce-aside-')
  for (const at of ['2026-11-01T10-00-00-000Z', '2026-11-20T10-00-00-000Z']) {
    mkdirSync(join(dataDir, `before-restore-${at}`, 'data'), { recursive: true })
    writeFileSync(join(dataDir, `before-restore-${at}`, 'data', 'user.sqlite'), 'x')
  }
  writeFileSync(join(dataDir, 'token'), 'x')
  await createDataFiles(dataDir).clearAside()
  expect(readdirSync(dataDir)).toEqual(['token'])
})
