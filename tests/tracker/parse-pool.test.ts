/** Threads that die of a file, and pieces that can't be taken: nothing hangs, nothing is lost without a word. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readAllRecords } from '../../src/tracker/parse-pool.ts'
import type { SizedTask } from '../../src/tracker/reading-task.ts'
import type { RecordPiece } from '../../src/tracker/record-piece.ts'
import { assistantLine, tempDir, write } from './home.ts'

const dyingWorker = new URL('./dying-parse-worker.ts', import.meta.url)
/** As if they were large: only then threads are started, and each has a batch of its own. */
const asLargeBytes = 600 << 20

function tasksFor(names: readonly string[]): readonly SizedTask[] {
  const dir = tempDir()
  return names.map((name): SizedTask => {
    const path = write(join(dir, `${name}.jsonl`), assistantLine({ id: `msg_${name}`, request: `req_${name}` }))
    const place = { projectSlug: '-home-dev', sessionId: name, subagentId: undefined }
    return {
      path,
      kind: { agent: 'claude', name: 'transcripts' },
      place,
      state: undefined,
      facts: undefined,
      newBytes: asLargeBytes,
    }
  })
}

const namesOf = (count: number, name = 'file'): readonly string[] =>
  Array.from({ length: count }, (_, at) => `${name}-${at}`)

async function read(names: readonly string[]) {
  const tasks = tasksFor(names)
  const taken = new Set<string>()
  const unreadable = await readAllRecords(
    tasks,
    (pieces) => {
      for (const { sessionId, state } of pieces) if (state.offset > 0) taken.add(sessionId)
    },
    dyingWorker,
  )
  return { taken: [...taken].sort(), unreadable, tasks }
}

it('threads tell what one alone does', async () => {
  const tasks = tasksFor(namesOf(8))
  const read = async (newBytes: number) => {
    const pieces = new Map<string, RecordPiece>()
    const given = tasks.map((task) => ({ ...task, newBytes }))
    expect(await readAllRecords(given, (some) => some.forEach((piece) => void pieces.set(piece.path, piece)))).toEqual(
      [],
    )
    return tasks.map(({ path }) => pieces.get(path))
  }
  const alone = await read(1)
  expect(alone.map((piece) => piece?.variants.count)).toEqual(tasks.map(() => 1))
  expect(await read(asLargeBytes)).toEqual(alone)
})

it.each(['dies-once', 'throws-once'])(
  'a file of which a thread %s is read by another, with all that it had',
  async (name) => {
    // It is the first, and a thread begins with it.
    const names = [name, ...namesOf(7)]
    const { taken, unreadable, tasks } = await read(names)
    expect(unreadable).toEqual([])
    expect(taken).toEqual([...names].sort())
    expect(statSync(`${tasks[0]?.path}.met`).isFile()).toBe(true)
  },
)

it('a file of which every thread dies is named, and all others are read', async () => {
  const names = ['always', ...namesOf(7)]
  const { taken, unreadable, tasks } = await read(names)
  expect(taken).toEqual(namesOf(7))
  expect(unreadable).toEqual([
    {
      path: tasks[0]?.path,
      problem: expect.stringMatching(
        /always\.jsonl could not be read \(its reader ended twice: exit code 9\): .* tried again/,
      ),
    },
  ])
})

it('a failure to take stops the others, takes nothing more and is thrown', async () => {
  let calls = 0
  const reading = readAllRecords(tasksFor(namesOf(12)), () => {
    calls++
    throw new Error('the disk is full')
  })
  await expect(reading).rejects.toThrow('the disk is full')
  expect(calls).toBe(1)
})
