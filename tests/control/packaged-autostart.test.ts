/** auto-launch itself where it is right, and what it would do where it is not, which is why it does not serve there. */
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import AutoLaunch from 'auto-launch'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { startCommand } from '../../src/cli/commands/autostart.ts'
import type { AutoLauncher } from '../../src/control/packaged-autostart.ts'
import { createPackagedAutostart, isRightForAutoLaunch } from '../../src/control/packaged-autostart.ts'

// auto-launch knows no other home than the program's; that of a test is a temporary one.
const home = homedir()
const autostartDir = join(home, '.config', 'autostart')
const linux = { platform: 'linux', homeDir: home, env: {} } as const
const execOf = (name: string) => /^Exec=(.*)$/m.exec(readFileSync(join(autostartDir, `${name}.desktop`), 'utf8'))?.[1]
afterEach(() => rmSync(autostartDir, { recursive: true, force: true }))

describe.runIf(process.platform === 'linux')('the packaged app, where auto-launch is right', () => {
  const program = '/opt/TCE/tce-tray'
  const file = join(autostartDir, 'tce-tray.desktop')

  it('starts at login, is seen to, and starts no more', async () => {
    const autostart = createPackagedAutostart(program, linux)
    expect(await autostart.status()).toEqual([])
    expect(await autostart.on('desktop', [program])).toEqual({ ok: true, value: { kind: 'desktop', file } })
    expect([execOf('tce-tray'), await autostart.status()]).toEqual([program, [{ kind: 'desktop', file }]])
    expect(await autostart.off()).toEqual({ ok: true, value: [{ kind: 'desktop', file }] })
    expect([existsSync(file), await autostart.off()]).toEqual([false, { ok: true, value: [] }])
  })

  it('off takes away what an installed tce wrote as well', async () => {
    const autostart = createPackagedAutostart(program, linux)
    await autostart.on('desktop', [program])
    const { createAutostart } = await import('../../src/control/autostart.ts')
    await createAutostart(linux).on('desktop', ['/usr/bin/node', '/opt/tce/bin/tce.js', 'run'])
    expect(await autostart.status()).toHaveLength(2)
    await autostart.off()
    expect(await autostart.status()).toEqual([])
  })
})

describe('on macOS and Windows, by what is asked of auto-launch', () => {
  it.each([
    ['darwin', '/Applications/TCE.app/Contents/MacOS/TCE', 'TCE', /LaunchAgents\/TCE\.plist$/],
    ['win32', 'C:\\Users\\dev\\AppData\\Local\\Programs\\TCE\\TCE.exe', 'TCE', /CurrentVersion\\Run\\TCE$/],
  ] as const)('%s', async (platform, program, name, file) => {
    const asked: (readonly string[])[] = []
    let isOn = false
    const launcher: AutoLauncher = {
      enable: async () => {
        isOn = true
      },
      disable: async () => {
        isOn = false
      },
      isEnabled: async () => isOn,
    }
    const load = async (...given: readonly string[]) => {
      asked.push(given)
      return launcher
    }
    const autostart = createPackagedAutostart(program, { platform, homeDir: home, env: {}, load })
    expect(await autostart.on('desktop', [program])).toMatchObject({ value: { file: expect.stringMatching(file) } })
    expect([asked[0], await autostart.status()]).toMatchObject([[name, program], [{ kind: 'desktop' }]])
    await autostart.off()
    expect(isOn).toBe(false)
  })
})

describe('where auto-launch is not right', () => {
  it.each([
    ['a path with a space', '/opt/tce app/tce-tray', {}],
    ['a path with a % or a quote', '/opt/100%/tce"tray', {}],
    ['an AppImage', '/home/dev/TCE-0.1.0.AppImage', { APPIMAGE: '/home/dev/TCE-0.1.0.AppImage' }],
    ['a configuration elsewhere', '/opt/TCE/tce-tray', { XDG_CONFIG_HOME: '/home/dev/.dotfiles' }],
  ])('%s on Linux', (_what, program, env) => {
    expect(isRightForAutoLaunch(program, { ...linux, env })).toBe(false)
  })

  it('a path that XML reads as its own on macOS, and systems that it does not know', () => {
    const mac = { ...linux, platform: 'darwin' } as const
    expect(isRightForAutoLaunch('/Apps & more/TCE.app/Contents/MacOS/TCE', mac)).toBe(false)
    expect(isRightForAutoLaunch('/Apps/TCE.app/Contents/MacOS/TCE', mac)).toBe(true)
    expect(isRightForAutoLaunch('/opt/TCE/tce-tray', { ...linux, platform: 'freebsd' })).toBe(false)
  })

  it('our own entry serves there, quoted', async () => {
    const dir = realpathSync(mkdtempSync(join(tmpdir(), 'tce-xdg-')))
    afterAll(() => rmSync(dir, { recursive: true, force: true }))
    const env = { XDG_CONFIG_HOME: dir }
    const autostart = createPackagedAutostart('/opt/tce app/tce-tray', { ...linux, env })
    await autostart.on('desktop', ['/opt/tce app/tce-tray'])
    expect(readFileSync(join(dir, 'autostart', 'tce.desktop'), 'utf8')).toContain('\nExec="/opt/tce app/tce-tray"\n')
  })

  describe.runIf(process.platform === 'linux')('because this is what it writes itself', () => {
    const enable = (path: string) => new AutoLaunch({ name: 'TCE', path }).enable()

    it('a space is left unquoted: a desktop would start /opt/tce', async () => {
      await enable('/opt/tce app/tce-tray')
      expect(execOf('tce-tray')).toBe('/opt/tce app/tce-tray')
    })

    it('of `tce run` only Node.js would be left: there is no way to give arguments', async () => {
      const [program, ...args] = startCommand()
      expect(args).toEqual([expect.stringMatching(/bin.tce\.js$/), 'run'])
      await enable(program)
      expect(execOf('node')).toBe(program)
    })

    it('an AppImage is named after its version: the next one does not find the entry of the one before', async () => {
      await enable('/home/dev/TCE-0.1.0.AppImage')
      const next = new AutoLaunch({ name: 'TCE', path: '/home/dev/TCE-0.2.0.AppImage' })
      expect(await next.isEnabled()).toBe(false)
      await next.disable()
      expect(execOf('TCE-0.1.0.AppImage')).toBe('/home/dev/TCE-0.1.0.AppImage')
    })
  })
})
