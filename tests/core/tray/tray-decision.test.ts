import { describe, expect, it } from 'vitest'
import { electronArchive } from '../../../src/core/tray/electron-archives.ts'
import type { TraySurroundings } from '../../../src/core/tray/tray-decision.ts'
import { decideTray } from '../../../src/core/tray/tray-decision.ts'

const archive = electronArchive('linux', 'x64')
const npmStart = { npm_lifecycle_event: 'start', npm_package_name: 'terminus-cancrorum-est' }
/** A desktop, an installed TCE, no Electron yet. */
const here: TraySurroundings = {
  platform: 'linux',
  env: { DISPLAY: ':0' },
  uid: 1000,
  isWanted: true,
  choice: undefined,
  electron: { kind: 'missing' },
  archive,
}
const found = { electron: { kind: 'found', program: '/e/electron' } } as const
const decide = (changes: Partial<TraySurroundings> = {}) => decideTray({ ...here, ...changes })

describe('on a desktop', () => {
  it.each([
    ['X11', {}],
    ['Wayland alone', { env: { WAYLAND_DISPLAY: 'wayland-0' } }],
    ['macOS', { platform: 'darwin', env: {} }],
    ['Windows', { platform: 'win32', env: {}, uid: undefined }],
  ] as const)('%s: shows it where Electron is there, asks where it is not', (_name, changes) => {
    expect(decide({ ...changes, ...found })).toEqual({ do: 'show', program: '/e/electron' })
    expect(decide(changes)).toEqual({ do: 'ask', archive })
  })

  it('fetches without a question after a yes, and for npm start in a clone of ours', () => {
    const env = { DISPLAY: ':0' }
    expect(decide({ choice: true })).toEqual({ do: 'fetch', archive })
    expect(decide({ env: { ...env, ...npmStart } })).toEqual({ do: 'fetch', archive })
    expect(decide({ env: { ...env, ...npmStart, npm_lifecycle_event: 'test' } })).toMatchObject({ do: 'ask' })
    expect(decide({ env: { ...env, ...npmStart, npm_package_name: 'their-app' } })).toMatchObject({ do: 'ask' })
  })
})

describe('never', () => {
  const everything = { ...found, choice: true, env: { DISPLAY: ':0', ...npmStart } } as const

  it.each([
    ['with --no-tray', { isWanted: false }, 'no-tray-flag'],
    ['after a no', { choice: false }, 'said-no'],
    ['without a display', { env: npmStart }, 'no-desktop'],
    ['with an empty DISPLAY', { env: { ...npmStart, DISPLAY: '' } }, 'no-desktop'],
    ['in a remote shell on macOS', { platform: 'darwin', env: { SSH_CONNECTION: 'x' } }, 'remote-shell'],
    [
      'in a remote shell on Windows',
      { platform: 'win32', uid: undefined, env: { SSH_CONNECTION: 'x' } },
      'remote-shell',
    ],
    ['as root', { uid: 0 }, 'root'],
    ['as root on macOS', { platform: 'darwin', uid: 0 }, 'root'],
  ] as const)('%s, whatever is there and was said', (_name, changes, reason) => {
    expect(decide({ ...everything, ...changes })).toEqual({ do: 'nothing', reason })
  })

  it.each([
    ['in CI', { CI: 'true' }, 'ci'],
    ['in CI that names itself', { CI: 'woodpecker' }, 'ci'],
    ['where fetching is forbidden', { ELECTRON_SKIP_BINARY_DOWNLOAD: '1' }, 'download-forbidden'],
  ] as const)('fetches %s, but shows what is there', (_name, more, reason) => {
    const env = { DISPLAY: ':0', ...npmStart, ...more }
    expect(decide({ env })).toEqual({ do: 'nothing', reason })
    expect(decide({ env, choice: true })).toEqual({ do: 'nothing', reason })
    expect(decide({ env, ...found })).toMatchObject({ do: 'show' })
  })

  it.each(['', '0', 'false', 'no', 'False'])('takes CI=%s for a CI', (CI) => {
    expect(decide({ env: { DISPLAY: ':0', CI } })).toMatchObject({ do: 'ask' })
  })

  it('fetches beside a folder that the user named, or where Electron has no archive', () => {
    const electron = { kind: 'override-empty', folder: '/x' } as const
    expect(decide({ electron, choice: true })).toEqual({ do: 'nothing', reason: 'override-empty' })
    expect(decide({ archive: undefined, choice: true })).toEqual({ do: 'nothing', reason: 'no-archive' })
  })

  it('lets SSH_CONNECTION speak against a display of X11, which goes through it', () => {
    expect(decide({ env: { DISPLAY: 'localhost:10.0', SSH_CONNECTION: 'x' } })).toMatchObject({ do: 'ask' })
  })
})
