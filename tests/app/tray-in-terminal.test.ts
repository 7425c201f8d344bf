/** What `tce run` writes about the tray, and its question. */
import { EventEmitter } from 'node:events'
import { expect, it } from 'vitest'
import { tellTray } from '../../src/app/tray-in-terminal.ts'
import type { TrayStarter } from '../../src/app/tray-starter.ts'
import { ok } from '../../src/core/result.ts'
import type { TrayAnswer, TrayState } from '../../src/core/tray/tray-state.ts'
import type { CliIo } from '../../src/terminal/io.ts'

const esc = '\u001b'
const asking: TrayState = { kind: 'asking', host: 'github.com' }
const fetching = (receivedBytes: number): TrayState => ({
  kind: 'fetching',
  host: 'github.com',
  receivedBytes,
  totalBytes: 100e6,
})

function told(isTTY: boolean, { isRemembered = true } = {}) {
  let out = ''
  const keyboard = Object.assign(new EventEmitter(), { isTTY, resume: () => {}, pause: () => {} })
  const answers: TrayAnswer[] = []
  let listener: (state: TrayState) => void = () => {}
  const starter: Pick<TrayStarter, 'follow' | 'want'> = {
    follow: (given) => {
      listener = given
      return () => {
        listener = () => {}
      }
    },
    want: async (answer) => {
      answers.push(answer)
      return isRemembered ? ok(asking) : { ok: false, error: { message: 'config.toml cannot be written.' } }
    },
  }
  const io = { stdout: { write: (text: string) => (out += text) }, stdin: keyboard, isTTY, columns: () => 60 }
  const stop = tellTray(starter as TrayStarter, io as unknown as CliIo)
  return {
    out: () => out,
    answers,
    stop,
    becomes: (state: TrayState) => listener(state),
    types: async (text: string) => {
      keyboard.emit('data', `${text}\n`)
      await new Promise((resolve) => setImmediate(resolve))
    },
    isListening: () => keyboard.listenerCount('data') > 0,
  }
}

it('draws how far it is on one line, cut to the width, and what came of it on the next', () => {
  const terminal = told(true)
  terminal.becomes(fetching(0))
  terminal.becomes(fetching(1e6))
  terminal.becomes({ kind: 'shown' })
  const clear = `\r${esc}[2K`
  expect(terminal.out()).toBe(`${clear}Electron for the tray: github.com is asked for it.${clear}The tray is there.\n`)
})

it('writes no escape codes into a pipe, and each piece of news once', () => {
  const pipe = told(false)
  for (const bytes of [0, 1e6, 2e6]) pipe.becomes(fetching(bytes))
  pipe.becomes({ kind: 'unpacking' })
  pipe.becomes({ kind: 'starting' })
  pipe.becomes({ kind: 'shown' })
  expect(pipe.out()).toBe('Electron for the tray: github.com is asked for it.\nThe tray is there.\n')
})

it.each([
  ['y', 'yes'],
  ['YES', 'yes'],
  ['n', 'no'],
  ['No', 'no'],
  ['', 'later'],
  ['maybe', 'later'],
  ['yn', 'later'],
])('takes "%s" for %s', async (text, answer) => {
  const terminal = told(true)
  terminal.becomes(asking)
  expect(terminal.out()).toMatch(/more\s+than 100 MB.*\nFetch it and show the tray\? \[y\/n, Enter: later\] $/s)
  await terminal.types(text)
  expect(terminal.answers).toEqual([answer])
})

it('asks once, and no more when the page has answered or the server ends', async () => {
  const answered = told(true)
  answered.becomes(asking)
  answered.becomes(asking)
  expect(answered.out().match(/Fetch it/g)).toHaveLength(1)
  answered.becomes(fetching(0))
  expect(answered.isListening()).toBe(false)
  await answered.types('n')
  expect(answered.answers).toEqual([])

  const ended = told(true)
  ended.becomes(asking)
  ended.stop()
  expect(ended.isListening()).toBe(false)
})

it('says why an answer could not be kept', async () => {
  const terminal = told(true, { isRemembered: false })
  terminal.becomes(asking)
  await terminal.types('y')
  expect(terminal.out()).toContain('config.toml cannot be written.\n')
})

it('is silent about a no of before, and not about one that was just said', () => {
  const before = told(true)
  before.becomes({ kind: 'off', reason: 'said-no' })
  expect(before.out()).toBe('')
  const now = told(true)
  now.becomes(fetching(0))
  now.becomes({ kind: 'off', reason: 'said-no' })
  expect(now.out()).toContain('No tray: you said no to it; tce tray install brings it.\n')
})
