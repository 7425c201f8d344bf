/** `tce` over the twenty agents of the design, as a program of its own: for tests that need a real terminal. */

import { cliParts } from '../../src/app/cli-parts.ts'
import { main } from '../../src/cli/program.ts'
import { processIo } from '../../src/terminal/io.ts'
import { nowMs } from '../fixtures/fleet/twenty-agents.ts'
import { fakeServices } from './fake-services.ts'

const watchEveryMs = Number(process.env['WATCH_EVERY_MS'] ?? 1500)
process.exitCode = await main(process.argv.slice(2), processIo(), {
  ...cliParts,
  openServices: async () => fakeServices(),
  openLook: undefined,
  nowMs: () => nowMs,
  watchEveryMs,
})
