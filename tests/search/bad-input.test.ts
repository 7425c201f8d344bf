/** The index over transcripts as they are found in the field: junk, lines of megabytes, clocks that jump, and a first build that is killed. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parseQuery } from '../../src/core/query/parse-query.ts'
import { searchKeys } from '../../src/core/search/search-question.ts'
import { indexSessions } from '../../src/search/index-pass.ts'
import { IndexWriter } from '../../src/search/index-writer.ts'
import { createSearchDesk } from '../../src/search/search-desk.ts'
import { createSessionTexts } from '../../src/sessions/session-texts.ts'
import { openForReading } from '../../src/storage/sqlite.ts'
import { ownFolder } from '../tools/own-folder.ts'

const id = (no: number) => `${String(no).padStart(8, '0')}-0000-4000-8000-000000000001`
const lineOf = (session: string, no: number, content: string, timestamp = '2026-11-20T12:00:00.000Z'): string =>
  `${JSON.stringify({ sessionId: session, uuid: `${session}-${no}`, cwd: '/work/shop', timestamp, type: 'user', message: { role: 'user', content } })}\n`

function home(transcripts: Readonly<Record<string, string | Buffer>>) {
  const dir = ownFolder('tce-bad-input-')
  const claude = join(dir, '.claude')
  const folder = join(claude, 'projects', '-work-shop')
  mkdirSync(folder, { recursive: true })
  for (const [session, content] of Object.entries(transcripts)) writeFileSync(join(folder, `${session}.jsonl`), content)
  const path = join(dir, 'search.sqlite')
  const texts = createSessionTexts([{ agent: 'claude', dataDir: claude }])
  return {
    ...{ dir, path, claude, texts },
    async index() {
      const writer = new IndexWriter(path, 'machine')
      await indexSessions({ writer, sources: texts(), goesOn: async () => true })
      writer.close()
    },
    ask(text: string, hits = 50) {
      const read = parseQuery(text, searchKeys, { nowMs: Date.now(), startOfDay: () => undefined })
      const opened = openForReading(path)
      if (!read.ok || !opened.ok) throw new Error('It can not be asked.')
      try {
        const desk = createSearchDesk({ database: () => opened.value, sources: texts })
        return desk.ask({ query: read.value, order: 'newest', limit: 100, hits })
      } finally {
        opened.value.close()
      }
    },
  }
}

it('finds what stands before and behind binary junk, and nothing of it hurts', async () => {
  const junk = Buffer.from(Array.from({ length: 100_000 }, (_, at) => (at * 7919) % 256))
  const { index, ask } = home({
    [id(1)]: Buffer.concat([
      Buffer.from(lineOf(id(1), 1, 'before junk')),
      junk,
      Buffer.from(`\n${lineOf(id(1), 2, 'behind junk')}`),
    ]),
    [id(2)]: junk,
    [id(3)]: lineOf(id(3), 1, 'lone \ud800 halves, \u0000 and \u202e in junk'),
  })
  await index()
  const found = ask('junk').groups.map(({ sessionId, hits }) => [sessionId, hits.length])
  // Of the same second: in either order.
  expect(found.toSorted()).toEqual([
    [id(1), 2],
    [id(3), 1],
  ])
})

it('finds the beginning of a line of megabytes, and what stands behind that line', async () => {
  const words = Array.from({ length: 700_000 }, (_, no) => `w${no}`).join(' ')
  const { index, ask } = home({ [id(1)]: lineOf(id(1), 1, `long ${words}`) + lineOf(id(1), 2, 'short behind') })
  await index()
  expect(ask('long').hits).toBe(1)
  expect(ask('long').groups[0]?.hits[0]?.excerpt?.length).toBeLessThan(300)
  expect(ask('w7').hits).toBe(1)
  expect(ask('behind').groups[0]?.hits[0]?.excerpt).toBe('short behind')
})

it('leads from a hit among thousands of lines to the exact event', async () => {
  const lines = Array.from({ length: 5_000 }, (_, no) => lineOf(id(1), no, no === 3_333 ? 'the needle' : `straw ${no}`))
  const { index, ask, texts } = home({ [id(1)]: lines.join('') })
  await index()
  const cursor = ask('needle').groups[0]?.hits[0]?.cursor ?? ''
  expect(texts()[0]?.said(cursor)).toMatchObject({ kind: 'prompt', text: 'the needle' })
  expect(Number(/@(\d+)/.exec(cursor)?.[1])).toBe(Buffer.byteLength(lines.slice(0, 3_333).join('')))
})

it('takes times of two zones for what they are, and none that no clock can have told', async () => {
  const { index, ask } = home({
    [id(1)]:
      lineOf(id(1), 1, 'clock east', '2026-11-20T21:00:00+09:00') +
      lineOf(id(1), 2, 'clock west', '2026-11-20T06:30:00-06:00'),
    [id(2)]:
      lineOf(id(2), 1, 'clock back', '1969-12-31T23:59:59Z') + lineOf(id(2), 2, 'clock ahead', '2199-01-01T00:00:00Z'),
    [id(3)]: lineOf(id(3), 1, 'clock of nobody', 'yesterday'),
  })
  await index()
  expect(ask('clock').hits).toBe(5)
  const [zones] = ask(`clock session:${id(1)}`).groups
  expect(zones?.hits.map(({ excerpt, at }) => [excerpt, at])).toEqual([
    ['clock west', '2026-11-20T12:30:00.000Z'],
    ['clock east', '2026-11-20T12:00:00.000Z'],
  ])
})

it('a first build that is killed goes on where it was, and answers as one that was not', async () => {
  const of = (no: number) =>
    Array.from({ length: 200 }, (_, at) =>
      lineOf(id(no), at, `lock ${no} ${at} ${'filling words of a text '.repeat(10)}`),
    ).join('')
  const transcripts = Object.fromEntries(Array.from({ length: 30 }, (_, no) => [id(no), of(no)]))
  const killed = home(transcripts)
  const program = `
    const [path, claude] = process.argv.slice(1)
    const { indexSessions } = await import(${JSON.stringify(join(import.meta.dirname, '../../src/search/index-pass.ts'))})
    const { IndexWriter } = await import(${JSON.stringify(join(import.meta.dirname, '../../src/search/index-writer.ts'))})
    const { createSessionTexts } = await import(${JSON.stringify(join(import.meta.dirname, '../../src/sessions/session-texts.ts'))})
    const writer = new IndexWriter(path, 'machine')
    // Between the first write and the next it stays until it is killed.
    const goesOn = async () => {
      if (!writer.known().some(({ stored }) => stored.places !== '{}')) return true
      console.log('some')
      setInterval(() => {}, 1_000)
      return new Promise(() => {})
    }
    await indexSessions({ writer, sources: createSessionTexts([{ agent: 'claude', dataDir: claude }])(), goesOn })`
  const child = spawn(
    process.execPath,
    ['--no-warnings', '--input-type=module', '-e', program, killed.path, killed.claude],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const ended = once(child, 'exit')
  await Promise.race([once(child.stdout, 'data'), ended])
  child.kill('SIGKILL')
  expect((await ended)[1]).toBe('SIGKILL')
  const had = killed.ask('lock').hits
  expect(had).toBeGreaterThan(0)
  expect(had).toBeLessThan(6_000)
  await killed.index()
  const whole = home(transcripts)
  await whole.index()
  for (const query of ['lock', 'lock 7', 'filling', `text session:${id(3)}`]) {
    const [one, other] = [killed.ask(query), whole.ask(query)]
    expect(one.hits).toBe(other.hits)
    expect(new Set(one.groups.map(({ sessionId }) => sessionId))).toEqual(
      new Set(other.groups.map(({ sessionId }) => sessionId)),
    )
  }
  expect(killed.ask('lock').hits).toBe(6_000)
})
