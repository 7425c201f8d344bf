/**
 * Installs the agents that the tests run, as programs.json pins them, each into a folder of its own; what is there already stays.
 *
 *   node tests/tools/agents/install.mjs ~/.cache/tce-ci/agents
 *
 * Fails when more than two are missing: their tests skip, by name.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'

const mostMissing = 2

/** @typedef {{ id: string, package: string, version: string, program: string, needsInstallScript?: boolean }} Program */

const folder = process.argv[2]
if (folder === undefined) throw new Error('The folder to install into is needed.')
/** @type {Program[]} */
const programs = JSON.parse(readFileSync(new URL('programs.json', import.meta.url), 'utf8'))
const missing = programs.filter((program) => !isThere(folder, program) && !install(folder, program))
for (const program of programs) {
  console.log(`${program.id} ${program.version}${missing.includes(program) ? ': missing' : ''}`)
}
process.exitCode = missing.length > mostMissing ? 1 : 0

/** @type {(folder: string, program: Program) => boolean} */
function isThere(folder, { id, package: name, version, program }) {
  const modules = join(folder, id, 'node_modules')
  const manifest = join(modules, name, 'package.json')
  if (!existsSync(manifest) || !existsSync(join(modules, '.bin', program))) return false
  return JSON.parse(readFileSync(manifest, 'utf8')).version === version
}

/** @type {(folder: string, program: Program) => boolean} */
function install(folder, program) {
  const cwd = join(folder, program.id)
  mkdirSync(cwd, { recursive: true })
  writeFileSync(join(cwd, 'package.json'), '{"private":true}')
  const quietly = ['--no-save', '--no-audit', '--no-fund', '--loglevel=error']
  const scripts = program.needsInstallScript === true ? [] : ['--ignore-scripts']
  const args = ['install', ...quietly, ...scripts, `${program.package}@${program.version}`]
  // Not with --prefix: that hides the machine's proxy and certificates from npm.
  spawnSync('npm', args, { cwd, stdio: 'inherit', timeout: 120_000, shell: process.platform === 'win32' })
  return isThere(folder, program)
}
