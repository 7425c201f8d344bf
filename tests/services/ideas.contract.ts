/** Ideas, whether this program keeps them or a server is asked: the same to the letter. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ownUser } from '../../src/core/audit/audit.ts'
import { shop } from './inbox-agents.ts'
import { type Machine, machine } from './machine.ts'
import type { Opened } from './services.contract.ts'

export function testIdeas(name: string, open: (machine: Machine) => Promise<Opened>): void {
  let given: Machine
  let opened: Opened
  beforeEach(async () => {
    given = machine([shop])
    opened = await open(given)
  })
  afterEach(async () => {
    await opened.close()
    await given.services.close()
  })
  const me = ownUser('cli')

  describe(`ideas, ${name}`, () => {
    it('are kept, newest first, with the agent by its name, and change one by one', async () => {
      const { ideas } = opened.services
      await ideas.add({ title: '  One\nline ', note: '\n' }, me)
      await ideas.add({ title: 'Two', note: 'more', sessionId: 'aaaa1111' }, me)
      expect(await ideas.list()).toMatchObject([
        { id: 'i2', title: 'Two', note: 'more', for: { sessionId: 'aaaa1111', name: 'payments-api', agent: 'claude' } },
        { id: 'i1', title: 'One line' },
      ])
      const edited = await ideas.change('i2', { do: 'edit', title: 'Two!', sessionId: '' }, me)
      expect(edited).toMatchObject({ ok: true, value: { title: 'Two!' } })
      const built = await ideas.change('i2', { do: 'built', promptId: 'q4' }, me)
      expect(built.ok && [built.value.for, built.value.note, built.value.built?.promptId]).toEqual([
        undefined,
        undefined,
        'q4',
      ])
      await ideas.change('i1', { do: 'remove' }, me)
      expect((await ideas.list()).map(({ id }) => id)).toEqual(['i2'])
      expect((await given.services.log.newest(2)).map(({ action }) => action)).toEqual(['idea.remove', 'idea.change'])
    })

    it('of an agent that ended keep it, and no other that is not there is taken', async () => {
      const { ideas } = opened.services
      await ideas.add({ title: 'One', sessionId: 'aaaa1111' }, me)
      given.state.agents = []
      given.state.nowMs += 60_000
      const edited = await ideas.change('i1', { do: 'edit', title: 'Two', sessionId: 'aaaa1111' }, me)
      expect(edited).toMatchObject({ ok: true, value: { for: { name: 'payments-api' } } })
      expect(await ideas.add({ title: 'x', sessionId: 'gone' }, me)).toMatchObject({ error: { kind: 'no-session' } })
    })

    it('are refused where there is nothing to keep, or none of that name', async () => {
      const { ideas } = opened.services
      expect(await ideas.add({ title: ' \n ' }, me)).toMatchObject({ ok: false, error: { kind: 'bad-text' } })
      expect(await ideas.change('i9', { do: 'remove' }, me)).toMatchObject({ ok: false, error: { kind: 'no-idea' } })
      expect(await ideas.list()).toEqual([])
    })
  })
}
