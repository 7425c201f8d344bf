/** Backends: the commands that agents are started by. Words are handed over one by one, never through a shell. Pure. */
import { err, ok, type Result } from '../result.ts'
import { shellWord } from '../words/command.ts'
import type { Origin } from './project.ts'

export interface Backend {
  readonly name: string
  /** The kind of agent that it starts; absent: one that TCE knows nothing of. */
  readonly agent?: string | undefined
  /** Program and arguments. `{prompt}`, `{model}`, `{mode}`, `{session}` and `{port}` (a free one of this machine) stand for what a task has; a word with one that it has not is left out, with the option before it. */
  readonly command: readonly string[]
  /** Behind which option its first prompt stands; '': it is the last word. Absent: it takes none with its start. */
  readonly promptFlag?: string | undefined
  readonly modelFlag?: string | undefined
  /** Unless a task says another; absent: the agent's own. */
  readonly model?: string | undefined
  readonly modeFlag?: string | undefined
  readonly mode?: string | undefined
  /** By which it takes the id of its new session; absent: it makes one itself. */
  readonly sessionFlag?: string | undefined
  /** How a session is taken up: `["claude", "--resume", "{session}"]`. Absent: ended is ended. */
  readonly resume?: readonly string[] | undefined
  /** How a session is gone on with in a copy of it: `["claude", "--resume", "{session}", "--fork-session"]`. Absent: a fork is told what the first one knows. */
  readonly fork?: readonly string[] | undefined
  /** One turn without a terminal, for the test. */
  readonly headless?: readonly string[] | undefined
  readonly env?: Readonly<Record<string, string>> | undefined
}

export type BackendField = Exclude<keyof Backend, 'name'>
export const backendFields = [
  ...(['agent', 'command', 'promptFlag', 'modelFlag', 'model', 'modeFlag', 'mode', 'sessionFlag'] as const),
  ...(['resume', 'fork', 'headless', 'env'] as const),
] as const satisfies readonly BackendField[]

export interface BackendReport extends Backend {
  readonly origins: Readonly<Partial<Record<BackendField, Origin>>>
  /** One that TCE brings: it can be changed, and set back, and not removed. */
  readonly isSeeded: boolean
  readonly isDefault: boolean
  /** Its program is on the PATH. */
  readonly isInstalled: boolean
}

export interface BackendsReport {
  readonly backends: readonly BackendReport[]
  readonly problems: readonly string[]
}

export interface BackendTest {
  readonly isWorking: boolean
  readonly tookMs: number
  /** "Works. Answered in 2.1 s and ended by itself." */
  readonly message: string
  /** The last of what it wrote. */
  readonly output: string
  /** Its session was found among the records; absent: nobody knows by which id it would be. */
  readonly hasTranscript?: boolean | undefined
  readonly costUsd?: number | undefined
}

export interface Launch {
  readonly prompt?: string | undefined
  readonly model?: string | undefined
  readonly mode?: string | undefined
  readonly session?: string | undefined
  /** Where its window may serve this machine. */
  readonly port?: string | undefined
}

/** Its window wants to be told a port when it starts. */
export const wantsPort = ({ command, resume = [], fork = [] }: Backend): boolean =>
  [...command, ...resume, ...fork].some((word) => word.includes('{port}'))

export type Argv = readonly [program: string, ...args: string[]]

/** To start afresh. The error says what it can't be given. */
export function startArguments(backend: Backend, launch: Launch): Result<Argv, string> {
  const given = { ...launch, model: launch.model ?? backend.model, mode: launch.mode ?? backend.mode }
  const { command, name } = backend
  const written = new Set(command.flatMap((word) => [...word.matchAll(placeholder)].map(([, key]) => key)))
  const flags: string[] = []
  for (const [key, flag] of [
    ...([
      ['model', backend.modelFlag],
      ['mode', backend.modeFlag],
      ['session', backend.sessionFlag],
    ] as const),
  ]) {
    const value = given[key]
    if (value === undefined || written.has(key)) continue
    if (flag === undefined) {
      // Its user asked for it; what is only usual is left out.
      if (key !== 'session' && launch[key] !== undefined) return err(`${name} takes no ${key}.`)
      continue
    }
    flags.push(...withFlag(flag, value))
  }
  const { prompt } = given
  if (prompt !== undefined && !written.has('prompt')) {
    if (backend.promptFlag === undefined)
      return err(`${name} takes no prompt with its start: leave it out, and send it then.`)
    flags.push(...(backend.promptFlag === '' ? [asLastWord(prompt)] : withFlag(backend.promptFlag, prompt)))
  }
  return argvOf([...filled(command, given), ...flags], name)
}

/** To go on with a session: in the mode that it is to be in, as its agent may come back in another. */
export function resumeArguments(
  backend: Backend,
  session: string,
  launch: Pick<Launch, 'model' | 'mode' | 'port'> = {},
): Result<Argv, string> {
  if (backend.resume === undefined) return err(`${backend.name} can’t take up a session that ended.`)
  if (session.startsWith('-')) return err(`“${session}” is no session of ${backend.name}.`)
  const { model, port } = launch
  const given = { session, model, port, mode: launch.mode ?? backend.mode }
  return argvOf([...filled(backend.resume, given), ...flagsFor(backend, backend.resume, given)], backend.name)
}

