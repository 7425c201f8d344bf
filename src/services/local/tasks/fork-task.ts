/**
 * A second task that knows what the first one does: it begins at its commits, in a copy of its conversation where its agent can make one, and
 * else is told its prompt, its changes and the last of its screen.
 */
import type { Actor } from '../../../core/audit/audit.ts'
import type { Result } from '../../../core/result.ts'
import type { TaskRecord } from '../../../core/tasks/task-record.ts'
import { sessionId } from '../../../core/terminals/session.ts'
import { plainLines } from '../../../core/words/text.ts'
import { plainRows } from '../../../runner/screen/plain-rows.ts'
import { patchOf } from '../../../worktrees/changes.ts'
import { commitOf, repositoryAt } from '../../../worktrees/repository.ts'
import type { TaskProblem } from '../../tasks.ts'
import { begin, checkNew, writeDown } from './make-task.ts'
import { type TaskDesk, taskWithWorktree } from './task-desk.ts'
import type { Workshop } from './workshop.ts'

const [mostPatchBytes, mostRows] = [40_000, 60]
const size = { columns: 120, rows: 40 }

export async function forkTask(
  id: string,
  { name, prompt }: { readonly name?: string | undefined; readonly prompt?: string | undefined },
  actor: Actor,
  desk: TaskDesk,
  workshop: Workshop,
): Promise<Result<TaskRecord, TaskProblem>> {
  const found = await taskWithWorktree(desk, id)
  if (!found.ok) return found
  const { record: source, worktree } = found.value
  const repository = source.folder === undefined ? undefined : await repositoryAt(source.folder)
  const at = repository?.ok === true ? await commitOf(repository.value.git, 'HEAD') : undefined
  const copied = await sessionToCopy(source, desk, workshop)
  const base = copied === undefined ? worktree?.base.commit : 'HEAD'
  const patch =
    worktree?.state === 'ready' && base !== undefined ? await patchOf(worktree.path, base, mostPatchBytes) : undefined
  const told =
    copied === undefined ? contextOf(source, { patch, rows: await lastRows(source, desk) }) : placeWords(patch)
  const own = copied === undefined ? told : undefined
  const asked = {
    ...{ project: source.project, backend: source.backend, model: source.model, mode: source.mode },
    ...{ name: name ?? `${source.name} 2`, base: at, isInWorktree: source.isInWorktree },
    prompt: prompt === undefined ? own : `${prompt}\n\n${told}`,
  }
  const checked = await checkNew(asked, desk, workshop)
  if (!checked.ok) return checked
  const written = await writeDown(asked, checked.value, { forkOf: id }, desk)
  const record = (await desk.change(written.id, (now) => ({ ...now, forkOfSession: copied }))) ?? written
  await desk.beside.log.record({
    action: 'task.create',
    actor,
    subject: record.name,
    outcome: 'done',
    message: `${record.name} (${record.id}) forked from ${source.name}.`,
  })
  return begin(record.id, actor, desk, workshop)
}

/** Undefined: its agent can't copy one, or none was begun, or it would not be found from another folder. */
async function sessionToCopy(
  { backend, agent = '', sessionId: session, run, isInWorktree }: TaskRecord,
  { parts }: TaskDesk,
  workshop: Workshop,
): Promise<string | undefined> {
  const known = await workshop.backendOf(backend)
  const isFound = !isInWorktree || parts.resumesInWorktree(agent)
  return known.ok && known.value.fork !== undefined && run?.pid !== undefined && isFound ? session : undefined
}

function placeWords(patch: string | undefined): string {
  const place =
    'This goes on in a copy of the conversation: your folder is another one from here on, at the same commits.'
  return patch === undefined || patch === ''
    ? place
    : `${place} What was not committed in the first one is not in it:\n${fenced(patch)}`
}

async function lastRows({ id, generation }: TaskRecord, desk: TaskDesk): Promise<readonly string[]> {
  const output =
    generation === 0 ? undefined : (await desk.terminals()).output(sessionId({ taskId: id, generation }), 0)
  return output === undefined ? [] : (await plainRows(output.bytes, size)).slice(-mostRows)
}

/** What others wrote is fenced, and said to be theirs. */
function contextOf(
  { name, prompt, result }: TaskRecord,
  { patch, rows }: { readonly patch: string | undefined; readonly rows: readonly string[] },
): string {
  const parts = [`This goes on from another task, “${name}”, which goes on by itself. Your folder has its commits.`]
  if (prompt !== undefined) parts.push(`What it was asked:\n${fenced(prompt)}`)
  if (result !== undefined) parts.push(`Its result:\n${fenced(result)}`)
  if (patch !== undefined && patch !== '')
    parts.push(`What it has changed; what it did not commit is not in your folder:\n${fenced(patch)}`)
  if (rows.length > 0) parts.push(`The last of its screen:\n${fenced(rows.join('\n'))}`)
  return parts.join('\n\n')
}

/** The fence is longer than any in the text. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}\n${plainLines(text)}\n${fence}`
}
