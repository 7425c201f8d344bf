import { describe, expect, it } from 'vitest'
import { isUsersOwn } from '../../../src/core/process/users-own.ts'

const program = (exePath: string, argv: readonly string[] = [], tty?: string) => {
  const name = exePath.replace(/^.*\//, '')
  return { name: name.slice(0, 15), exePath, argv: [name, ...argv], tty }
}

describe('the user’s own', () => {
  it.each([
    ['a multiplexer', { name: 'tmux: server', argv: ['tmux', '-L', 'x', 'new', '-d'] }],
    ['its executable', program('/usr/bin/tmux')],
    ['screen', { name: 'screen', exePath: '/usr/bin/screen', argv: ['SCREEN', '-dmS', 'work'] }],
    ['zellij', program('/home/dev/.cargo/bin/zellij', ['--server', '/run/user/1000/zellij/0.42/x'])],
    ['a terminal', program('/usr/libexec/gnome-terminal-server')],
    ['an editor', program('/usr/share/code/code', ['--no-sandbox'])],
    ['a browser', program('/usr/bin/google-chrome-stable', ['https://example.org'])],
    ['an interactive shell', program('/usr/bin/bash', ['--norc', '-i'], 'pts/3')],
    ['a shell on a terminal', program('/usr/bin/fish', [], 'pts/3')],
    ['the shell of an editor', program('/bin/bash', ['--init-file', '/usr/share/code/shell.sh'], 'pts/3')],
    ['a login shell', { name: 'zsh', exePath: '/bin/zsh', argv: ['-zsh'] }],
  ])('is %s', (_, process) => expect(isUsersOwn(process)).toBe(true))

  it.each([
    ['a command that a tool ran', program('/usr/bin/sleep', ['60'], 'pts/3')],
    ['a shell with a command', program('/bin/bash', ['-c', 'npm run dev'], 'pts/3')],
    ['a shell with a command, other flags before it', program('/bin/bash', ['-lc', 'npm run dev'], 'pts/3')],
    ['a script', program('/bin/bash', ['build.sh'], 'pts/3')],
    ['a shell that nobody types into', program('/bin/bash', ['-s'])],
    ['a browser that a program drives', program('/usr/bin/chromium', ['--headless=new', '--remote-debugging-port=0'])],
    ['a server', program('/usr/bin/node', ['/srv/mcp/index.js'])],
    ['a shell whose arguments nobody may know', { name: 'bash', exePath: '/bin/bash', tty: 'pts/3' }],
  ])('is not %s', (_, process) => expect(isUsersOwn(process)).toBe(false))
})
