/** An agent that called `tce` itself is who it is, and no other. */
import { describe, expect, it } from 'vitest'
import { shop, web } from './inbox-agents.ts'
import { machine } from './machine.ts'

describe('an agent in the inbox', () => {
  const asAgent = async (pid: number) => {
    const given = machine([shop, web])
    const { inbox } = given.services
    const actor = { kind: 'agent', name: 'web-frontend' }
    const say = (text: string) => inbox.send({ to: { sessionId: 'aaaa1111' }, text }, actor, { pid })
    return { given, inbox, say }
  }

  it('writes as its own session, and reaches all but itself', async () => {
    const { given, inbox, say } = await asAgent(web.pid)
    expect(await say('Taken: 0043')).toMatchObject({
      value: { sent: [{ from: { sessionId: 'bbbb2222', name: 'web-frontend' } }] },
    })
    const all = await inbox.send({ to: 'all', text: 'y' }, { kind: 'agent', name: 'x' }, { pid: web.pid })
    expect(all.ok && all.value.sent.map(({ to }) => to.name)).toEqual(['payments-api'])
    expect((await given.services.log.newest(1))[0]?.actor.kind).toBe('agent')
    await given.services.close()
  })

  it('clears its own inbox, and no other', async () => {
    const { given, inbox, say } = await asAgent(web.pid)
    await say('x')
    expect(await inbox.markRead('aaaa1111', undefined, { pid: web.pid })).toMatchObject({
      ok: false,
      error: { kind: 'not-yours' },
    })
    expect(await inbox.markRead('aaaa1111', undefined, { pid: shop.pid })).toEqual({ ok: true, value: { count: 1 } })
    await given.services.close()
  })

  it('that nobody knows writes nothing, and one that has said enough is told so', async () => {
    const { given, say } = await asAgent(web.pid)
    expect(await (await asAgent(1)).say('x')).toMatchObject({ ok: false, error: { kind: 'no-session' } })
    for (let n = 0; n < 20; n++) await say(`word ${n}`)
    const error = {
      kind: 'held-back',
      message: 'Nothing was sent to payments-api: 20 messages went there in ten minutes.',
    }
    expect(await say('one more')).toMatchObject({ ok: false, error })
    await given.services.close()
  })
})
