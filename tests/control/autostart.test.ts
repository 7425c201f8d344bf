/** The files for each platform, written into a temporary home and read by the programs that understand them. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { StartCommand } from '../../src/control/autostart.ts'
import { createAutostart } from '../../src/control/autostart.ts'
import { desktopEntry, launchdPlist, startupScript, systemdUnit } from '../../src/control/autostart-files.ts'

const home = realpathSync(mkdtempSync(join(tmpdir(), 'tce-autostart ä-')))
afterAll(() => rmSync(home, { recursive: true, force: true }))

const plainCommand: StartCommand = ['/usr/bin/node', '/opt/tce/bin/tce.js', 'run']
/** Everything a path may hold that a shell, a desktop, systemd or XML reads as its own. */
const nastyCommand: StartCommand = [
  '/Users/dev/My Tools & <more>/node',
  '/opt/a "b" $HOME `x` \\ 100%u; %h ~/tce.js',
  "it's",
  'run',
]

const has = (program: string, ...args: readonly string[]) => spawnSync(program, args).status === 0
/** Visibly skipped where the tool is missing; in CI its absence is a failure. */
const withTool = (isThere: boolean) => it.skipIf(!isThere && process.env['CI'] !== 'true')

const linux = createAutostart({ platform: 'linux', homeDir: home, env: {} })
const mac = createAutostart({ platform: 'darwin', homeDir: home, env: {} })
const windows = createAutostart({ platform: 'win32', homeDir: home, env: {} })

describe('on, status and off', () => {
  it.each([
    ['linux', linux, '.config/autostart/tce.desktop'],
    ['darwin', mac, 'Library/LaunchAgents/com.terminus-cancrorum-est.plist'],
    ['win32', windows, 'AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Startup/tce.cmd'],
  ])('%s: one file at its place, and none after off', async (_platform, autostart, path) => {
    const file = join(home, ...path.split('/'))
    expect(await autostart.status()).toEqual([])
    expect(await autostart.on('desktop', plainCommand)).toEqual({ ok: true, value: { kind: 'desktop', file } })
    expect((await autostart.status()).map((entry) => entry.file)).toEqual([file])
    await autostart.on('desktop', nastyCommand)
    expect(await autostart.status()).toHaveLength(1)
    expect(await autostart.off()).toMatchObject({ ok: true, value: [{ file }] })
    expect([existsSync(file), await autostart.status()]).toEqual([false, []])
    expect(await autostart.off()).toMatchObject({ ok: true, value: [] })
  })

  it('a systemd user unit is enabled by its link, and gone with it', async () => {
    const units = join(home, '.config', 'systemd', 'user')
    const link = join(units, 'default.target.wants', 'tce.service')
    expect(await linux.on('service', plainCommand)).toMatchObject({ ok: true })
    expect(realpathSync(link)).toBe(join(units, 'tce.service'))
    expect(await linux.on('service', plainCommand), 'again').toMatchObject({ ok: true })
    expect(await linux.status()).toMatchObject([{ kind: 'service' }])
    await linux.off()
    expect([existsSync(link), await linux.status()]).toEqual([false, []])
  })

  it('respects XDG_CONFIG_HOME and APPDATA', async () => {
    const xdg = createAutostart({ platform: 'linux', homeDir: home, env: { XDG_CONFIG_HOME: join(home, 'xdg') } })
    const appData = createAutostart({ platform: 'win32', homeDir: home, env: { APPDATA: join(home, 'roaming') } })
    await xdg.on('desktop', plainCommand)
    await appData.on('desktop', plainCommand)
    expect((await xdg.status())[0]?.file).toBe(join(home, 'xdg/autostart/tce.desktop'))
    expect((await appData.status())[0]?.file).toContain(join(home, 'roaming'))
  })

  it('believes a desktop that switched the entry off', async () => {
    await linux.on('desktop', plainCommand)
    const file = join(home, '.config/autostart/tce.desktop')
    writeFileSync(file, readFileSync(file, 'utf8').replace('Autostart-enabled=true', 'Autostart-enabled=false'))
    expect(await linux.status()).toEqual([])
    await linux.off()
  })

  it('says what is not to be had, and what can not be written', async () => {
    expect(await mac.on('service', plainCommand)).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('Linux') },
    })
    const other = createAutostart({ platform: 'freebsd', homeDir: home, env: {} })
    expect(await other.on('desktop', plainCommand)).toMatchObject({ ok: false })
    writeFileSync(join(home, 'a-file'), '')
    const blocked = createAutostart({
      platform: 'linux',
      homeDir: home,
      env: { XDG_CONFIG_HOME: join(home, 'a-file') },
    })
    expect(await blocked.on('desktop', plainCommand)).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('tce.desktop could not be written') },
    })
  })
})

