/** A real program in a terminal of ours: what its screen shows, what is typed, and its end. */
import { existsSync } from 'node:fs'
import { afterEach, expect, it } from 'vitest'
import { screenRows } from '../../src/core/prompts/screen.ts'
import { type OwnTerminal, openOwnTerminal } from '../../src/runner/own-terminal.ts'

const opened: OwnTerminal[] = []
afterEach(async () => {
  for (const terminal of opened.splice(0)) await terminal.close()
})

async function open(script: string, file = '/bin/sh', env: NodeJS.ProcessEnv = process.env): Promise<OwnTerminal> {
  const terminal = await openOwnTerminal({ file, args: ['-c', script], cwd: '/', env, columns: 40, rows: 10 })
  if (!terminal.ok) throw new Error(terminal.error)
  opened.push(terminal.value)
  return terminal.value
}

const rows = async (terminal: OwnTerminal) => screenRows((await terminal.read())?.screen ?? '')

it('its screen is what was drawn, cell by cell, with what is dim marked and where the cursor stands', async () => {
  const terminal = await open(
    `printf 'gone\\033[H\\033[2J\\033[3;2H❯ 请 \\033[2mtry it\\033[22m now\\033[5;7Hhere'; cat >/dev/null`,
  )
  const [, , third, , fifth] = await rows(terminal)
  expect(third).toEqual({ text: ' ❯ 请 try it now', bright: ' ❯ 请        now' })
  expect(fifth?.text).toBe('      here')
  expect(await terminal.read()).toMatchObject({ columns: 40, cursor: { x: 10, y: 4 } })
})

it('takes bytes as they are, and answers nothing that a program asks of it', async () => {
  const terminal = await open(
    `stty raw -echo; printf '\\033[c\\033[6n\\033]11;?\\007ready'; head -c 8 | od -An -tx1; cat`,
  )
  expect((await rows(terminal))[0]?.text).toBe('ready')
  terminal.type(Buffer.from('请\u001b\u0015\u007f\u0000\u00e9'))
  await expect.poll(async () => (await terminal.read())?.screen).toContain('e8 af b7 1b 15 7f 00 c3')
})

it('is not the terminal that we run in', async () => {
  const terminal = await open('echo "<$TMUX_PANE$STY> $TERM"; cat', '/bin/sh', {
    ...process.env,
    TMUX_PANE: '%1',
    STY: 'x',
  })
  expect((await rows(terminal))[0]?.text).toBe('<> xterm-256color')
})

it('of a program that is not there, or has ended, there is none', async () => {
  expect(await (await open('', '/nowhere/at-all')).read()).toBeUndefined()
  // Its end is told once the last of its output is read.
  const over = await open('echo over')
  await expect.poll(() => over.read()).toBeUndefined()
})

it('its program has ended when it is closed, even one that does not care', async () => {
  const terminal = await open('trap "" HUP TERM; echo "$$"; while :; do sleep 0.1; done')
  const pid = Number((await rows(terminal))[0]?.text)
  expect(existsSync(`/proc/${pid}`)).toBe(true)
  await terminal.close()
  expect(existsSync(`/proc/${pid}`)).toBe(false)
  expect(await terminal.read()).toBeUndefined()
})
