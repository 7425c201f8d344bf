import { expect, it } from 'vitest'
import { newWindowCommand } from '../../src/control/windows/new-window.ts'

const argv = ['/usr/bin/node', '/opt/tce.js', 'watch', "it's mine"]
const on = (platform: NodeJS.Platform, env: Record<string, string> = {}, programs: readonly string[] = []) =>
  newWindowCommand({ platform, env, has: (name) => programs.includes(name), argv })

it('asks the Terminal of a Mac, or the iTerm one is in, with every word quoted twice', () => {
  const terminal = on('darwin')
  expect(terminal?.file).toBe('osascript')
  expect(terminal?.args[1]).toBe(
    `tell application "Terminal" to do script "/usr/bin/node /opt/tce.js watch 'it'\\\\''s mine'"`,
  )
  expect(on('darwin', { TERM_PROGRAM: 'iTerm.app' })?.args[1]).toContain('tell application "iTerm"')
})

it.each([
  ['gnome-terminal', ['--', ...argv]],
  ['konsole', ['-e', ...argv]],
  ['xterm', ['-e', ...argv]],
  ['alacritty', ['-e', ...argv]],
  ['kitty', argv],
])('gives %s the words as they are, no shell between', (program, args) => {
  expect(on('linux', { DISPLAY: ':0' }, [program])).toEqual({ file: program, args })
})

it('prefers the terminal one is in, then TERMINAL, then what is there', () => {
  const all = ['gnome-terminal', 'kitty', 'alacritty', 'xterm']
  expect(on('linux', { DISPLAY: ':0', KITTY_WINDOW_ID: '1', TERMINAL: 'alacritty' }, all)?.file).toBe('kitty')
  expect(on('linux', { WAYLAND_DISPLAY: 'w', TERMINAL: '/usr/bin/alacritty' }, all)?.file).toBe('alacritty')
  expect(on('linux', { DISPLAY: ':0', TERMINAL: 'rm' }, all)?.file).toBe('gnome-terminal')
})

it('opens none where there is no display or no terminal', () => {
  expect(on('linux', {}, ['xterm'])).toBeUndefined()
  expect(on('linux', { DISPLAY: ':0' })).toBeUndefined()
})

it('takes Windows Terminal where it is, and a console window else', () => {
  expect(on('win32', {}, ['wt.exe'])).toEqual({ file: 'wt.exe', args: ['-w', 'new', ...argv] })
  expect(on('win32')).toMatchObject({ file: 'cmd.exe', args: ['/c', 'start', 'tce', ...argv] })
})
