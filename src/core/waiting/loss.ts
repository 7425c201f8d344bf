/**
 * What a command that cannot be taken back would throw away: what to look at, read from its words. Only of words that are what they say:
 * where the shell fills something in nothing is looked up. Pure.
 */
import { isAbsolute, resolve } from 'node:path'
import type { ShellWord } from './shell-words.ts'
import { shellCommands } from './shell-words.ts'

export type LossKind = 'push' | 'reset' | 'clean' | 'remove'

export type LossQuestion =
  | {
      readonly kind: 'push'
      readonly dir: string
      /** Absent: the one that the branch goes to. */
      readonly remote?: string | undefined
      /** None: the branch that is checked out. */
      readonly refs: readonly PushedRef[]
    }
  | { readonly kind: 'reset'; readonly dir: string; readonly target: string }
  | {
      readonly kind: 'clean'
      readonly dir: string
      readonly takesFolders: boolean
      /** Files that are ignored stay, go as well, or alone. */
      readonly ignored: 'stay' | 'go' | 'alone'
      readonly paths: readonly string[]
    }
  | { readonly kind: 'remove'; readonly paths: readonly string[] }

export interface PushedRef {
  /** Absent: it is removed there. */
  readonly from?: string | undefined
  readonly to: string
}

export interface LossPlace {
  readonly cwd: string | undefined
  readonly homeDir: string
}

export function lossQuestions(text: string, { cwd, homeDir }: LossPlace): readonly LossQuestion[] {
  let dir = cwd
  return shellCommands(text).flatMap((all) => {
    const words = withoutPrefix(all)
    const [program, ...rest] = words
    const name = program?.text.split('/').at(-1)
    if (name === 'cd') dir = rest.length === 1 ? placeIn(dir, rest[0], homeDir) : undefined
    if (dir === undefined) return []
    if (name === 'git') return gitQuestion(rest, dir) ?? []
    return name === 'rm' ? (removalQuestion(rest, dir, homeDir) ?? []) : []
  })
}

/** `sudo -n`, `env A=b`, `A=b`: what follows is the same. */
function withoutPrefix(words: readonly ShellWord[]): readonly ShellWord[] {
  const start = words.findIndex(({ text }) => !/^(?:sudo|doas|env|command|-\w|[A-Za-z_]\w*=.*)$/s.test(text))
  return start < 0 ? [] : words.slice(start)
}

/** Undefined: the shell would say which. */
function placeIn(dir: string | undefined, word: ShellWord | undefined, homeDir: string): string | undefined {
  if (word === undefined || !word.isPlain) return undefined
  const home = /^~(?=\/|$)/.exec(word.text)
  if (home !== null && !word.isQuoted) return resolve(homeDir, `.${word.text.slice(1)}`)
  if (/^~/.test(word.text) && !word.isQuoted) return undefined
  return dir === undefined && !isAbsolute(word.text) ? undefined : resolve(dir ?? '/', word.text)
}

function gitQuestion(words: readonly ShellWord[], from: string): LossQuestion | undefined {
  if (words.some(({ isPlain }) => !isPlain)) return undefined
  const texts = words.map(({ text }) => text)
  const isElsewhere = texts[0] === '-C'
  const dir = isElsewhere ? resolve(from, texts[1] ?? '') : from
  const [verb, ...given] = isElsewhere ? texts.slice(2) : texts
  const options = given.filter((word) => word.startsWith('-'))
  const others = given.filter((word) => !word.startsWith('-'))
  if (verb === 'push') return pushQuestion(dir, options, others)
  if (verb === 'reset' && options.includes('--hard')) return { kind: 'reset', dir, target: others[0] ?? 'HEAD' }
  return verb === 'clean' ? cleanQuestion(dir, options, others) : undefined
}

/** What pushes more than it lists, or has a value that could be taken for a remote, can't be told. */
const untold = /^(?:--(?:mirror|prune|all|tags|branches|follow-tags|repo|push-option|receive-pack|exec)$|-o)/

function pushQuestion(
  dir: string,
  options: readonly string[],
  [remote, ...refs]: readonly string[],
): LossQuestion | undefined {
  if (options.some((option) => untold.test(option))) return undefined
  const isRemoval = options.some((option) => option === '--delete' || option === '-d')
  return { kind: 'push', dir, remote, refs: refs.map((ref) => pushedRef(ref, isRemoval)) }
}

function pushedRef(ref: string, isRemoval: boolean): PushedRef {
  const [from = '', to = from] = ref.replace(/^\+/, '').split(':')
  return isRemoval ? { to: from } : { from: from === '' ? undefined : from, to: to.replace(/^refs\/heads\//, '') }
}

function cleanQuestion(dir: string, options: readonly string[], paths: readonly string[]): LossQuestion | undefined {
  const letters = options.filter((option) => /^-\w+$/.test(option)).join('')
  // A pattern of its own leaves out what can't be told here.
  if (/e/.test(letters) || options.some((option) => option.startsWith('--exclude'))) return undefined
  const ignored = letters.includes('X') ? 'alone' : letters.includes('x') ? 'go' : 'stay'
  return { kind: 'clean', dir, takesFolders: letters.includes('d'), ignored, paths }
}

function removalQuestion(words: readonly ShellWord[], dir: string, homeDir: string): LossQuestion | undefined {
  const targets = words.filter(({ text }) => !/^-./.test(text))
  const paths = targets.flatMap((word) => placeIn(dir, word, homeDir) ?? [])
  return paths.length === 0 || paths.length < targets.length ? undefined : { kind: 'remove', paths }
}
