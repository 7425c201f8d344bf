/** `npm run build`: builds whether or not a source changed. */
import process from 'node:process'
import { build } from './build.mjs'
import { SetupError } from './problem.mjs'

try {
  await build(process.execPath)
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