describe.each([
  ['plain', plainCommand],
  ['nasty', nastyCommand],
])('a %s path', (_kind, command) => {
  const file = (name: string, text: string) => {
    const path = join(home, name)
    writeFileSync(path, text)
    return path
  }

  withTool(has('desktop-file-validate', '--help'))('is a valid desktop entry', () => {
    const checked = spawnSync('desktop-file-validate', [file('tce.desktop', desktopEntry(command))], {
      encoding: 'utf8',
    })
    expect([checked.stdout, checked.stderr, checked.status]).toEqual(['', '', 0])
  })

  withTool(has('python3', '--version'))('is read back by desktops as it was (GLib rules)', () => {
    // The value is unescaped as a string, split as arguments, and %% is %.
    const script = `import json,re,sys
value=[l for l in open(sys.argv[1],encoding="utf8") if l.startswith("Exec=")][0][5:].rstrip("\\n")
value=value.replace("\\\\\\\\","\\0").replace("\\0","\\\\")
args,i=[],0
for m in re.finditer(r'"((?:[^"\\\\]|\\\\.)*)"|(\\S+)', value):
  a=re.sub(r'\\\\(["\`$\\\\])', r'\\1', m.group(1)) if m.group(1) is not None else m.group(2)
  args.append(a.replace("%%","%"))
print(json.dumps(args))`
    const read = spawnSync('python3', ['-c', script, file('exec.desktop', desktopEntry(command))], { encoding: 'utf8' })
    expect(read.stderr).toBe('')
    expect(JSON.parse(read.stdout)).toEqual(command)
  })

  withTool(has('python3', '--version'))('is a plist that says the same', () => {
    const script = 'import json,plistlib,sys; print(json.dumps(plistlib.load(open(sys.argv[1],"rb"))))'
    const read = spawnSync('python3', ['-c', script, file('tce.plist', launchdPlist(command))], { encoding: 'utf8' })
    expect(JSON.parse(read.stdout)).toEqual({
      Label: 'com.terminus-cancrorum-est',
      ProgramArguments: command,
      RunAtLoad: true,
      KeepAlive: { SuccessfulExit: false },
      ProcessType: 'Interactive',
    })
  })

  it('is in a Startup script with every % doubled and every argument quoted', () => {
    const [first, ...rest] = command
    const line = startupScript(command).split('\r\n')[2]
    expect(line).toBe(
      `start "TCE" /min ${[first, ...rest].map((part) => `"${part?.replaceAll('%', '%%')}"`).join(' ')}`,
    )
  })
})

withTool(has('systemd-analyze', '--version'))(
  'the systemd unit is one that systemd accepts, also with spaces, quotes, % and $',
  () => {
    const folder = mkdtempSync(join(home, 'units '))
    const program = join(folder, 'my "node" 100% $x')
    writeFileSync(program, '#!/bin/sh\n', { mode: 0o755 })
    const unit = join(folder, 'tce.service')
    writeFileSync(unit, systemdUnit(['/bin/sh', program, 'run']))
    const checked = spawnSync('systemd-analyze', ['verify', '--user', '--man=no', unit], {
      encoding: 'utf8',
      env: { ...process.env, XDG_RUNTIME_DIR: folder },
    })
    expect((checked.stderr + checked.stdout).split('\n').filter((line) => line.includes('tce.service'))).toEqual([])
    expect(systemdUnit(['/bin/sh', program, 'run'])).toContain('\\"node\\" 100%% $$x"')
  },
)

// A login shell knows where npm puts programs; launchd by itself knows only the system's folders.
it('launchd/com.terminus-cancrorum-est.plist starts tce through a login shell', () => {
  const path = join(import.meta.dirname, '..', '..', 'launchd', 'com.terminus-cancrorum-est.plist')
  expect(readFileSync(path, 'utf8')).toBe(launchdPlist(['/bin/zsh', '-lc', 'exec tce run']))
})
