#!/usr/bin/env node
/**
 * The door of `tce`. An old Node.js can parse this file; it hands over to the one the set-up brought, or says what is needed,
 * before anything is loaded that would crash on it (better-sqlite3 does, on Node 20).
 */
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { enginesOf, existsSync, suitableNode } from './node-version.js'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const isClone = existsSync(join(root, 'scripts', 'setup.mjs'))
const program = join(root, 'dist', 'app', 'tce.js')
const node = suitableNode(root)
const setUpAgain = 'Run "npm start", or "node scripts/setup.mjs" to set up and build without starting it.'
const installAgain = 'Install terminus-cancrorum-est again.'

if (node === undefined) {
  const remedy = isClone
    ? 'Run "npm start" or "node scripts/setup.mjs" once: it brings one.'
    : 'Install one from https://nodejs.org.'
  fail(`tce needs Node.js ${enginesOf(root)}, and this is ${process.versions.node}. ${remedy}`)
} else if (!existsSync(program)) {
  fail(`tce is not built yet: ${program} is missing. ${isClone ? setUpAgain : installAgain}`)
} else if (node === process.execPath) {
  await run()
} else {
  // Whom it need not serve does not wait for it.
  const { handOver } = await import('./hand-over.js')
  handOver(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)])
}

async function run() {
  try {
    await import(pathToFileURL(program).href)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')) throw error
    fail(`A part of tce is missing. ${isClone ? setUpAgain : installAgain} (${error.message.split('\n')[0]})`)
  }
}

/** @param {string} message */
function fail(message) {
  console.error(message)
  process.exitCode = 1
}
