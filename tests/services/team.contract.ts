/** Connected agents, whether this program keeps that or a server is asked: the same to the letter. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ownUser } from '../../src/core/audit/audit.ts'
import type { AgentProcess } from '../../src/core/process/process.ts'
import { shop, web } from './inbox-agents.ts'
import { type Machine, machine } from './machine.ts'
import type { Opened } from './services.contract.ts'

const docs: AgentProcess = { ...web, pid: 60001, start: '1300', project: 'docs-site', sessionId: 'cccc3333' }
const [a, b, c] = ['aaaa1111', 'bbbb2222', 'cccc3333'] as const

export function testTeam(name: string, open: (machine: Machine) => Promise<Opened>): void {
  let given: Machine
  let opened: Opened
  beforeEach(async () => {
    given = machine([shop, web, docs])
    opened = await open(given)
  })
  afterEach(async () => {
    await opened.close()
    await given.services.close()
  })
  const me = ownUser('cli')
  const change = (asked: Parameters<Opened['services']['team']['change']>[0]) => opened.services.team.change(asked, me)
  const say = (text: string, more: object = {}) => opened.services.team.say({ sessionId: a, text, ...more }, me)
  const next = () => {
    given.state.nowMs += 60_000
  }
  const promptsNow = async () =>
    (await given.services.prompts.queue()).sessions.flatMap(({ target, prompts }) =>
      prompts.map(({ id }) => ({ id, sessionId: target.sessionId })),
    )

  describe(`connected agents, ${name}`, () => {
    it('are kept with their places, each pair once, and shown while both run', async () => {
      await change({ do: 'connect', a, b })
      await change({ do: 'connect', a: b, b: a })
      await change({ do: 'place', places: [{ sessionId: c, x: 900, y: 2_999 }] })
      const graph = await opened.services.team.graph()
      expect([graph.connections.length, graph.groups]).toEqual([1, [[a, b]]])
      expect(graph.nodes.find(({ sessionId }) => sessionId === c)).toMatchObject({
        name: 'docs-site',
        x: 900,
        y: 2_956,
      })
      expect((await given.services.log.newest(9)).map(({ action }) => action)).toEqual(['team.connect'])

      given.state.agents = [shop, docs]
      next()
      expect((await opened.services.team.graph()).connections).toEqual([])
      given.state.agents = [shop, web, docs]
      next()
      expect((await opened.services.team.graph()).connections).toHaveLength(1)
      await change({ do: 'disconnect', a: b, b: a })
      expect((await opened.services.team.graph()).groups).toEqual([])
    })

    it('stay connected when one of them begins a new session in the same process', async () => {
      await change({ do: 'connect', a, b })
      given.state.agents = [{ ...shop, sessionId: 'dddd4444' }, web, docs]
      next()
      expect((await opened.services.team.graph()).groups).toEqual([['dddd4444', b]])
      await change({ do: 'connect', a: 'dddd4444', b: c })
      expect((await opened.services.team.graph()).groups).toEqual([['dddd4444', b, c]])
    })

    it('get what is said to all of them as a prompt each, fenced, with whom they work together', async () => {
      await change({ do: 'connect', a, b })
      await change({ do: 'connect', a: b, b: c })
      const said = await say('No new strings before Monday')
      expect(said).toMatchObject({ ok: true, value: { isToAll: true, from: { name: 'user' } } })
      const prompts = await promptsNow()
      expect(prompts.map(({ sessionId }) => sessionId).toSorted()).toEqual([a, b, c])
      const toWeb = await given.services.prompts.find(prompts.find(({ sessionId }) => sessionId === b)?.id ?? '')
      const [first, mark, line, end] = toWeb?.text.split('\n') ?? []
      expect([first, line]).toEqual([
        '[Collab with: payments-api, docs-site]',
        '@user -> @all: No new strings before Monday',
      ])
      const [, nonce] = /^--- m\d+ (\w{8}) from your user, by TCE ---$/.exec(mark ?? '') ?? []
      expect(end).toMatch(new RegExp(`^--- end of m\\d+ ${nonce} ---$`))
      // It is no message that has to be fetched as well.
      expect(await opened.services.inbox.read({ sessionId: b })).toEqual({ messages: [], unread: 0 })
    })

    it('get only what names them, and the group reads what became of it, and what they write one another', async () => {
      await change({ do: 'connect', a, b })
      await say('@web-frontend use that key, DEPLOY_TOKEN=abcdef123456')
      next()
      await say('to this one', { to: [a] })
      next()
      const actor = { kind: 'agent', name: 'web-frontend' }
      await given.services.inbox.send({ to: { sessionId: a }, text: 'Is it in the body?' }, actor, { pid: web.pid })
      await given.services.inbox.send({ to: { sessionId: c }, text: 'not for them' }, actor, { pid: web.pid })
      const chat = await opened.services.team.chat(b)
      expect(
        chat.ok && chat.value.messages.map(({ from, to, text }) => [from.name, to.map((one) => one.name), text]),
      ).toEqual([
        ['user', ['web-frontend'], '@web-frontend use that key, DEPLOY_TOKEN=[redacted]'],
        ['user', ['payments-api'], 'to this one'],
        ['web-frontend', ['payments-api'], 'Is it in the body?'],
      ])
      expect(chat.ok && chat.value.messages.map(({ to }) => to[0]?.prompt?.state ?? to[0]?.state)).toEqual([
        ...['queued', 'queued', 'unread'],
      ])
    })

    it('are told apart from those that stand alone, do not run, or are not called so', async () => {
      const refused = async (result: Promise<{ readonly ok: boolean }>) => ({ ...(await result) })
      expect(await refused(say('hello'))).toMatchObject({ error: { kind: 'not-connected' } })
      await change({ do: 'connect', a, b })
      expect(await refused(say('@docs-site hello'))).toMatchObject({ error: { kind: 'bad-text' } })
      expect(await refused(say(' \n'))).toMatchObject({ error: { kind: 'bad-text' } })
      expect(await refused(say('hello', { to: [c] }))).toMatchObject({ error: { kind: 'no-session' } })
      expect(await refused(opened.services.team.chat('gone'))).toMatchObject({ error: { kind: 'no-session' } })
      expect(await refused(change({ do: 'connect', a, b: 'gone' }))).toMatchObject({ error: { kind: 'no-session' } })
      expect(await refused(change({ do: 'connect', a, b: a }))).toMatchObject({ error: { kind: 'no-session' } })
      expect(await promptsNow()).toEqual([])
    })
  })
}
