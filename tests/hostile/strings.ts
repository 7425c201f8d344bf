/** What others may write into an id, a title, a path, a branch, a model or a name, and what no face may let through. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** In every one of them: an output in which it is missing has proved nothing. */
export const marker = 'evil'

const steering: Readonly<Record<string, string>> = {
  clipboard: `${marker}\u001b]52;c;cm0gLXJmIH4=\u0007`,
  title: `\u001b]0;owned\u001b\\${marker}`,
  link: `\u001b]8;;https://evil.test\u0007${marker}\u001b]8;;\u0007`,
  colours: `${marker}\u001b[2J\u001b[31m`,
  'one-character sequences': `${marker}\u009b31m\u009d0;x\u009c`,
  'device string': `${marker}\u001bPq#0;2\u001b\\`,
  'lone escape': `${marker}\u001b`,
  overwriting: `safe\r${marker}\b\b\u007f`,
  'more lines': `${marker}\nrm -rf ~\r\nrm`,
  'other line ends': `${marker}\u2028two\u2029three\u0085four\u000bfive`,
  'turned round': `${marker}\u202egnp.exe\u202c\u2066x\u2069`,
  invisible: `${marker}\u200b\u00ad\u2060\ufeff\u{e0041}`,
  'half a character': `${marker}\ud800`,
}

/** Each would make a file of this name, were it run. */
const shell: Readonly<Record<string, string>> = {
  'next command': `${marker}; touch owned #`,
  substitution: `${marker}$(touch owned)`,
  backquotes: `${marker}\`touch owned\``,
  'closing quotes': `${marker}'; touch owned; '`,
  'closing double quotes': `${marker}"; touch owned; "`,
  background: `${marker} & touch owned &`,
  redirection: `${marker}>owned`,
}

const formulas: Readonly<Record<string, string>> = {
  formula: `=cmd|'/C ${marker}'!A0`,
  plus: `+${marker}(1)`,
  minus: `-${marker}(1)`,
  at: `@SUM(${marker})`,
  'behind a tab': `\t=${marker}()`,
  'behind a line end': `\r=${marker}()`,
  'wide sign': `\uff1d${marker}()`,
}

export const hostile: readonly (readonly [kind: string, text: string])[] = Object.entries({
  ...steering,
  ...shell,
  ...formulas,
})

/** Everything that steers a terminal, turns a line round, breaks it or is invisible in it; line feeds are the views' own. */
const raw =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Cs}/u
/** Colours of our own (roles.ts), and no other sequence. */
const ownColours = /\u001b\[(?:0|1|90|3[1-6]|1;34|7)m/g

/** What of an output could do harm, or undefined. */
export function harmIn(output: string): string | undefined {
  const at = raw.exec(output.replace(ownColours, ''))
  if (at !== null)
    return `raw ${JSON.stringify(at[0])} in ${JSON.stringify(around(output.replace(ownColours, ''), at.index))}`
  return commandsIn(output.replace(ownColours, '')).map(whatItRan).find(Boolean)
}

/** The parts of a line that a user may copy, from the program's name to the end of the line or of the column. */
const commandsIn = (output: string): readonly string[] =>
  output
    .split('\n')
    .flatMap((line) => [
      ...line.matchAll(/\b(?:claude --resume|tce (?:[a-z-]+ )?--?explain|tce (?:kill|watch|session|pin)) .*/g),
    ])
    .map(([command]) => command.split('  ')[0] ?? '')
    .filter((command) => command.includes(marker) || command.includes('owned'))

/** Runs it, with programs that do nothing. */
function whatItRan(command: string): string | undefined {
  const dir = mkdtempSync(join(tmpdir(), 'tce-hostile-'))
  try {
    const script = `claude() { :; }; tce() { :; }\n${command}\n`
    try {
      execFileSync('/bin/sh', ['-c', script], { cwd: dir, stdio: 'ignore', env: { PATH: '/usr/bin:/bin' } })
    } catch {
      // A quote that is not closed, because the line was cut: nothing ran.
    }
    return readdirSync(dir).length === 0 ? undefined : `unquoted: ${command}`
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

const around = (text: string, index: number): string => text.slice(Math.max(0, index - 40), index + 20)

/** Values by which the program decides, and what it reads as a number or a time. */
const kept =
  /^(?:id|pid|ppid|start|cursor|lane|toolId|kind|type|health|activity|role|state|status|dot|outcome|action|resumeCommand|by|level|section|.*At|at|at.*|since.*|.*Since)$/

/** The same value with this text in every name, title, path and sentence of it. */
export function poisoned<T>(value: T, text: string, key = ''): T {
  if (typeof value === 'string') return (kept.test(key) ? value : text) as T
  if (Array.isArray(value)) return value.map((one) => poisoned(one, text, key)) as T
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, poisoned(one, text, name)])) as T
}
