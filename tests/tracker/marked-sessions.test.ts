/** What is kept of sessions elsewhere narrows the ledger's list, as ids. */
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import type { MarkChange } from '../../src/core/session/session-marks.ts'
import { changeMarks, markFilter, noMarks, type SessionMarks } from '../../src/core/session/session-marks.ts'
import type { Ledger } from '../../src/tracker/ledger.ts'
import { ledgerOf, tempDir, transcriptPath, userLine, write } from './home.ts'

const ids = ['a', 'b', 'c'].map((digit) => `${digit.repeat(8)}-7d0e-4b1a-9c55-0e8f6a2d71b3`)
const [old = '', middle = '', young = ''] = ids
const dayOf = (index: number) => `2026-11-${10 + index}T10:00:00.000Z`

describe('the list of sessions', () => {
  let ledger: Ledger
  beforeEach(async () => {
    const configDir = join(tempDir(), '.claude')
    for (const [index, id] of ids.entries())
      write(
        transcriptPath(configDir, id),
        userLine(`hello ${id[0]}${id[0]}x`, { sessionId: id, timestamp: dayOf(index) }),
      )
    ledger = await ledgerOf(configDir)
    await ledger.update()
  })

  const asked = (
    question: Parameters<typeof markFilter>[0],
    changes: Readonly<Record<string, MarkChange>>,
    running: readonly string[] = [],
  ) => {
    const marks = new Map<string, SessionMarks>()
    for (const [id, change] of Object.entries(changes)) {
      const changed = changeMarks(noMarks, change)
      if (changed.ok) marks.set(id, changed.value)
    }
    const marked = markFilter(question, marks, { beforeMs: Date.parse(dayOf(1)), running: new Set(running) })
    const { rows, total } = ledger.sessionRows({ search: question.search, marked, sort: 'start' })
    expect(total).toBe(rows.length)
    return rows.map(({ id }) => id).toReversed()
  }

  it('has all of them where nothing is asked for', () => {
    expect(asked({}, { [old]: { isStarred: true } })).toEqual(ids)
  })

  it('has those with a star, and with a tag, and with both', () => {
    const changes = {
      [old]: { isStarred: true, addTags: ['db'] },
      [young]: { isStarred: true },
      [middle]: { addTags: ['db'] },
    }
    expect(asked({ is: 'starred' }, changes)).toEqual([old, young])
    expect(asked({ tag: '#DB' }, changes)).toEqual([old, middle])
    expect(asked({ is: 'starred', tag: 'db' }, changes)).toEqual([old])
    expect(asked({ tag: 'none' }, changes)).toEqual([])
  })

  it('has as archived who is older than the moment, but for what their user said', () => {
    expect(asked({ is: 'archived' }, {})).toEqual([old])
    expect(asked({ is: 'current' }, {})).toEqual([middle, young])
    const changes = { [old]: { isArchived: false }, [young]: { isArchived: true } }
    expect(asked({ is: 'archived' }, changes)).toEqual([young])
    expect(asked({ is: 'current' }, changes)).toEqual([old, middle])
  })

  it('has as current who runs, however old its last record is, but for what its user said', () => {
    expect(asked({ is: 'archived' }, {}, [old])).toEqual([])
    expect(asked({ is: 'current' }, {}, [old])).toEqual([old, middle, young])
    expect(asked({ is: 'archived' }, { [old]: { isArchived: true } }, [old])).toEqual([old])
  })

  it('finds by what the agent wrote or by what its user keeps, each with all of the words', () => {
    const changes = { [young]: { name: 'Advisory locks', addTags: ['db'] } }
    expect(asked({ search: 'hello AAX' }, changes)).toEqual([old])
    expect(asked({ search: 'LOCKS db' }, changes)).toEqual([young])
    expect(asked({ search: 'locks none' }, changes)).toEqual([])
  })
})
