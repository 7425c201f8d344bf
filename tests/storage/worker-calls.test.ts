/** Threads of ours end by themselves: one that is stopped while it loads SQLite takes the whole program with it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterAll, describe, expect, it } from 'vitest'
import { endOf, ThreadEnded } from '../../src/storage/thread-end.ts'
import { callsTo } from '../../src/storage/worker-calls.ts'

const dir = mkdtempSync(join(tmpdir(), 'tce-thread-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const source = (file: string) => JSON.stringify(new URL(`../../src/storage/${file}`, import.meta.url).href)
/** Its calls are statements, each in a database that it opens for it; when it ends it leaves a file. */
const program = `
  const { workerData: dir } = await import('node:worker_threads')
  const { answerCalls } = await import(${source('worker-calls.ts')})
  const { openDatabase } = await import(${source('sqlite.ts')})
  const { writeFileSync } = await import('node:fs')
  answerCalls((sql) => {
    const opened = openDatabase(':memory:', { migrations: [] })
    return opened.value.prepare(sql).get()
  }, () => writeFileSync(dir + '/closed', ''))
`
const begin = () => {
  const url = new URL(`data:text/javascript,${encodeURIComponent(program)}`)
  return callsTo<string>(new Worker(url, { workerData: dir, execArgv: [] }), 'statements')
}
const counting = (to: number) =>
  `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${to}) SELECT count(*) AS count FROM n`

describe('a thread that is told to end', () => {
  it('while it loads what it needs for a call answers it first, and closes', async () => {
    const calls = begin()
    const [answer] = await Promise.all([calls.call(counting(3)), calls.end()])
    expect(answer).toEqual({ count: 3 })
    const { existsSync } = await import('node:fs')
    expect(existsSync(join(dir, 'closed'))).toBe(true)
  })

  it('while a statement runs answers it first, and whoever calls then is told by a kind', async () => {
    const calls = begin()
    await calls.call(counting(1))
    const long = calls.call(counting(300_000))
    const ending = calls.end()
    const late = await calls.call(counting(1)).catch((cause: unknown) => cause)
    expect(late).toBeInstanceOf(ThreadEnded)
    expect(late).toMatchObject({
      kind: 'ended',
      message: expect.stringContaining('The thread of statements has ended'),
    })
    expect(await long).toEqual({ count: 300_000 })
    await ending
    await calls.end()
  })

  it('and is stuck is stopped in the end', async () => {
    const stuck = new Worker('for (;;);', { eval: true })
    const end = endOf(stuck)
    await end(1)
    expect(stuck.threadId).toBe(-1)
  })
})
