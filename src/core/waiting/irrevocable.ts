/**
 * Commands that cannot be taken back, by what they say. Each word of a text counts, also in quotes: one that is only printed is asked
 * about once too often, one inside `sh -c '…'` is found. Pure.
 */
import { posix } from 'node:path'
import type { Asked, Irrevocable } from './approval.ts'

interface Rule {
  readonly pattern: RegExp
  readonly loses: string
}

/** From the name of a program to its word, over options and their values, within one command. */
const words = String.raw`(?:[^\n;|&]*?\s)`

const rules: readonly Rule[] = [
  {
    pattern: new RegExp(
      String.raw`\bgit\s${words}?push\b${words}(?:--force(?:-with-lease|-if-includes)?\b|-\w*f\w*\b|\+\S+)`,
      'i',
    ),
    loses: 'It rewrites what others may have from the remote.',
  },
  {
    pattern: new RegExp(String.raw`\bgit\s${words}?push\b${words}(?:--delete\b|-d\b|--mirror\b|--prune\b|:\S+)`, 'i'),
    loses: 'It removes branches or tags on the remote.',
  },
  {
    pattern: new RegExp(String.raw`\bgit\s${words}?reset\b${words}--hard\b`, 'i'),
    loses: 'It throws away what is not committed.',
  },
  {
    pattern: new RegExp(String.raw`\bgit\s${words}?clean\b${words}(?:-\w*f|--force\b)`, 'i'),
    loses: 'It removes files that are in no commit.',
  },
  {
    pattern:
      /\b(?:drop\s+(?:table|database|schema|index|view|user|role|column)|truncate\s+(?:table\s+)?[\w"`.[]|dropdb\b|dropDatabase\b)/i,
    loses: 'It removes data from a database.',
  },
  {
    pattern: new RegExp(
      String.raw`\b(?:terraform|tofu|terragrunt|pulumi|cdk|helmfile)\s${words}?(?:apply|destroy|up|deploy)\b`,
      'i',
    ),
    loses: 'It changes running infrastructure.',
  },
  {
    pattern: new RegExp(
      String.raw`\b(?:kubectl|oc)\s${words}?(?:apply|delete|replace|drain)\b|\bhelm\s${words}?(?:install|upgrade|uninstall|rollback)\b`,
      'i',
    ),
    loses: 'It changes what runs in a cluster.',
  },
  {
    pattern: new RegExp(
      String.raw`\b(?:npm|pnpm|yarn|bun|cargo|poetry|uv|hatch|flit|lerna|vsce|dart|pub)\s${words}?publish\b|\bgem\s${words}?push\b|\btwine\s${words}?upload\b|\bgh\s${words}?release\s+create\b`,
      'i',
    ),
    loses: 'What is published stays with those who fetched it.',
  },
  {
    pattern:
      /\b(?:curl|wget|iwr|irm|invoke-webrequest|invoke-restmethod)\b[^\n;]*\|\s*(?:sudo\s+)?(?:\S*\/)?(?:ba|z|da|fi|k)?(?:sh|iex|python[\d.]*|node|perl|ruby|invoke-expression)\b/i,
    loses: 'It runs whatever the address answers.',
  },
  {
    pattern:
      /\b(?:ba|z|da|fi|k)?sh\s+(?:-\w+\s+)*(?:["']?\$\(|["']?`|<\()\s*(?:curl|wget)\b|\b(?:eval|source)\s+["']?(?:\$\(|<\()\s*(?:curl|wget)\b/i,
    loses: 'It runs whatever the address answers.',
  },
  { pattern: /(?<![\w./-])(?:sudo|doas|pkexec)\s/i, loses: 'It runs with the rights of another user.' },
  {
    pattern: /\bmkfs(?:\.\w+)?\b|\bdd\b[^\n;|&]*\bof=\/dev\/|>\s*\/dev\/(?:sd|nvme|disk|hd|mmcblk)/i,
    loses: 'It overwrites a disk.',
  },
]

export function irrevocableOf({ thing, cwd }: Pick<Asked, 'thing' | 'cwd'>): Irrevocable | undefined {
  if (thing.form !== 'command' && thing.form !== 'input') return undefined
  const { text } = thing
  for (const { pattern, loses } of rules) {
    const found = pattern.exec(text)
    if (found !== null)
      return { sentence: loses, at: { from: found.index, to: found.index + found[0].trimEnd().length } }
  }
  return removalOf(text, cwd)
}

const removal = /(?<![\w./-])(?:\S*\/)?rm\s+([^\n;|&]*)/g

/** `rm -r` of what lies outside the folder, or of all that is in it. */
function removalOf(text: string, cwd: string | undefined): Irrevocable | undefined {
  for (const found of text.matchAll(removal)) {
    const given = (found[1] ?? '').split(/\s+/).map((word) => word.replace(/^["']+|["')]+$/g, ''))
    const isRecursive = given.some((word) => /^-\w*[rR]/.test(word) || word === '--recursive')
    const targets = given.filter((word) => word !== '' && !word.startsWith('-'))
    const lost = targets.find((target) => isOutside(target, cwd))
    if (!isRecursive || lost === undefined) continue
    const at = { from: found.index, to: found.index + found[0].trimEnd().length }
    return {
      sentence: `It removes ${lost} with everything in it, and that is not only within the folder it works in.`,
      at,
    }
  }
  return undefined
}

/** What the shell fills in may be anything. */
function isOutside(target: string, cwd: string | undefined): boolean {
  if (/[$`~]/.test(target)) return true
  if (/^(?:\.?\/?\*|\.\/?|\.git\/?)$/.test(target)) return true
  const inside = posix.normalize(target)
  if (inside.startsWith('..')) return true
  if (!posix.isAbsolute(inside)) return /^[A-Za-z]:[\\/]/.test(target)
  return cwd === undefined || !inside.startsWith(`${posix.normalize(cwd).replace(/\/$/, '')}/`)
}
