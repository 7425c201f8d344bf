/** Finds npm and runs it without a shell, so that no path needs quoting on any system. */
import { existsSync, realpathSync } from 'node:fs'
import { basename, delimiter, dirname, join } from 'node:path'
import process from 'node:process'
import { startWithUs } from '../bin/hand-over.js'
import { explainNpm, SetupError } from './problem.mjs'

/**
 * Where npm's own JavaScript may lie, likeliest first: npm tells the scripts it runs, else it lies beside Node.js or behind the
 * `npm` (npm.cmd) on the PATH.
 * @param {NodeJS.ProcessEnv} env
 * @param {string} execPath
 * @returns {readonly string[]}
 */
export function npmCandidates(env, execPath) {
  const inside = join('node_modules', 'npm', 'bin', 'npm-cli.js')
  const told = env['npm_execpath']
  const pathName = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH'
  const folders = (env[pathName] ?? '').split(delimiter).filter((folder) => folder !== '')
  return [
    ...(told !== undefined && basename(told) === 'npm-cli.js' ? [told] : []),
    join(dirname(execPath), '..', 'lib', inside),
    join(dirname(execPath), inside),
    ...folders.flatMap((folder) => [join(folder, 'npm'), join(folder, inside)]),
  ]
}

/** @returns {string} npm-cli.js */
function findNpm() {
  for (const candidate of npmCandidates(process.env, process.execPath)) {
    if (!existsSync(candidate)) continue
    // On Unix `npm` on the PATH is a link to npm-cli.js; a wrapper script of the same name is no use to Node.js.
    const real = realpathSync(candidate)
    if (basename(real) === 'npm-cli.js') return real
  }
  throw new SetupError(
    'npm was not found beside Node.js or on the PATH. Install npm (it comes with Node.js from https://nodejs.org) and run this again.',
  )
}

/**
 * Installs a folder exactly as its lock file says. No package may run a script of its own.
 * @param {string} node
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 */
export async function npmCi(node, folder, env) {
  const options = ['--ignore-scripts', '--engine-strict', '--no-audit', '--no-fund', '--loglevel=error', ...retries]
  // npm is told the folder by where it runs: --prefix would hide the machine's own npmrc, with its proxy and certificates.
  const { code, output } = await capture(
    node,
    [findNpm(), 'ci', ...options],
    npmEnvironment(env, process.execPath),
    folder,
  )
  if (code !== 0) throw new SetupError(explainNpm(output))
}

/** Without a network the answer should not take npm's usual 70 seconds. */
const retries = ['--fetch-retries=2', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000']

/**
 * What npm is to see: nothing that changes what it installs, and the settings of the machine even where another Node.js runs it
 * (npm looks for its global npmrc beside the Node.js in use).
 * @param {NodeJS.ProcessEnv} env
 * @param {string} execPath the Node.js the user started
 * @param {string} [platform]
 * @returns {NodeJS.ProcessEnv}
 */
export function npmEnvironment(env, execPath, platform = process.platform) {
  const { npm_config_global: _global, npm_config_omit: _omit, NODE_ENV: _nodeEnv, ...rest } = env
  const prefix = platform === 'win32' ? dirname(execPath) : dirname(dirname(execPath))
  return { npm_config_globalconfig: join(prefix, 'etc', 'npmrc'), ...rest }
}

/**
 * Runs a program without a shell and collects what it prints. Told to end meanwhile, we end after it.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {string} [cwd]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function capture(program, args, env, cwd) {
  return new Promise((resolve) => {
    /** @type {NodeJS.Signals | undefined} */
    let told
    const child = startWithUs(
      program,
      args,
      { env, cwd, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true },
      (signal) => {
        told = signal
      },
    )
    let output = ''
    const collect = (/** @type {Buffer} */ chunk) => {
      output += chunk
    }
    child.stdout?.on('data', collect)
    child.stderr?.on('data', collect)
    child.on('error', (error) => resolve({ code: 127, output: error.message }))
    child.on('exit', () => {
      if (told !== undefined) process.kill(process.pid, told)
    })
    child.on('close', (code) => resolve({ code: code ?? 1, output }))
  })
}
