/**
 * Codex's state_<n>.sqlite beside its rollouts: the name that the user gave a thread, and its title where that is more than the first
 * thing that was said.
 */
import { basename, dirname, join } from 'node:path'
import { keepLine } from '../event-text.ts'
import { stringOf } from '../json-fields.ts'
import type { Query } from '../records.ts'
import type { BesideDatabase, BesideFacts } from '../session-source.ts'

const stateName = /^state_(\d+)\.sqlite$/

const numberIn = (name: string): number => Number(stateName.exec(name)?.[1] ?? -1)

/** sessions/2026/11/26/rollout-….jsonl, archived_sessions/rollout-….jsonl */
function homeOf(log: string): string {
  const dir = dirname(log)
  return basename(dir) === 'archived_sessions' ? dirname(dir) : dirname(dirname(dirname(dirname(dir))))
}

export const threadTitles: BesideDatabase = {
  /** A newer layout has a higher number; the old file stays. */
  pathsOf(log, namesIn) {
    const home = homeOf(log)
    const names = namesIn(home).filter((name) => stateName.test(name))
    return names.toSorted((a, b) => numberIn(b) - numberIn(a)).map((name) => join(home, name))
  },
  read: (query) => new Map(rowsIn(query).flatMap(titleOf)),
}

const longest = 300

/** Early layouts have no names. */
function rowsIn(query: Query): readonly Record<string, unknown>[] {
  const columns = new Set(query("SELECT name FROM pragma_table_info('threads')").map(({ name }) => name))
  const has = (name: string) => (columns.has(name) ? `substr(${name}, 1, ${longest})` : 'NULL')
  return query(`SELECT id, ${has('name')} name, ${has('title')} title, ${has('first_user_message')} said FROM threads`)
}

function titleOf({ id, name, title, said }: Record<string, unknown>): readonly (readonly [string, BesideFacts])[] {
  const [threadId, own, told] = [stringOf(id), stringOf(name), stringOf(title)]
  if (threadId === undefined) return []
  if (own !== undefined) return [[threadId, { title: { of: 'custom', text: keepLine(own) } }]]
  return told === undefined || told === said ? [] : [[threadId, { title: { of: 'ai', text: keepLine(told) } }]]
}
