import { describe, expect, it } from 'vitest'
import { plainUsageOptions } from '../../src/cli/plain-options.ts'

describe('a command line of tce usage that needs no parser', () => {
  it.each([
    ['usage', {}],
    ['usage --json', { json: true }],
    ['usage --by day --since 7d --csv', { by: 'day', since: '7d', csv: true }],
    ['usage --no-color --timezone Europe/Berlin', { plain: true, timezone: 'Europe/Berlin' }],
    [
      'usage --model opus --project shop --session 11aa --until today',
      {
        ...{ model: 'opus', project: 'shop', session: '11aa', until: 'today' },
      },
    ],
  ])('%s', (words, options) => {
    expect(plainUsageOptions(words.split(' '))).toEqual(options)
  })

  it.each([
    'usage --help',
    'usage --by',
    'usage --by --json',
    'usage --by=day',
    'usage --since -1',
    'usage --agent codex',
    'usage --explain today',
    'usage today',
    'usage --jason',
    'usages --json',
    '--json usage',
    'help usage',
  ])('%s goes to the parser', (words) => {
    expect(plainUsageOptions(words.split(' '))).toBeUndefined()
  })
})
