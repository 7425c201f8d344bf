/** The PATH of a user's terminals, asked of real shells. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { isFromTerminal, joinedPath, pathAnswered, pathQuestion } from '../../src/core/terminals/login-path.ts'
import { askLoginPath } from '../../src/tasks/login-path.ts'
import { ownFolder } from '../tools/own-folder.ts'

const home = ownFolder('tce-login-')
const env = { HOME: home, PATH: '/usr/bin:/bin' }

it('is what start-up files make of it, whatever else they print', async () => {
  writeFileSync(join(home, '.profile'), 'echo welcome; PATH=/opt/mine:/bin\n')
  expect(await askLoginPath({ ...env, SHELL: '/bin/sh' })).toEqual({ ok: true, value: '/opt/mine:/bin' })
})

it('a shell that hangs, is none or is unknown is said, in time', async () => {
  writeFileSync(join(home, '.profile'), 'sleep 60\n')
  expect(await askLoginPath({ ...env, SHELL: '/bin/sh' }, 200)).toMatchObject({
    error: '/bin/sh did not answer within 0.2 s',
  })
  mkdirSync(join(home, 'x'))
  writeFileSync(join(home, 'x', 'zsh'), '#!/bin/sh\nexit 1\n')
  chmodSync(join(home, 'x', 'zsh'), 0o755)
  expect(await askLoginPath({ ...env, SHELL: join(home, 'x', 'zsh') })).toMatchObject({ ok: false })
  for (const shell of [undefined, '', '/bin/tcsh', '/nowhere/bash'])
    expect(await askLoginPath({ ...env, SHELL: shell })).toMatchObject({ ok: false })
})

it('who was started in a terminal has it; the shell’s comes first, and nothing twice', () => {
  expect(isFromTerminal({ TERM: 'xterm', SHLVL: '1' })).toBe(true)
  for (const bare of [{}, { TERM: 'dumb', SHLVL: '1' }, { TERM: 'xterm' }]) expect(isFromTerminal(bare)).toBe(false)
  expect(joinedPath('/a:/b::.', '/b:/c')).toBe('/a:/b:/c')
  expect(pathQuestion('/bin/zsh', 'm')).toEqual(['-l', '-i', '-c', `printf '%s%s%s' m "$PATH" m`])
  expect(pathAnswered('hi m/a:/bm\n', 'm')).toBe('/a:/b')
  for (const none of ['', 'mm', 'm/a\n/bm', 'm/a']) expect(pathAnswered(none, 'm')).toBeUndefined()
})
