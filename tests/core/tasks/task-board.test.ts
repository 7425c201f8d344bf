/** Which column a task stands in, in which order, and what several tries of one prompt are together. */
import { describe, expect, it } from 'vitest'
import {
  boardOf,
  branchOf,
  cardsWith,
  costOf,
  linesOf,
  placeToPut,
  type TaskCard,
  taskCards,
  taskGroups,
  testsOf,
  tidyWords,
} from '../../../src/core/tasks/task-board.ts'
import { aTask, demoTasks, minutesAgo } from '../../fixtures/tasks.ts'

const dayStart = '2026-11-20T00:00:00.000Z'
const names = (cards: readonly TaskCard[]) => cards.map(({ name }) => name)
const cardNamed = (name: string) => {
  const card = taskCards(demoTasks).find((one) => one.name === name)
  if (card === undefined) throw new Error(`no card ${name}`)
  return card
}

describe('the board', () => {
  it('has what failed beside what is finished, and of what is done only today’s', () => {
    const { columns, doneBefore } = boardOf(taskCards(demoTasks), dayStart)
    expect(names(columns.pending)).toEqual(['audit-log'])
    expect(names(columns.in_review)).toEqual(['proto-compat', 'dbt-incremental'])
    expect(names(columns.complete)).toEqual(['token-audit'])
    expect(names(doneBefore)).toEqual(['regex-golf'])
  })

  it('has the pinned first in its column, then who waits, then who is busy, then the rest', () => {
    const rest = aTask('a', 'rest', { activity: 'idle', since: minutesAgo(0) })
    const { in_progress: column } = boardOf(taskCards([rest, ...demoTasks]), dayStart).columns
    expect(names(column)).toEqual(['idempotency-keys', 'eks-upgrade', 'shard-rebalance', 'empty-cart', 'rest'])
  })

  it('shows none that is put away, and keeps a pinned one that was done before', () => {
    const [away, kept] = [
      aTask('a', 'away', { isArchived: true }),
      aTask('a', 'kept', { state: 'complete', isPinned: true, since: minutesAgo(9_000) }),
    ]
    const { columns, doneBefore } = boardOf(taskCards([away, kept]), dayStart)
    expect([names(columns.in_progress), names(columns.complete), names(doneBefore)]).toEqual([[], ['kept'], []])
  })
})

describe('tries of one prompt', () => {
  it('are one card, where there is something to be done yet, called without their numbers', () => {
    const card = cardNamed('empty-cart')
    expect(card.column).toBe('in_progress')
    expect(card.tasks.map(({ best }) => best?.number)).toEqual([3, 1, 2])
    expect(branchOf(card)).toBe('tce/empty-cart-1 to -3')
    expect(linesOf(card)).toEqual({ added: 74, removed: 20 })
    expect(costOf([card])).toBeCloseTo(1.84)
  })

  it('of which one is kept is a card of its own; those that were put away stand alone, each with a key of its own', () => {
    const left = demoTasks.map((task) =>
      task.best === undefined || task.best.number === 2 ? task : { ...task, isArchived: true },
    )
    const cards = taskCards(left)
    expect(names(cards.filter(({ project }) => project === 'web-frontend')).toSorted()).toEqual([
      'empty-cart-1',
      'empty-cart-2',
      'empty-cart-3',
    ])
    expect(new Set(cards.map(({ key }) => key)).size).toBe(cards.length)
  })
})

it('the list has the pinned, then by state, then what was done before, then what is put away', () => {
  const away = aTask('a', 'away', { state: 'complete', isArchived: true })
  expect(taskGroups(taskCards([...demoTasks, away]), dayStart).map(({ id, cards }) => [id, cards.length])).toEqual([
    ['pinned', 1],
    ['in_progress', 3],
    ['in_review', 2],
    ['pending', 1],
    ['complete', 1],
    ['before', 1],
    ['archived', 1],
  ])
})

it('every word of a filter is somewhere in what a card says; a project is that one alone', () => {
  const cards = taskCards(demoTasks)
  expect(names(cardsWith(cards, 'tce/ KEYS', ''))).toEqual(['idempotency-keys'])
  expect(names(cardsWith(cards, 'please shard', ''))).toEqual(['shard-rebalance'])
  expect(names(cardsWith(cards, '', 'scratch'))).toEqual(['regex-golf'])
  expect(cardsWith(cards, 'shard nothing', '')).toEqual([])
  expect(cardsWith(cards, '  ', '')).toBe(cards)
})

it('its user puts what is in review to done and back, and begins what is pending; the rest is moved by its agent', () => {
  expect(placeToPut(cardNamed('proto-compat'))).toBe('complete')
  expect(placeToPut(cardNamed('token-audit'))).toBe('in_review')
  expect(placeToPut(cardNamed('audit-log'))).toBe('in_progress')
  expect(placeToPut(cardNamed('shard-rebalance'))).toBeUndefined()
  expect(placeToPut(cardNamed('dbt-incremental'))).toBeUndefined()
})

it('tests are told as they were seen, of several tries how many passed', () => {
  expect(testsOf(cardNamed('idempotency-keys'))).toEqual({ isOk: true, words: '41', told: 'passed' })
  expect(testsOf(cardNamed('shard-rebalance'))).toEqual({ isOk: false, words: '1 of 312', told: 'failed' })
  expect(testsOf(cardNamed('eks-upgrade'))).toBeUndefined()
  const tests = (failed: number) => ({ tests: { passed: 9, failed, at: minutesAgo(1) } })
  const tries = [aTask('a', 'x', tests(0)), aTask('a', 'x', tests(2)), aTask('a', 'x', tests(0))] as const
  expect(testsOf({ tasks: tries })).toEqual({ isOk: true, words: '2 of 3', told: 'passed' })
  const untested = [aTask('a', 'x', tests(2)), aTask('a', 'x')] as const
  expect(testsOf({ tasks: untested })).toEqual({ isOk: false, words: '0 of 2', told: 'passed' })
  expect(testsOf({ tasks: [aTask('a', 'x'), aTask('a', 'x')] })).toBeUndefined()
})

it('says how many of the done ones are merged, before they are tidied up', () => {
  expect(tidyWords(taskCards(demoTasks))).toBe('Tidy up 1 merged…')
  expect(tidyWords([{ tasks: [aTask('a', 'x', { state: 'complete' })] }])).toBe('Tidy up…')
})

it('what is not known of a cost or of lines is not known, and no zero', () => {
  const card = cardNamed('eks-upgrade')
  expect(linesOf(card)).toBeUndefined()
  expect(costOf([cardNamed('audit-log')])).toBeUndefined()
  expect(costOf([card, cardNamed('audit-log')])).toBe(2.2)
})
