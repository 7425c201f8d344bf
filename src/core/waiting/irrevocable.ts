/**
 * Whether a command cannot be taken back. Each word of a text counts, also in quotes: one that is only printed is asked about once too often,
 * one inside `sh -c '…'` is found. Pure.
 */
import { posix } from 'node:path'
import type { Asked, Irrevocable } from './approval.ts'
import type { PatternRule } from './irrevocable-rules.ts'
import { patternRules } from './irrevocable-rules.ts'
import type { LossKind } from './loss.ts'
import { ownCommandAt } from './own-commands.ts'

export interface IrrevocableOptions {
  /** Commands of the user's own list: own-commands.ts. */
  readonly own?: readonly string[]
  /** What would be lost, as far as it was looked up. */
  readonly lost?: ReadonlyMap<LossKind, string>
}

interface Found {
  readonly sentence: string
  readonly at: { readonly from: number; readonly to: number }
}

export function irrevocableOf(
  { thing, cwd }: Pick<Asked, 'thing' | 'cwd'>,
  { own = [], lost }: IrrevocableOptions = {},
): Irrevocable | undefined {
  if (thing.form !== 'command' && thing.form !== 'input') return undefined
  const { text } = thing
  const found = [
    ...patternRules.flatMap((rule) => ruleIn(text, rule, lost)),
    ...removalIn(text, cwd, lost?.get('remove')),
    ...sweepIn(text, cwd),
    ...own.flatMap((command) => ownIn(text, command)),
  ]
  const [first] = found
  return first && { sentence: [...new Set(found.map(({ sentence }) => sentence))].join(' '), at: first.at }
}

function ruleIn(
  text: string,
  { pattern, looksAt, loses }: PatternRule,
  lost: IrrevocableOptions['lost'],
): readonly Found[] {
  const found = pattern.exec(text)
  if (found === null) return []
  const sentence = (looksAt && lost?.get(looksAt)) ?? loses
  return [{ sentence, at: placeOf(found.index, found[0]) }]
}

function ownIn(text: string, command: string): readonly Found[] {
  const at = ownCommandAt(text, command)
  return at === undefined ? [] : [{ sentence: `It stands on your list: ${command.trim()}.`, at }]
}

const placeOf = (from: number, text: string) => ({ from, to: from + text.trimEnd().length })

const removalPattern = /(?<![\w./-])(?:\S*\/)?rm\s+([^\n;|&]*)/g

/** `rm -r` of what lies outside the folder, or of all that is in it. */
function removalIn(text: string, cwd: string | undefined, lost: string | undefined): readonly Found[] {
  for (const found of text.matchAll(removalPattern)) {
    const given = (found[1] ?? '').split(/\s+/).map((word) => word.replace(/^["']+|["')]+$/g, ''))
    const isRecursive = given.some((word) => /^-\w*[rR]/.test(word) || word === '--recursive')
    const target = given.filter((word) => word !== '' && !word.startsWith('-')).find((word) => isOutside(word, cwd))
    if (!isRecursive || target === undefined) continue
    const loses = `It removes ${target} with everything in it, and that is not only within the folder it works in.`
    return [{ sentence: lost ?? loses, at: placeOf(found.index, found[0]) }]
  }
  return []
}

const sweepPattern = /(?<![\w./-])(?:\S*\/)?find\s+([^\n|&]*?)\s(?:-delete\b|-exec(?:dir)?\s+(?:\S*\/)?rm\b)/g

/** `find … -delete`, where it begins outside of the folder. */
function sweepIn(text: string, cwd: string | undefined): readonly Found[] {
  for (const found of text.matchAll(sweepPattern)) {
    const given = (found[1] ?? '').split(/\s+/).map((word) => word.replace(/^["']+|["')]+$/g, ''))
    const tests = given.findIndex((word) => /^[-(!]|^\\/.test(word))
    const target = given.slice(0, tests < 0 ? given.length : tests).find((word) => !isOwn(word) && isOutside(word, cwd))
    if (target === undefined) continue
    const sentence = `It removes what it finds below ${target}, and that is not only within the folder it works in.`
    return [{ sentence, at: placeOf(found.index, found[0]) }]
  }
  return []
}

/** Of what lies there something is removed, not all. */
const isOwn = (word: string): boolean => /^\.\/?$/.test(word)

/** What the shell fills in may be anything. */
function isOutside(target: string, cwd: string | undefined): boolean {
  if (/[$`~]/.test(target)) return true
  if (/^(?:\.?\/?\*|\.\/?|\.git\/?)$/.test(target)) return true
  const inside = posix.normalize(target)
  if (inside.startsWith('..')) return true
  if (!posix.isAbsolute(inside)) return /^[A-Za-z]:[\\/]/.test(target)
  return cwd === undefined || !inside.startsWith(`${posix.normalize(cwd).replace(/\/$/, '')}/`)
}
