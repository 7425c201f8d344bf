/**
 * `npm run test:again`: finds tests that depend on luck. The whole suite twice, then each file that ever needed a retry
 * (retried-once.txt) and the ten slowest twenty times, one after the other, all beside a load of four busy processes.
 *
 *   npm run test:again                                     all of it: an hour or two
 *   npm run test:again -- --suite 0 --times 5 tests/tui     five times what lies below tests/tui
 *   --suite 2  --times 20  --slowest 10  --load 4           the usual numbers
 *
 * No retry helps here. The exit code is 1 when anything failed even once; such files are added to retried-once.txt.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { startWithUs } from '../../bin/hand-over.js'
import { chooseFiles, type FileReport, type FileTally, tallyFiles } from './again.ts'

const root = join(import.meta.dirname, '../..')
const retriedOnceFile = join(import.meta.dirname, 'retried-once.txt')
const vitest = join(root, 'node_modules/vitest/vitest.mjs')

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    suite: { type: 'string', default: '2' },
    times: { type: 'string', default: '20' },
    slowest: { type: 'string', default: '10' },
    load: { type: 'string', default: '4' },
  },
})
const [suite, times, slowest, load] = [values.suite, values.times, values.slowest, values.load].map(Number) as [
  number,
  number,
  number,
  number,
]

const scratch = mkdtempSync(join(tmpdir(), 'tce-again-'))
const busy = Array.from({ length: load }, startBusy)
try {
  const whole: FileReport[] = []
  for (let run = 1; run <= suite; run += 1) {
    say(`The whole suite, run ${run} of ${suite} …`)
    whole.push(...(await runVitest(positionals)))
  }
  const chosen =
    suite === 0
      ? filesBelow(positionals)
      : chooseFiles(tallyFiles(whole), { slowest, retriedOnce: retriedOnce().map((file) => join(root, file)) })
  const again: FileReport[] = []
  for (const [index, file] of chosen.entries()) {
    const reports: FileReport[] = []
    for (let run = 1; run <= times; run += 1) reports.push(...(await runVitest([relative(root, file)])))
    again.push(...reports)
    for (const tally of tallyFiles(reports)) say(`${index + 1}/${chosen.length} ${inWords(tally)}`)
  }
  const failed = tallyFiles([...whole, ...again]).filter(({ failedRuns }) => failedRuns > 0)
  remember(failed)
  say(failed.length === 0 ? 'Everything passed every time.' : `\nNot every time:\n${failed.map(inWords).join('\n')}`)
  process.exitCode = failed.length === 0 ? 0 : 1
} finally {
  for (const process of busy) process.kill('SIGKILL')
  rmSync(scratch, { recursive: true, force: true })
}

/** One run in a process of its own, without retries. Its words go to the terminal only where something failed. */
async function runVitest(files: readonly string[]): Promise<readonly FileReport[]> {
  const report = join(scratch, 'report.json')
  rmSync(report, { force: true })
  const { CI: _retries, ...env } = process.env
  let told: NodeJS.Signals | undefined
  const noteSignal = (signal: NodeJS.Signals) => {
    told = signal
  }
  const child = startWithUs(
    process.execPath,
    [vitest, 'run', ...files],
    { cwd: root, env: { ...env, TCE_TEST_REPORT: report }, stdio: ['ignore', 'pipe', 'pipe'] },
    noteSignal,
  )
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      output += chunk
    })
  }
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  if (told !== undefined) throw new Error(`Ended by ${told}.`)
  if (code !== 0) say(output)
  return JSON.parse(readFileSync(report, 'utf8')).testResults
}

/** Ends by itself when we are gone. */
function startBusy(): ChildProcess {
  const source =
    'const parent = process.ppid; while (process.ppid === parent) for (let i = 0; i < 1e7; i += 1) Math.sqrt(i)'
  return spawn(process.execPath, ['-e', source], { stdio: 'ignore' })
}

function filesBelow(places: readonly string[]): readonly string[] {
  const files = globSync('tests/**/*.test.{ts,tsx}', { cwd: root })
  return files.filter((file) => places.some((place) => file.startsWith(place))).map((file) => join(root, file))
}

function retriedOnce(): readonly string[] {
  return readFileSync(retriedOnceFile, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
}

function remember(failed: readonly FileTally[]): void {
  const names = failed.map(({ file }) => relative(root, file)).filter((name) => !retriedOnce().includes(name))
  if (names.length > 0) writeFileSync(retriedOnceFile, names.map((name) => `${name}\n`).join(''), { flag: 'a' })
}

function inWords({ file, runs, failedRuns, medianS, slowestS, failures }: FileTally): string {
  const told = failures.map(({ test, times, reason }) => `\n    ${times}× ${test}: ${reason}`).join('')
  const passed = `${runs - failedRuns} of ${runs} passed`
  return `${relative(root, file)}: ${passed}, ${medianS.toFixed(1)} s, at most ${slowestS.toFixed(1)} s${told}`
}

function say(line: string): void {
  console.log(line)
}