/** To go on in a copy of a session. `session`: the id that the copy gets, where it can be told one. */
export function forkArguments(
  backend: Backend,
  source: string,
  { prompt, session, ...launch }: Launch,
): Result<Argv, string> {
  const { fork, name, sessionFlag, promptFlag } = backend
  if (fork === undefined) return err(`${name} can’t go on in a copy of a session.`)
  if (source.startsWith('-')) return err(`“${source}” is no session of ${name}.`)
  if (prompt !== undefined && promptFlag === undefined) return err(`${name} takes no prompt with its start.`)
  const flags = sessionFlag === undefined || session === undefined ? [] : withFlag(sessionFlag, session)
  const words =
    prompt === undefined ? [] : promptFlag === '' ? [asLastWord(prompt)] : withFlag(promptFlag ?? '', prompt)
  const { model, port } = launch
  const given = { session: source, model, port, mode: launch.mode ?? backend.mode }
  return argvOf([...filled(fork, given), ...flagsFor(backend, fork, given), ...flags, ...words], name)
}

/** One turn without a terminal. `session`: the id that it gets, where its backend says how. */
export function headlessArguments(backend: Backend, prompt: string, session?: string): Result<Argv, string> {
  if (backend.headless === undefined)
    return err(`${backend.name} has no form without a terminal, so it can’t be tested.`)
  const { headless, sessionFlag, model, name } = backend
  const isWritten = headless.some((word) => word.includes('{session}'))
  const flagged = session === undefined || sessionFlag === undefined || isWritten ? [] : withFlag(sessionFlag, session)
  return argvOf([...filled(headless, { prompt, model, session }), ...flagged], name)
}

const placeholder = /\{(prompt|model|mode|session|port)\}/g

/** Words with their placeholders filled; one that stays empty goes, and with it the option that it belongs to. */
function filled(words: readonly string[], given: Launch): readonly string[] {
  const kept: string[] = []
  for (const word of words) {
    const isMissing = [...word.matchAll(placeholder)].some(([, key]) => given[key as keyof Launch] === undefined)
    if (!isMissing) kept.push(word.replace(placeholder, (_, key: keyof Launch) => given[key] ?? ''))
    else if (/^\{\w+\}$/.test(word) && kept.at(-1)?.startsWith('-') === true && !kept.at(-1)?.includes('=')) kept.pop()
  }
  return kept
}

/** Model and mode, behind their options, where they are known and not written into the command. */
const flagsFor = (
  { modelFlag, modeFlag }: Backend,
  words: readonly string[],
  { model, mode }: Pick<Launch, 'model' | 'mode'>,
): readonly string[] =>
  [['{model}', modelFlag, model] as const, ['{mode}', modeFlag, mode] as const].flatMap(([place, flag, value]) =>
    flag === undefined || value === undefined || words.some((word) => word.includes(place))
      ? []
      : withFlag(flag, value),
  )

const withFlag = (flag: string, value: string): readonly string[] =>
  flag.endsWith('=') ? [flag + value] : [flag, value]

/** `claude update` would update it: with a blank behind it a single word is none of its commands; nor is it an option. */
const asLastWord = (prompt: string): string => (/^\S+$/.test(prompt) ? `${prompt} ` : prompt).replace(/^-/, ' -')

function argvOf([program, ...args]: readonly string[], name: string): Result<Argv, string> {
  return program === undefined || program === '' ? err(`${name} has no command.`) : ok([program, ...args])
}

/** Words of a command as people write them: blanks part, quotes and backslashes keep together. No shell: nothing else means anything. */
export function wordsOf(text: string): readonly string[] {
  const words: string[] = []
  let word: string | undefined
  let quote = ''
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charAt(at)
    if (sign === '\\' && quote !== "'" && at + 1 < text.length) {
      at += 1
      word = (word ?? '') + text.charAt(at)
    } else if (quote !== '') {
      if (sign === quote) quote = ''
      else word = (word ?? '') + sign
    } else if (sign === '"' || sign === "'") {
      quote = sign
      word ??= ''
    } else if (/\s/.test(sign)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else word = (word ?? '') + sign
  }
  if (word !== undefined) words.push(word)
  return words
}

/** The same the other way: `bash -c 'sleep 5' {prompt}`; what is one word is seen to be one. */
export const textOfWords = (words: readonly string[]): string =>
  words.map((word) => (/^[\w@%+=:,./{}-]+$/.test(word) ? word : (shellWord(word) ?? JSON.stringify(word)))).join(' ')

/** All that is handed over at a start, with placeholders for what a task has: `claude --model {model} {prompt}`. */
export function startTemplate(backend: Backend): readonly string[] {
  const { command, modelFlag, modeFlag, sessionFlag, promptFlag } = backend
  const isWritten = (key: string) => command.some((word) => word.includes(`{${key}}`))
  const flagged = (flag: string | undefined, key: string) =>
    flag === undefined || isWritten(key) ? [] : withFlag(flag, `{${key}}`)
  return [
    ...command,
    ...flagged(modelFlag, 'model'),
    ...flagged(modeFlag, 'mode'),
    ...flagged(sessionFlag, 'session'),
    ...(promptFlag === '' && !isWritten('prompt') ? ['{prompt}'] : flagged(promptFlag || undefined, 'prompt')),
  ]
}

export const isBackendName = (name: string): boolean => /^[a-z0-9][a-z0-9._-]{0,39}$/i.test(name)

/** Modes, and options, by which an agent asks for nothing: only inside a fence. */
export const isBypass = (mode: string): boolean => /bypass|yolo|dangerously|full-auto|never/i.test(mode)
