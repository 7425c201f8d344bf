/**
 * Runs the genuine Claude Code by hand in a home of its own, against the mock of the model: no account, no network.
 *
 *   node tests/tools/real-claude.ts --home /tmp/h --cwd /tmp/h/project            a session in this terminal; type RUN_BASH20
 *   node tests/tools/real-claude.ts --home /tmp/h -- -p "USAGE 10 20 30 40 50"    one answer with exactly this usage
 *
 * The home is made on the first use and stays. HOME=/tmp/h tce status shows what runs in it. The exit code is Claude Code's.
 */
import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { makeClaudeHome, trust } from './claude-home.ts'
import { claudeProgram } from './find-claude.ts'

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    home: { type: 'string' },
    cwd: { type: 'string', default: process.cwd() },
    'delay-ms': { type: 'string' },
  },
})
const program = claudeProgram()
if (options.home === undefined || program === undefined) {
  console.error(
    program === undefined
      ? 'Claude Code was not found. Name it with TCE_CLAUDE=<path of claude>.'
      : '--home <folder> is needed: it serves as HOME, and is made if missing.',
  )
  process.exitCode = 2
} else {
  const cwd = resolve(options.cwd)
  const delayMs = options['delay-ms']
  const home = await makeClaudeHome({
    dir: resolve(options.home),
    ...(delayMs === undefined ? {} : { delayMs: Number(delayMs) }),
  })
  trust(home.dir, cwd)
  const claude = spawn(program, positionals, { cwd, stdio: 'inherit', env: home.env })
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => claude.kill(signal))
  process.on('SIGINT', () => {})
  claude.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 0 : 1)))
}
