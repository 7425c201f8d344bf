/** Titles of terminals, asked of tmux: a real one on a socket of its own, and answers of others. */
import { execFileSync, spawnSync } from 'node:child_process'
import { expect, it, onTestFinished } from 'vitest'
import { agents } from '../../src/agents/index.ts'
import { createTitles, titlesIn } from '../../src/scanner/terminal-titles.ts'
import { waitFor } from '../tools/wait-for.ts'

const hasTmux = spawnSync('tmux', ['-V']).status === 0

it.skipIf(!hasTmux)('are read by the terminal they stand in, of all windows, in any script', async () => {
  const server = ['-L', `tce-titles-${process.pid}`]
  const tmux = (...args: readonly string[]) => execFileSync('tmux', [...server, '-f', '/dev/null', ...args]).toString()
  onTestFinished(() => void spawnSync('tmux', [...server, 'kill-server']))
  const titled = (title: string) => `printf '\\033]2;${title}\\007'; sleep 60`
  tmux('new-session', '-d', '-s', 'one', titled('[ ! ] Action Required | proj'))
  tmux('new-window', '-d', '-t', 'one', titled('◇  Ready (日本)'))
  const ttys = tmux('list-panes', '-a', '-F', '#{pane_tty}')
    .trim()
    .split('\n')
    .map((tty) => tty.replace('/dev/', ''))
  const read = createTitles({ server, now: () => performance.now() * 1000 })
  const told = async () => {
    const titles = await read()
    return ttys.map((tty) => titles.get(tty))
  }
  await waitFor('both titles', async () => (await told()).every((title) => /Action Required|Ready/.test(title ?? '')))
  expect(await told()).toEqual(['[ ! ] Action Required | proj', '◇  Ready (日本)'])
})

it('are asked for seldom, by several at once together, and more seldom where there is no tmux', async () => {
  let nowMs = 0
  let asked = 0
  let answer: string | Error = '/dev/pts/3 one\n'
  const read = createTitles({
    now: () => nowMs,
    run: async () => {
      asked++
      if (answer instanceof Error) throw answer
      return answer
    },
  })
  expect((await Promise.all([read(), read()])).map((titles) => titles.get('pts/3'))).toEqual(['one', 'one'])
  expect(asked).toBe(1)
  nowMs = 1_499
  await read()
  expect(asked).toBe(1)
  nowMs = 1_500
  answer = new Error('tmux could not be asked: no server running')
  expect(await read()).toEqual(new Map())
  nowMs = 31_499
  expect(await read()).toEqual(new Map())
  expect(asked).toBe(2)
  nowMs = 31_500
  answer = '/dev/pts/3 again\n'
  expect((await read()).get('pts/3')).toBe('again')
})

it('are nothing where an answer is none', () => {
  expect(titlesIn('')).toEqual(new Map())
  expect(titlesIn('no server running on /tmp/tmux-0/default\n/dev/pts/1 \n/dev/ttys001 a b  c\n')).toEqual(
    new Map([['ttys001', 'a b  c']]),
  )
})

it.each([
  ['codex', '[ ! ] Action Required | proj', 'waiting'],
  ['codex', 'proj', undefined],
  ['codex', 'about "[ ! ] Action Required"', undefined],
  ['gemini', '◇  Ready (proj)', 'idle'],
  ['gemini', '✦  Working… (proj)', undefined],
] as const)('%s: %j says %s', (agent, title, activity) => {
  expect(agents[agent].signs?.titleTells?.(title)?.activity).toBe(activity)
})
