import { describe, expect, it } from 'vitest'
import { noTrayReasons } from '../../../src/core/tray/tray-decision.ts'
import type { TrayFailure } from '../../../src/core/tray/tray-state.ts'
import { failureInWords, trayInWords } from '../../../src/core/tray/tray-words.ts'

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
    [{ kind: 'wrong-archive', from: 'm.example', sha256: 'abc' }, /m\.example is not the Electron .* thrown away/],
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

  it.each([...noTrayReasons, 'not-started-here'] as const)('off: %s', (reason) => {
    expect(trayInWords({ kind: 'off', reason })).toMatch(/^No tray: [^\n]{20,}$/)
  })
})
