/** A task whose folder somebody deleted: that is said where its agent would start, and the folder comes back once its user says so. */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { folderView } from '../../src/cli/commands/task/folder.ts'
import { lookAtFolder, remakeFolder } from '../../src/services/local/tasks/remake-folder.ts'
import { restartTask, resumeTask } from '../../src/services/local/tasks/take-up.ts'
import { lineText } from '../../src/terminal/roles.ts'
import { done, me, taskWorld } from './a-task.ts'

const world = taskWorld()
const { desk, workshop } = world

it('is begun nowhere, made again on a word, and set up there once more', async () => {
  const project = await world.project({ setup: 'echo ready > set-up.txt' })
  const trusted = done(await workshop.setup(project.name))
  done(await workshop.trust(project.name, trusted?.hash ?? '', me))
  const task = await project.task({ state: 'broken', isSetUp: true, generation: 1, sessionId: 's1' })
  rmSync(task.folder, { recursive: true })
  for (const act of [resumeTask(task.id, undefined, me, desk, workshop), restartTask(task.id, me, desk, workshop)])
    expect(await act).toMatchObject({ error: { kind: 'no-folder', next: expect.stringContaining('tce task restart') } })
  const look = done(await lookAtFolder(task.id, desk))
  expect(folderView(look).map(lineText)).toEqual([
    expect.stringContaining('is not there any more.'),
    expect.stringMatching(/^It can be made again from tce\/\w+, at [0-9a-f]{7}, with what was staged\.$/),
    'What stood in its files alone is gone with them.',
  ])
  expect(await remakeFolder(task.id, 'another', me, desk, workshop)).toMatchObject({ error: { kind: 'changed' } })
  expect(existsSync(task.folder)).toBe(false)
  const after = done(await remakeFolder(task.id, look.confirm, me, desk, workshop))
  expect(after).toMatchObject({ state: 'in_review', folder: task.folder, isSetUp: true })
  expect(readFileSync(join(task.folder, 'set-up.txt'), 'utf8')).toBe('ready\n')
  expect(world.audit.filter((row) => row.startsWith('task.remake'))).toEqual([
    expect.stringContaining('task.remake failed'),
    expect.stringMatching(/task\.remake done: .* was made again from tce\//),
  ])
  expect(await lookAtFolder(task.id, desk)).toMatchObject({ error: { kind: 'not-now' } })
})

it('is told as missing once its agent is to go on there', async () => {
  const project = await world.project()
  const run = {
    session: 's',
    generation: 1,
    startedAtMs: 0,
    exit: { isObserved: false, noticedAtMs: 1 },
  } as const
  const task = await project.task({ state: 'in_review', generation: 1, sessionId: 's1', run })
  rmSync(task.folder, { recursive: true })
  expect(await resumeTask(task.id, undefined, me, desk, workshop)).toMatchObject({ error: { kind: 'no-folder' } })
  const missing = { state: 'broken', reason: 'It does not exist any more.' }
  expect(await desk.change(task.id, (now) => now)).toMatchObject(missing)
})

it('is there whatever comes of its set-up command, which is said', async () => {
  const project = await world.project({ setup: 'exit 7' })
  const task = await project.task({ state: 'in_review' })
  rmSync(task.folder, { recursive: true })
  const { confirm } = done(await lookAtFolder(task.id, desk))
  const after = done(await remakeFolder(task.id, confirm, me, desk, workshop))
  expect(after.remarks.at(-1)).toContain('It was not run')
  expect(existsSync(join(task.folder, 'README.md'))).toBe(true)
})
