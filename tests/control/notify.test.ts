/** Notifications without Electron. On Linux for real: notify-send talks to a notification service of the test's own. */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { findNotifier, notifySendArguments, osascriptArguments } from '../../src/control/notify.ts'
import { type Toaster, windowsNotifier } from '../../src/control/notify-windows.ts'
import { startNotificationService } from '../tools/tray/notification-service.ts'
import { startSessionBus } from '../tools/tray/session-bus.ts'
import { waitFor } from '../tools/wait-for.ts'

const dir = mkdtempSync(join(tmpdir(), 'tce-notify-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const notice = { title: '-x payments-api waits for you', body: 'a < b & "c"' }
const isThere = spawnSync('notify-send', ['--version']).status === 0
const path = process.env['PATH'] ?? ''

describe.skipIf(!isThere && process.env['CI'] !== 'true')('notify-send on a session bus', () => {
  it('shows title and body as they are, and reports the click', async () => {
    const bus = await startSessionBus()
    try {
      const service = await startNotificationService(bus.connect())
      const notifier = await findNotifier({
        platform: 'linux',
        env: { PATH: path, DBUS_SESSION_BUS_ADDRESS: bus.address },
      })
      const shown = notifier?.show(notice)
      const got = await waitFor('the notification', () => service.shown[0])
      expect(got).toMatchObject({
        app: 'TCE',
        title: notice.title,
        body: 'a &lt; b &amp; "c"',
        actions: ['default', 'Show'],
      })
      service.click(got)
      expect(await shown).toBe('default')
      const second = notifier?.show(notice)
      service.close(await waitFor('the second', () => service.shown[1]))
      expect(await second).toBeUndefined()
      const asked = { ...notice, actions: [{ name: 'allow', label: 'Allow once' }] }
      const answered = notifier?.show(asked)
      const withButton = await waitFor('the one with a button', () => service.shown[2])
      expect(withButton.actions).toEqual(['allow', 'Allow once', 'default', 'Show'])
      service.click(withButton, 'allow')
      expect(await answered).toBe('allow')
      const third = notifier?.show(notice)
      await waitFor('the third', () => service.shown[3])
      const over = new AbortController()
      const fourth = notifier?.show(notice, over.signal)
      const answeredElsewhere = await waitFor('the fourth', () => service.shown[4])
      over.abort()
      expect(await fourth, 'it is taken back').toBeUndefined()
      await waitFor('what takes it back', () => service.takenBack.includes(answeredElsewhere.id))
      expect(service.takenBack).not.toContain(service.shown[3]?.id)
      notifier?.close()
      expect(await third, 'the program that waits for a click is ended').toBeUndefined()
    } finally {
      await bus.close()
    }
  })
})

it('shows without a click where notify-send knows no actions', async () => {
  const program = join(dir, 'notify-send')
  const log = join(dir, 'log')
  writeFileSync(
    program,
    `#!/bin/sh\ncase "$*" in *--action*) echo "Unknown option --action" >&2; exit 1;; esac\necho "$*" >> ${log}\n`,
  )
  chmodSync(program, 0o755)
  const notifier = await findNotifier({
    platform: 'linux',
    env: { PATH: `${dir}:/usr/bin:/bin`, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' },
  })
  expect(await notifier?.show({ title: 'a', body: 'b' })).toBeUndefined()
  expect(await notifier?.show({ title: 'c', body: 'd' })).toBeUndefined()
  expect(spawnSync('cat', [log], { encoding: 'utf8' }).stdout).toBe('--app-name=TCE -- a b\n--app-name=TCE -- c d\n')
})

it('is none where nobody would see it: no session bus, no program, an unknown system', async () => {
  expect(await findNotifier({ platform: 'linux', env: { PATH: path } })).toBeUndefined()
  const bus = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' }
  expect(await findNotifier({ platform: 'linux', env: { PATH: join(dir, 'empty'), ...bus } })).toBeUndefined()
  expect(await findNotifier({ platform: 'aix', env: { PATH: path, ...bus } })).toBeUndefined()
})

it('takes no text for an option, a markup or a script', () => {
  expect(notifySendArguments({ title: '--icon=x', body: '<b>' }, { hasClick: false })).toEqual([
    '--app-name=TCE',
    '--',
    '--icon=x',
    '&lt;b&gt;',
  ])
  const args = osascriptArguments({ title: '" & do shell script "x', body: 'b' })
  expect(args.slice(-2)).toEqual(['" & do shell script "x', 'b'])
  expect(args.slice(0, -2).join(' ')).not.toContain('shell')
})

it('hands a toast to node-notifier on Windows and hears the click', async () => {
  const asked: unknown[] = []
  const toaster = (response: string, error: Error | null = null): Toaster => ({
    notify(options, answer) {
      asked.push(options)
      answer?.(error, response)
    },
  })
  expect(await windowsNotifier(toaster('activate')).show({ title: 'a', body: '' })).toBe('default')
  expect(await windowsNotifier(toaster('timeout')).show({ title: 'a', body: 'b' })).toBeUndefined()
  expect(await windowsNotifier(toaster('activate', new Error('no'))).show({ title: 'a', body: 'b' })).toBeUndefined()
  expect(asked[0]).toEqual({ id: 1, title: 'a', message: ' ', wait: true })
})

it('takes a toast back by its number, once', async () => {
  const asked: unknown[] = []
  let answer: ((error: Error | null, response: string) => void) | undefined
  const notifier = windowsNotifier({
    notify(options, heard) {
      asked.push(options)
      answer ??= heard
    },
  })
  const over = new AbortController()
  const shown = notifier.show({ title: 'a', body: 'b' }, over.signal)
  over.abort()
  expect(asked[1]).toEqual({ remove: 1 })
  answer?.(null, 'hidden')
  expect(await shown).toBeUndefined()
  notifier.close()
  expect(asked).toHaveLength(2)
})
