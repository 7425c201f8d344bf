import { describe, expect, it } from 'vitest'
import { noTrayReasons } from '../../../src/core/tray/tray-decision.ts'
import type { TrayFailure, TrayState } from '../../../src/core/tray/tray-state.ts'
import { failureInWords, trayAnswers, trayByHand, trayInWords } from '../../../src/core/tray/tray-words.ts'

const file = 'electron-v45.4.1-linux-x64.zip'

it('says how far it is, with a share once the length is known', () => {
  const fetching = { kind: 'fetching', host: 'github.com', receivedBytes: 43_000_000 } as const
  expect(trayInWords(fetching)).toBe('Electron for the tray: 43 MB from github.com.')
  expect(trayInWords({ ...fetching, totalBytes: 121_000_000 })).toBe(
    'Electron for the tray: 43 MB of 121 MB from github.com, 36 %.',
  )
})

describe('one sentence with the reason and the way by hand', () => {
  const failures: readonly [TrayFailure, RegExp][] = [
    [{ kind: 'unreachable', host: 'github.com', code: 'ENOTFOUND' }, /github\.com cannot be reached \(ENOTFOUND\)/],
    [{ kind: 'forbidden', host: 'github.com', status: 403 }, /github\.com does not give it \(HTTP 403\)/],
    [{ kind: 'broken-off', host: 'm.example', receivedBytes: 5e6 }, /broke off, 5 MB are kept/],
    [{ kind: 'wrong-archive', from: 'm.example', sha256: 'abc' }, /m\.example is not the Electron .* was not unpacked/],
    [{ kind: 'not-read', path: '/c/a.zip', code: 'ENOENT' }, /\/c\/a\.zip cannot be read \(ENOENT\)/],
    [{ kind: 'disk', path: '/c/tce', code: 'ENOSPC' }, /\/c\/tce cannot be written \(ENOSPC\)/],
    [{ kind: 'not-unpacked', why: 'it holds no electron' }, /it holds no electron/],
  ]
  it.each(failures)('%j', (failure, reason) => {
    const words = failureInWords(failure, file)
    expect(words).toMatch(reason)
    expect(words).toMatch(
      /^No tray yet: [^\n]+; by hand, with electron-v45\.4\.1-linux-x64\.zip from https:\S+: tce tray install electron-v45\.4\.1-linux-x64\.zip$/,
    )
  })

  it('names the one command where the system gives Electron no sandbox', () => {
    const words = failureInWords({ kind: 'not-started', why: 'SIGTRAP', sandboxHelper: '/c/chrome-sandbox' }, file)
    expect(words).toContain('sudo chown root "/c/chrome-sandbox" && sudo chmod 4755 "/c/chrome-sandbox"')
    expect(failureInWords({ kind: 'not-started', why: 'SIGTRAP' }, file)).toBe(
      'No tray: Electron did not start (SIGTRAP).',
    )
  })

  it.each([...noTrayReasons, 'put-off', 'not-started-here'] as const)('off: %s', (reason) => {
    expect(trayInWords({ kind: 'off', reason })).toMatch(/^No tray(?: for now)?: [^\n]{20,}$/)
  })
})

describe('what can be said to it', () => {
  const states: readonly [string, TrayState, readonly string[]][] = [
    ['a question', { kind: 'asking', host: 'github.com' }, ['yes', 'later', 'no']],
    ['a download', { kind: 'fetching', host: 'github.com', receivedBytes: 1 }, ['later', 'no']],
    ['a tray beside the server', { kind: 'shown' }, ['later', 'no']],
    ['a tray that is the server', { kind: 'shown', isServer: true }, ['no']],
    ['a failure', { kind: 'failed', failure: { kind: 'not-unpacked', why: '' }, file }, ['yes', 'later', 'no']],
    ['a no of before', { kind: 'off', reason: 'said-no' }, ['yes']],
    ['a tray put off', { kind: 'off', reason: 'put-off' }, ['yes', 'no']],
    ['a machine where none can be', { kind: 'off', reason: 'root' }, []],
  ]
  it.each(states)('to %s', (_, state, answers) => {
    expect(trayAnswers(state).map(({ answer }) => answer)).toEqual(answers)
  })

  it('has the command of the way by hand for a copy, exactly as it stands in the sentence', () => {
    const helper = { kind: 'not-started', why: 'SIGTRAP', sandboxHelper: '/c/chrome-sandbox' } as const
    for (const failure of [helper, { kind: 'unreachable', host: 'github.com', code: 'ENOTFOUND' } as const]) {
      const state: TrayState = { kind: 'failed', failure, file }
      expect(trayInWords(state)).toContain(trayByHand(state))
    }
    expect(trayByHand({ kind: 'failed', failure: { kind: 'not-started', why: 'SIGTRAP' }, file })).toBeUndefined()
  })
})
