/** The tests of a merge: behind the fence of its project's agents, where the branch is checked out, or in a folder of TCE's own. */

import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { err, ok } from '../../../core/result.ts'
import type { TaskRecord } from '../../../core/tasks/task-record.ts'
import { testSumIn } from '../../../core/waiting/test-run.ts'
import { hashSetup, runSetup, type SetupRun } from '../../../tasks/setup-command.ts'
import { makeTrialFolder, removeTrialFolder } from '../../../worktrees/merge-into.ts'
import { whileAlone } from '../../../worktrees/repository-lock.ts'
import { fencedCommand } from './fence.ts'
import { setupLog } from './make-task.ts'
import type { LookedMerge, MergeDesk } from './merge-look.ts'
import { type Done, notMade, type Tested } from './merge-notes.ts'
import type { TaskDesk } from './task-desk.ts'

const testPatienceMs = 900_000

/** Words that run a command there behind the fence of its project's agents; undefined: they have none. */
export async function fencedIn(
  { project, name }: TaskRecord,
  folder: string,
  command: string,
  { desk, workshop }: MergeDesk,
): Done<readonly string[] | undefined> {
  const words = await fencedCommand({ project, folder }, command, desk, workshop)
  if (words.ok) return words
  const why = words.error.message.replace(/^Nothing was started: |\.$/g, '')
  return err({ ...notMade(name, why), next: words.error.next })
}

export async function runTests(
  id: string,
  tests: Pick<SetupRun, 'command' | 'argv' | 'cwd'>,
  signal: AbortSignal,
  desk: TaskDesk,
) {
  const log = join(dirname(setupLog(desk.parts.dataDir, id)), 'tests.log')
  const env = await desk.parts.agentEnv()
  const ended = await runSetup({ ...tests, env, log, patienceMs: testPatienceMs, signal })
  const output = (await readFile(log, 'utf8').catch(() => '')).slice(-65_536)
  const why = ended === undefined ? undefined : /[.!?]$/.test(ended) ? ended : `${ended}.`
  return { why, log, tests: testSumIn(output) }
}

/** In a folder of TCE's own, which goes with it; its set-up command runs there first, where that is trusted. */
export async function testElsewhere(
  { worktree, record, test }: Pick<LookedMerge, 'worktree' | 'record'> & { readonly test: string },
  commit: string,
  signal: AbortSignal,
  merges: MergeDesk,
): Done<Tested> {
  const { desk } = merges
  const { projectDir } = worktree
  const places = desk.places()
  const made = await whileAlone(worktree.commonDir, () => makeTrialFolder(projectDir, record.id, commit, places))
  if ('why' in made) return err(notMade(record.name, `no folder could be made for its tests (${made.why})`))
  try {
    const why = await setUpThere(record, made.path, signal, merges)
    if (why !== undefined) return err(notMade(record.name, why))
    const argv = await fencedIn(record, made.path, test, merges)
    if (!argv.ok) return argv
    const ran = await runTests(record.id, { command: test, argv: argv.value, cwd: made.path }, signal, desk)
    if (ran.why === undefined) return ok({ tests: ran.tests })
    return err({
      kind: signal.aborted ? 'stopped' : 'tests-failed',
      message: `${test} did not end well on what the merge would be: ${ran.why} Nothing was merged. All that it wrote: ${ran.log}`,
    })
  } finally {
    await whileAlone(worktree.commonDir, () => removeTrialFolder(projectDir, record.id, places))
  }
}

async function setUpThere(
  record: TaskRecord,
  cwd: string,
  signal: AbortSignal,
  merges: MergeDesk,
): Promise<string | undefined> {
  const { desk } = merges
  const kept = await desk.books()
  const file = await desk.parts.workshopFile()
  const set = kept.ok ? (await kept.value.workshop.projects()).get(record.project)?.setup : undefined
  const command = file.projects.get(record.project)?.setup ?? set
  if (command === undefined || !kept.ok) return undefined
  const { hash } = await hashSetup(command, cwd)
  if ((await kept.value.workshop.trusted(record.project)) !== hash)
    return `the set-up command, which its tests need, is not trusted with the files that it names there: ${command}`
  const argv = await fencedCommand({ project: record.project, folder: cwd }, command, desk, merges.workshop)
  if (!argv.ok) return argv.error.message
  const log = join(dirname(setupLog(desk.parts.dataDir, record.id)), 'merge-setup.log')
  const ended = await runSetup({
    command,
    argv: argv.value,
    cwd,
    env: await desk.parts.agentEnv(),
    log,
    patienceMs: testPatienceMs,
    signal,
  })
  return ended === undefined ? undefined : `the set-up command did not end well there: ${ended}`
}
