/**
 * What a run of tests came to, by the last lines that its own runner prints. Only of a command that starts one, so that a log that is shown
 * counts for nothing; and only of runners whose sum is told apart from everything else: undefined wherever that is not so. Pure.
 */
import { type ShellWord, shellCommands } from './shell-words.ts'

export interface TestSum {
  readonly passed: number
  readonly failed: number
}

export const runsTests = (command: string): boolean => shellCommands(command).some(startsTests)

/** Undefined: it runs no tests, or what it printed has no sum that is known. */
export function testSum(command: string, output: string): TestSum | undefined {
  return runsTests(command) ? testSumIn(output) : undefined
}

/** Of what is known to be a run of tests. */
export function testSumIn(output: string): TestSum | undefined {
  const text = output.replace(colours, '').replace(/\r/g, '')
  for (const read of runners) {
    const sum = read(text)
    if (sum !== undefined) return sum
  }
  return undefined
}

const colours = /\u001b\[[0-9;]*m/g

const scripts = new Set(['npm', 'pnpm', 'yarn', 'bun'])
const launchers = new Set(['npx', 'bunx', 'uv', 'poetry', 'pipenv', 'bundle', 'env', 'time', 'nice', 'timeout', 'sudo'])
const programs = new Set(['vitest', 'jest', 'mocha', 'ava', 'pytest', 'py.test', 'rspec', 'phpunit', 'tox', 'nox'])
const withTestWord = new Set([
  'cargo',
  'go',
  'dotnet',
  'deno',
  'swift',
  'mix',
  'mvn',
  'gradle',
  './gradlew',
  'make',
  'just',
])

function startsTests(command: readonly ShellWord[]): boolean {
  const words = command.map(({ text }) => text).filter((text) => !/^[A-Za-z_]\w*=/.test(text))
  const from = words.findIndex(
    (word) => !launchers.has(word) && !/^-|^\d+[smh]?$/.test(word) && word !== 'run' && word !== 'exec',
  )
  const [program = '', ...rest] = words.slice(Math.max(0, from))
  const name = program.replace(/^.*\//, '')
  if (programs.has(name)) return true
  if (scripts.has(name)) return rest.some((word) => /^(?:test|t|vitest|jest)(?:[:.-].*)?$/.test(word))
  if (name === 'node') return rest.includes('--test')
  if (/^python[\d.]*$/.test(name)) return rest[0] === '-m' && /^(?:pytest|unittest)$/.test(rest[1] ?? '')
  return withTestWord.has(program) && rest.some((word) => /^(?:test|tests|check|nextest)$/.test(word))
}

type Read = (text: string) => TestSum | undefined

/** The number before a word: "3 failed". */
const countOf = (line: string, word: string): number =>
  Number(new RegExp(String.raw`(\d+) ${word}\b`).exec(line)?.[1] ?? 0)

const last = (text: string, line: RegExp): string | undefined => text.match(line)?.at(-1)

/** `Tests  1 failed | 40 passed (41)`, `Tests:       1 failed, 40 passed, 41 total` */
const vitestOrJest: Read = (text) => {
  const line = last(text, /^\s*Tests:?\s+(?=.*\d+ (?:passed|failed)\b).*(?:\(\d+\)|\d+ total)\s*$/gm)
  return line === undefined ? undefined : { passed: countOf(line, 'passed'), failed: countOf(line, 'failed') }
}

/** `=== 1 failed, 40 passed in 2.10s ===`, without its rules with `-q`. */
const pytest: Read = (text) => {
  const line = last(
    text,
    /^(?:=+ )?(?:\d+ [a-z]+, )*\d+ (?:passed|failed|errors?|skipped|deselected|xfailed|xpassed|warnings?)(?:, \d+ [a-z]+)* in [\d.]+s.*$/gm,
  )
  if (line === undefined || !/\d (?:passed|failed|error)/.test(line)) return undefined
  return { passed: countOf(line, 'passed'), failed: countOf(line, 'failed') + countOf(line, 'errors?') }
}

/** `test result: ok. 40 passed; 0 failed; 0 ignored; …`, once for each of its programs. */
const cargo: Read = (text) => {
  const lines = text.match(/^test result: \w+\. \d+ passed; \d+ failed;.*$/gm) ?? []
  if (lines.length === 0) return undefined
  const sum = (word: string) => lines.reduce((so, line) => so + countOf(line, word), 0)
  return { passed: sum('passed'), failed: sum('failed') }
}

/** `# pass 40` and `# fail 1`, or with `ℹ` before them. */
const node: Read = (text) => {
  const count = (word: string) => new RegExp(String.raw`^(?:#|\u2139) ${word} (\d+)$`, 'm').exec(text)?.[1]
  const [passed, failed] = [count('pass'), count('fail')]
  return passed === undefined || failed === undefined ? undefined : { passed: Number(passed), failed: Number(failed) }
}

/** `40 passing (2s)`, and `1 failing` below it. */
const mocha: Read = (text) => {
  const passing = /^\s*(\d+) passing \([\d.]+\w*\)$/m.exec(text)
  if (passing === null) return undefined
  const failing = /^\s*(\d+) failing$/m.exec(text.slice(passing.index))
  return { passed: Number(passing[1]), failed: Number(failing?.[1] ?? 0) }
}

/** `41 examples, 1 failure, 2 pending` */
const rspec: Read = (text) => {
  const [, all, failed, pending = 0] = /^(\d+) examples?, (\d+) failures?(?:, (\d+) pending)?$/m.exec(text) ?? []
  return all === undefined
    ? undefined
    : { passed: Number(all) - Number(failed) - Number(pending), failed: Number(failed) }
}

/** `ok | 40 passed | 1 failed (2s)`, `40 pass` and `1 fail` below it. */
const denoOrBun: Read = (text) => {
  const deno = last(text, /^(?:ok|FAILED) \| \d+ passed.*\| \d+ failed.*$/gm)
  if (deno !== undefined) return { passed: countOf(deno, 'passed'), failed: countOf(deno, 'failed') }
  const [, passed, failed] = /^\s*(\d+) pass\n(?:\s*\d+ (?:skip|todo)\n)*\s*(\d+) fail$/m.exec(text) ?? []
  return passed === undefined ? undefined : { passed: Number(passed), failed: Number(failed) }
}

const runners: readonly Read[] = [vitestOrJest, cargo, pytest, node, mocha, rspec, denoOrBun]
