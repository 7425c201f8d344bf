import { describe, expect, it } from 'vitest'
import { chooseFiles, type FileReport, tallyFiles } from '../tools/again.ts'

const run = (name: string, seconds: number, failures: Readonly<Record<string, string>> = {}): FileReport => ({
  name,
  startTime: 1000,
  endTime: 1000 + seconds * 1000,
  status: Object.keys(failures).length === 0 ? 'passed' : 'failed',
  assertionResults: [
    { fullName: 'is fine', status: 'passed', failureMessages: [] },
    ...Object.entries(failures).map(([fullName, reason]) => ({
      fullName,
      status: 'failed',
      failureMessages: [`${reason}\n    at somewhere`],
    })),
  ],
})

describe('several runs together', () => {
  it('tell how long a file takes and what failed in it how often', () => {
    const [slow, quick] = tallyFiles([
      run('/quick', 1),
      run('/slow', 9, { 'depends on luck': 'AssertionError: 3 is not 2' }),
      run('/slow', 4, { 'depends on luck': 'Error: timeout' }),
      run('/slow', 5),
    ])
    expect(quick).toMatchObject({ file: '/quick', runs: 1, failedRuns: 0, failures: [] })
    expect(slow).toEqual({
      file: '/slow',
      runs: 3,
      failedRuns: 2,
      medianS: 5,
      slowestS: 9,
      failures: [{ test: 'depends on luck', times: 2, reason: 'AssertionError: 3 is not 2' }],
    })
  })

  it('tell of a file that failed without a test', () => {
    const broken = {
      ...run('/broken', 0),
      status: 'failed',
      message: 'left a process behind\nat',
      assertionResults: [],
    }
    expect(tallyFiles([broken])[0]?.failures).toEqual([
      { test: 'the file itself', times: 1, reason: 'left a process behind' },
    ])
  })
})

it('tries again the slowest, what failed, and what once needed a retry as long as it is there', () => {
  const tallies = tallyFiles([run('/a', 9), run('/b', 5), run('/c', 1, { x: 'no' }), run('/d', 2), run('/e', 1)])
  expect(chooseFiles(tallies, { slowest: 2, retriedOnce: ['/e', '/gone', '/a'] })).toEqual(['/a', '/b', '/c', '/e'])
})
