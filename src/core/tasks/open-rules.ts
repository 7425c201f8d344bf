/** Which files are handed to the program that the desktop has for them: what would run there is not. Pure. */

/** What desktops, shells and interpreters run, or follow elsewhere, when it is opened. */
const running = new Set([
  ...[
    'desktop',
    'app',
    'command',
    'tool',
    'terminal',
    'workflow',
    'action',
    'scpt',
    'applescript',
    'fileloc',
    'inetloc',
  ],
  ...[
    'url',
    'webloc',
    'lnk',
    'exe',
    'com',
    'bat',
    'cmd',
    'msi',
    'msix',
    'scr',
    'pif',
    'cpl',
    'reg',
    'hta',
    'jar',
    'appimage',
  ],
  ...['sh', 'bash', 'zsh', 'fish', 'csh', 'ksh', 'ps1', 'psm1', 'vbs', 'vbe', 'wsf', 'wsh', 'js', 'mjs', 'cjs', 'jse'],
  ...[
    'py',
    'pyw',
    'pyc',
    'pyz',
    'rb',
    'pl',
    'php',
    'lua',
    'tcl',
    'run',
    'bin',
    'deb',
    'rpm',
    'pkg',
    'dmg',
    'iso',
    'mpkg',
  ],
  ...['service', 'timer', 'prefpane', 'qlgenerator', 'osax', 'chm', 'xll', 'ws', 'sct', 'inf', 'gadget', 'application'],
])

export interface SeenFile {
  readonly name: string
  readonly mode: number
  readonly firstBytes: Buffer | Uint8Array
}

/** Why it is not opened, in words without a full stop; undefined: it may be. */
export function whyNotOpened({ name, mode, firstBytes }: SeenFile): string | undefined {
  // What Windows would leave away at its end counts as not there.
  const extension = /\.([^.]+)$/.exec(name.toLowerCase().replace(/[. ]+$/, ''))?.[1] ?? ''
  if ((mode & 0o111) !== 0) return 'it is executable'
  if (running.has(extension)) return `opening a .${extension} would run it, or lead elsewhere`
  const [first, second] = firstBytes
  if (first === 0x23 && second === 0x21) return 'it is a script'
  const magic = Buffer.from(firstBytes.slice(0, 4)).toString('latin1')
  if (
    magic.startsWith('MZ') ||
    magic === '\x7fELF' ||
    /^(?:\xcf\xfa\xed\xfe|\xfe\xed\xfa\xcf|\xca\xfe\xba\xbe)/.test(magic)
  )
    return 'it is a program'
  return undefined
}

/** Below a folder, as it is named there: no way out of it. */
export const isPathBelow = (path: string): boolean =>
  path !== '' &&
  !path.includes('\0') &&
  !/^[/\\~]|^[A-Za-z]:/.test(path) &&
  path.split(/[/\\]/).every((part) => part !== '' && part !== '.' && part !== '..')

/** Editors with a window of their own, and those that need a terminal. */
export const windowEditors = [
  'cursor',
  'code',
  'codium',
  'zed',
  'windsurf',
  'subl',
  'idea',
  'webstorm',
  'pycharm',
  'goland',
  'gedit',
  'kate',
  'mate',
] as const
export const terminalEditors = new Set([
  'vi',
  'vim',
  'nvim',
  'nano',
  'emacs',
  'micro',
  'hx',
  'helix',
  'kak',
  'ne',
  'joe',
])
