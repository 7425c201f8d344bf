/** The inbox, whether this program keeps it or a server is asked: the same to the letter. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ownUser } from '../../src/core/audit/audit.ts'
import { shop, web } from './inbox-agents.ts'
import { type Machine, machine } from './machine.ts'
import type { Opened } from './services.contract.ts'

export function testInbox(name: string, open: (machine: Machine) => Promise<Opened>): void {
  let given: Machine
  let opened: Opened
  beforeEach(async () => {
    given = machine([shop, web])
    opened = await open(given)
  })
  afterEach(async () => {
    await opened.close()
    await given.services.close()
  })
  const toShop = { to: { sessionId: 'aaaa1111' }, text: 'DEPLOY_TOKEN=abcdef123456 is wrong' } as const
  const send = (request: Parameters<Opened['services']['inbox']['send']>[0]) =>
    opened.services.inbox.send(request, ownUser('cli'))

  describe(`the inbox, ${name}`, () => {
    it('keeps what a person writes for whom it is for, whole; in the list of all without secrets', async () => {
      expect(await send(toShop)).toMatchObject({
        ok: true,
        value: {
          sent: [{ id: 'm1', from: { name: 'user' }, to: { name: 'payments-api' }, state: 'unread' }],
          heldBack: [],
        },
      })
      const { inbox } = opened.services
      expect((await inbox.read({ sessionId: 'aaaa1111' })).messages[0]?.text).toBe(toShop.text)
      expect((await inbox.read({})).messages[0]?.text).toBe('DEPLOY_TOKEN=[redacted] is wrong')
      expect(await inbox.read({ sessionId: 'bbbb2222' })).toEqual({ messages: [], unread: 0 })
      expect(await given.services.log.newest(1)).toMatchObject([{ action: 'message.send', subject: 'm1' }])
    })

    it('says of what is told to all to whom it went', async () => {
      const sent = await send({ to: 'all', text: 'Migration number 0043 is taken' })
      expect(sent.ok && sent.value.sent.map(({ to }) => to.name)).toEqual(['payments-api', 'web-frontend'])
    })

    it('takes what was read from the unread, up to one or all', async () => {
      for (const text of ['one', 'two', 'three']) await send({ to: toShop.to, text })
      const { inbox } = opened.services
      expect(await inbox.markRead('aaaa1111', 'm2')).toEqual({ ok: true, value: { count: 2 } })
      const left = await inbox.read({ sessionId: 'aaaa1111', isUnread: true })
      expect(left).toMatchObject({ messages: [{ text: 'three' }], unread: 1 })
      given.state.nowMs += 25 * 3_600_000
      expect((await inbox.read({ sessionId: 'aaaa1111' })).messages.map(({ state }) => state)).toEqual([
        'read',
        'read',
        'expired',
      ])
    })

    it('refuses what is for nobody, is empty, or tells of a file that is not to be shared', async () => {
      expect(await send({ to: { sessionId: 'gone' }, text: 'x' })).toMatchObject({
        ok: false,
        error: { kind: 'no-session', next: 'tce status' },
      })
      expect(await send({ ...toShop, text: ' \n' })).toMatchObject({ ok: false, error: { kind: 'bad-text' } })
      expect(await send({ ...toShop, file: '/etc/hostname' })).toMatchObject({ ok: false, error: { kind: 'bad-file' } })
    })
  })
}
