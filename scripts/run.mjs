/**
 * node scripts/run.mjs <file.js> [arguments…]: runs a program of this repository with a Node.js that is new enough, for the
 * scripts in package.json. Needs nothing but what the set-up (scripts/setup.mjs) made.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { handOver } from '../bin/hand-over.js'
import { enginesOf, suitableNode } from '../bin/node-version.js'
import { endWithNpm } from './end-with-npm.mjs'
import { environmentFor, root } from './toolchain.mjs'

endWithNpm()

const [file, ...args] = process.argv.slice(2)
const node = suitableNode(root)
if (file === undefined) fail('scripts/run.mjs: name a file of this repository to run.')
else if (node === undefined) {
  fail(
    `This needs Node.js ${enginesOf(root)}, and ${process.versions.node} is in use. Run "node scripts/setup.mjs": it brings one.`,
  )
} else if (!existsSync(join(root, file))) {
  fail(
    `${file} is missing: the set-up did not run (is ignore-scripts set in an .npmrc?). Run "node scripts/setup.mjs".`,
  )
} else if (node === process.execPath) {
  const program = join(root, file)
  process.argv.splice(1, process.argv.length, program, ...args)
  await import(pathToFileURL(program).href)
} else {
  handOver(node, [join(root, file), ...args], environmentFor(node))
}

/** @param {string} message */
function fail(message) {
  console.error(message)
  process.exitCode = 1
}
