/** What of user.sqlite goes with the sessions of a project. */
import { expect, it } from 'vitest'
import { forgetPrompts } from '../../src/prompts/user-data.ts'
import { openUserStore } from '../../src/prompts/user-store.ts'
import { ownFolder } from '../tools/own-folder.ts'

it('agents on the canvas go with their sessions, and whatever they were connected with', async () => {
  const dataDir = ownFolder('tce-user-data-')
  const opened = openUserStore(dataDir)
  if (!opened.ok) throw new Error(opened.error)
  const store = opened.value
  await store.write((database) => {
    const member = database.prepare(`INSERT INTO team_member VALUES (?, 'm', 'claude', ?, 1, 's', 0, 0)`)
    for (const [number, session] of [
      [1, 'gone'],
      [2, 'stays'],
      [3, 'stays too'],
    ])
      member.run(number, session)
    const connection = database.prepare(`INSERT INTO team_connection VALUES (?, ?, 'm', 'claude')`)
    for (const [low, high] of [
      [1, 2],
      [2, 3],
    ])
      connection.run(low, high)
  })
  await forgetPrompts(dataDir, ['gone'])
  const left = await store.read((database) => [
    database.prepare('SELECT session_id FROM team_member ORDER BY number').pluck().all(),
    database.prepare('SELECT low, high FROM team_connection').raw().all(),
  ])
  expect(left).toEqual([['stays', 'stays too'], [[2, 3]]])
  await store.close()
})
