/** Two starts in one home: the first serves, the second uses it, and takes its place when it is gone. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, expect, it } from 'vitest'
import { loadConfig } from '../../src/app/config.ts'
import { notifyOnDesktop } from '../../src/app/desktop-notifications.ts'
import { serveOrAttach } from '../../src/app/serve-or-attach.ts'
import type { Notice, Notifier } from '../../src/control/notifier.ts'
import { ownUser } from '../../src/core/audit/audit.ts'
import type { Connection } from '../../src/tray/connection.ts'
import { createFakeServices } from '../dashboard/fake-services.ts'
import { waitFor } from '../tools/wait-for.ts'

const dir = mkdtempSync(join(tmpdir(), 'tce-attach-'))
afterAll(() => rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }))

async function connect(): Promise<Connection> {
  const env = { TCE_DATA_DIR: join(dir, 'data'), TCE_CONFIG_DIR: join(dir, 'config') }
  const config = await loadConfig({ env, homeDir: dir, workingDir: dir })
  if (!config.ok) throw new Error(config.error.message)
  const connected = await serveOrAttach(config.value, { port: 0 })
  if (!connected.ok) throw new Error(connected.error.message)
  return connected.value
}

it('serves once; a second one attaches, hears when the first goes, and can serve then', async () => {
  const first = await connect()
  const second = await connect()
  expect(second.origin).toBe(first.origin)
  const events: string[] = []
  second.services.bus.follow(['fleet.changed'], ({ type }) => events.push(type))
  expect((await second.services.fleet.read()).counts).toEqual((await first.services.fleet.read()).counts)
  await waitFor('the stream', () => events.includes('fleet.changed'))

  const link = await second.signInUrl()
  expect(link).toMatch(new RegExp(`^${first.origin}/#code=[0-9a-f]{32}$`))

  const target = { pid: process.pid, start: 'not this one' }
  const [report] = await second.services.fleet.kill({ targets: [target], force: false }, ownUser('tray'))
  expect(report).toMatchObject({ ok: false })
  expect((await first.services.log.newest(1))[0], 'the audit log knows that the tray asked').toMatchObject({
    actor: { kind: 'token', name: 'tray' },
  })

  let isGone = false
  void second.gone.then(() => {
    isGone = true
  })
  await first.close()
  await waitFor('the second to hear of it', () => isGone)
  await second.close()
  const third = await connect()
  await third.close()
})

it('hears nothing of its own going', async () => {
  const first = await connect()
  const second = await connect()
  let isGone = false
  void second.gone.then(() => {
    isGone = true
  })
  second.services.bus.follow([], () => {})
  await second.close()
  await first.close()
  expect(isGone).toBe(false)
})

it('notifies without a tray what alerts tell the desktop, and nothing after its end', async () => {
  const shown: Notice[] = []
  const notifier: Notifier = {
    show: async (notice) => {
      shown.push(notice)
      return undefined
    },
    close: () => {},
  }
  const services = createFakeServices()
  const stop = await notifyOnDesktop(services, () => '', notifier)
  const sent = (channels: readonly string[], title: string) =>
    services.emit({
      type: 'alert.sent',
      data: { alertId: title, rule: 'stale', kind: 'stale', title, body: 'suspended', channels, count: 1 },
    })
  sent(['ntfy'], 'b is zombie')
  sent(['desktop', 'ntfy'], 'a is zombie')
  await nextTurn()
  expect(shown).toEqual([{ title: 'a is zombie', body: 'suspended' }])
  stop()
  sent(['desktop'], 'c is zombie')
  await nextTurn()
  expect(shown).toHaveLength(1)
})
