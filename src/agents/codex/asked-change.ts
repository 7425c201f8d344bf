/**
 * A patch that Codex asks to apply, all of it: the request names an item of the turn, which has the changes. Pure.
 *
 * {"type":"fileChange","id":"call_7","changes":[{"path":"/p/a.txt","kind":{"type":"add"},"diff":"one\ntwo\n"}],"status":"inProgress"}
 */
import type { Asked, AskedEdit, AskedThing } from '../../core/waiting/approval.ts'
import type { HostedSession } from '../hosting.ts'
import { isRecord, type JsonRecord, stringOf } from '../json-fields.ts'
import { editsIn } from '../unified-diff.ts'

interface FileChange {
  readonly path: string
  readonly kind: 'add' | 'delete' | 'update'
  readonly movedTo?: string | undefined
  /** Of one that is made or removed its text, else hunks. */
  readonly diff: string
}

/** Undefined where the item is not known: a summary is not enough to allow anything. */
export function askedChange({ itemId, reason, grantRoot }: JsonRecord, session: HostedSession): Asked | undefined {
  const changes = changesOf(session.items.get(String(itemId)))
  // A folder that could be written into from then on: what that allows cannot be shown here.
  if (changes === undefined || stringOf(grantRoot) !== undefined) return undefined
  return {
    kind: 'permission',
    tool: 'apply_patch',
    thing: thingOf(changes),
    says: stringOf(reason),
    cwd: session.cwd,
    stops: 'without-words',
    always: [
      {
        id: 'session',
        words: 'Changes of the same files',
        meaning: 'whatever they are',
        rules: changes.map(({ path }) => path),
        reach: 'session',
      },
    ],
    answers: ['allow', 'always', 'deny'],
  }
}

function changesOf(item: JsonRecord | undefined): readonly FileChange[] | undefined {
  const given = item?.['type'] === 'fileChange' && Array.isArray(item['changes']) ? item['changes'] : []
  const read = given.map(readChange)
  const whole = read.filter((change) => change !== undefined)
  return whole.length === 0 || whole.length < read.length ? undefined : whole
}

function readChange(given: unknown): FileChange | undefined {
  if (!isRecord(given) || !isRecord(given['kind'])) return undefined
  const [path, diff, kind] = [stringOf(given['path']), given['diff'], given['kind']['type']]
  if (path === undefined || typeof diff !== 'string' || (kind !== 'add' && kind !== 'delete' && kind !== 'update')) {
    return undefined
  }
  return { path, kind, movedTo: stringOf(given['kind']['move_path']), diff }
}

/** Several files, or one that moves as well, are shown as the patch that they are. */
function thingOf(changes: readonly FileChange[]): AskedThing {
  const [only, ...others] = changes
  const edits = only === undefined || others.length > 0 || only.movedTo !== undefined ? undefined : editsOf(only)
  if (only === undefined || edits === undefined) return { form: 'input', text: changes.map(inPatch).join('\n') }
  return { form: 'change', file: only.path, edits, isWhole: only.kind !== 'update' }
}

function editsOf({ kind, diff }: FileChange): readonly AskedEdit[] | undefined {
  if (kind === 'add') return [{ before: '', after: diff }]
  if (kind === 'delete') return [{ before: diff, after: '' }]
  return editsIn(diff)
}

const verbs = { add: 'Add', delete: 'Delete', update: 'Update' } as const

function inPatch({ path, kind, movedTo, diff }: FileChange): string {
  const move = movedTo === undefined ? '' : `\n*** Move to: ${movedTo}`
  const sign = kind === 'add' ? '+' : kind === 'delete' ? '-' : ''
  const lines = diff.replace(/\n$/, '').split('\n')
  return `*** ${verbs[kind]} File: ${path}${move}\n${lines.map((line) => `${sign}${line}`).join('\n')}\n`
}
