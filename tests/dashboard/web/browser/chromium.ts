/** Tests in a real browser: they skip where there is none, visibly; in CI its absence is a failure. */
import { existsSync } from 'node:fs'
import { describe } from 'vitest'
import { chromiumProgram } from './launch.ts'

export const isChromiumMissing = !existsSync(chromiumProgram) && process.env['CI'] !== 'true'

export const describeWithChromium = describe.skipIf(isChromiumMissing)
