import { expect, it } from 'vitest'
import { createReportedTally, type ReportedCost, reportedWords } from '../../../src/core/usage/reported.ts'

type Entry = Parameters<ReturnType<typeof createReportedTally>['add']>
function sum(...entries: readonly Entry[]): ReportedCost | undefined {
  const tally = createReportedTally()
  for (const entry of entries) tally.add(...entry)
  return tally.sum()
}
const said = (reportedUsd: number | undefined, responses = 1, reportedResponses = responses, agent = 'opencode') => ({
  ...{ agent, responses, reportedUsd, reportedResponses },
})
const nameOf = (agent: string) => (agent === 'pi' ? 'pi' : 'opencode')

it('is absent where nobody says what it cost: that is not 0', () => {
  expect(sum()).toBeUndefined()
  expect(sum([{ agent: 'codex', responses: 3 }, 0.2], [said(undefined, 2, 0), 0.1])).toBeUndefined()
})

it('adds what is said, and compares where ours is of the same responses', () => {
  expect(sum([said(1.5, 2), 1], [said(0.5, 3, 3, 'pi'), 0.75])).toEqual({
    agents: ['opencode', 'pi'],
    costUsd: 2,
    responses: 5,
    freeResponses: 0,
    differenceUsd: 0.25,
  })
})

it('compares nothing where some of the responses say nothing, or have no price of ours', () => {
  expect(sum([said(1, 3, 2), 2])).toEqual({ agents: ['opencode'], costUsd: 1, responses: 2, freeResponses: 0 })
  expect(sum([said(1), undefined])).toEqual({
    ...{ agents: ['opencode'], costUsd: 1, responses: 1, freeResponses: 0, unpricedUsd: 1 },
  })
  expect(sum([said(1, 3, 2), 2], [said(4), 3])).toMatchObject({ costUsd: 5, responses: 3, differenceUsd: 1 })
})

it('takes $0 for what has a price as free, not as a difference', () => {
  expect(sum([said(0, 4), 2], [said(1), 1])).toEqual({
    ...{ agents: ['opencode'], costUsd: 1, responses: 5, freeResponses: 4, differenceUsd: 0 },
  })
  expect(sum([said(0, 4), undefined])).toMatchObject({ costUsd: 0, freeResponses: 0 })
})

const reported = (more: Partial<ReportedCost>): ReportedCost => ({
  ...{ agents: ['opencode'], costUsd: 12.4, responses: 120, freeResponses: 0 },
  ...more,
})

it('is said in words where it differs by more than rounding does', () => {
  expect(reportedWords(undefined, nameOf)).toBeUndefined()
  expect(reportedWords(reported({}), nameOf)).toBeUndefined()
  expect(reportedWords(reported({ differenceUsd: 0.06 }), nameOf)).toBeUndefined()
  expect(reportedWords(reported({ costUsd: 0.5, differenceUsd: 0.009 }), nameOf)).toBeUndefined()
  expect(reportedWords(reported({ differenceUsd: 0.31 }), nameOf)).toBe(
    'opencode itself says $12.40 for 120 responses: $0.31 more than our count of the same.',
  )
  expect(reportedWords(reported({ agents: ['opencode', 'pi'], differenceUsd: -2, freeResponses: 1 }), nameOf)).toBe(
    'opencode and pi themselves say $12.40 for 120 responses: $2.00 less than our count of the same; 1 response free, as with a plan.',
  )
  expect(reportedWords(reported({ costUsd: 0.005, responses: 3, unpricedUsd: 0.005 }), nameOf)).toBe(
    'opencode itself says $0.0050 for 3 responses: $0.0050 of models without a price, in no total here.',
  )
  expect(reportedWords(reported({ costUsd: 0, freeResponses: 120 }), nameOf)).toBe(
    'opencode itself says $0.00 for 120 responses: 120 responses free, as with a plan.',
  )
})
