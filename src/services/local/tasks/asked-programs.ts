/** Programs that a commit, a merge or a test would run: asked for once, by their hash, as the set-up command is. */
import type { Actor } from '../../../core/audit/audit.ts'
import { err, ok, type Result } from '../../../core/result.ts'
import type { AskedProgram, ProgramWord } from '../../../core/tasks/task-work.ts'
import { listInWords } from '../../../core/words/format.ts'
import type { NamedProgram } from '../../../worktrees/named-programs.ts'
import type { TaskProblem } from '../../tasks.ts'
import type { TaskDesk } from './task-desk.ts'

type Untold = Omit<AskedProgram, 'isTrusted' | 'hasChanged'>

/** The name under which its hash is kept, beside the project's. */
const keyOf = ({ kind, name }: Pick<AskedProgram, 'kind' | 'name'>) => (kind === 'tests' ? 'tests' : `${kind} ${name}`)

export async function askedOf(
  project: string,
  programs: readonly (NamedProgram | Untold)[],
  desk: TaskDesk,
): Promise<readonly AskedProgram[]> {
  const kept = await desk.books()
  const once = [...new Map(programs.map((one) => [`${keyOf(one)} ${one.hash}`, one])).values()]
  return Promise.all(
    once.map(async (one): Promise<AskedProgram> => {
      const trusted = kept.ok ? await kept.value.workshop.trusted(project, keyOf(one)) : undefined
      return { ...one, isTrusted: trusted === one.hash, hasChanged: trusted !== undefined && trusted !== one.hash }
    }),
  )
}

/** What changes the bytes that git keeps: without it something else would be committed than its user meant. */
const isNeeded = ({ kind, name }: AskedProgram) => kind === 'config' && /^filter\./.test(name)

/** @returns whether they all run; where the word is to do without them, none of the repository's does */
export async function trustAsked(
  project: string,
  asked: readonly AskedProgram[],
  { trust = [], without = false }: ProgramWord,
  actor: Actor,
  desk: TaskDesk,
): Promise<Result<boolean, TaskProblem>> {
  const given = new Set(trust)
  const open = asked.filter((one) => !one.isTrusted && !given.has(one.hash))
  const left = without ? open.filter((one) => one.kind === 'tests' || isNeeded(one)) : open
  if (left.length > 0) return err(untrusted(left))
  const kept = await desk.books()
  if (!kept.ok) return kept
  for (const one of asked) {
    if (one.isTrusted || !given.has(one.hash)) continue
    await kept.value.workshop.trust(project, one.hash, desk.beside.clock(), keyOf(one))
    await desk.beside.log.record({
      action: 'setup.trust',
      actor,
      subject: project,
      outcome: 'done',
      message: `Trusted: ${one.name}${one.command === undefined ? '' : `, ${one.command}`} (${one.hash.slice(0, 12)})`,
    })
  }
  const named = asked.filter(({ kind }) => kind !== 'tests')
  return ok(named.length > 0 && named.every((one) => one.isTrusted || given.has(one.hash)))
}

function untrusted(programs: readonly AskedProgram[]): TaskProblem {
  const names = listInWords(
    programs.map((one) => (one.hasChanged ? `${one.name} (changed since you trusted it)` : one.name)),
  )
  return {
    kind: 'untrusted',
    message: `Nobody has trusted what would run: ${names}. Nothing was done.`,
    next: 'look at it, and say that it may run',
  }
}
