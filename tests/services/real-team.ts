/** The real store of what agents write to one another, in a folder of its own that goes with the test's process. */
import { openTeam } from '../../src/app/open-team.ts'
import type { TeamParts } from '../../src/services/local/team.ts'
import { sharedFile } from '../../src/team/shared-file.ts'
import { ownFolder } from '../tools/own-folder.ts'

export function realTeam(): TeamParts {
  return {
    openTeam: async () => openTeam(ownFolder('tce-team-'), 'a-machine'),
    sharedFile,
  }
}
