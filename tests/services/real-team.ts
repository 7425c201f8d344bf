/** The real store of what agents write to one another, in a folder of its own that goes with the test's process. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openTeam } from '../../src/app/open-team.ts'
import type { TeamParts } from '../../src/services/local/team.ts'
import { sharedFile } from '../../src/team/shared-file.ts'

const folders: string[] = []
process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

export function realTeam(): TeamParts {
  return {
    async openTeam() {
      const dataDir = mkdtempSync(join(tmpdir(), 'tce-team-'))
      folders.push(dataDir)
      return openTeam(dataDir, 'a-machine')
    },
    sharedFile,
  }
}
