/** `tce search`: what it says of the index, and the way to the page. */
import { describe, expect, it } from 'vitest'
import { ok } from '../../src/core/result.ts'
import { pathOfHit } from '../../src/core/search/hit-path.ts'
import type { SearchAnswer } from '../../src/core/search/search-question.ts'
import { parseRoute } from '../../src/dashboard/web/route.ts'
import { nothingFound } from '../search/nothing-found.ts'
import { fakeServices } from './fake-services.ts'
import { runCli } from './run-cli.ts'

const hit = { cursor: 'agent-a b@12.0', role: 'prompt', excerpt: 'the lock', marks: [{ from: 4, to: 8 }] } as const
const found: SearchAnswer = {
  ...nothingFound,
  groups: [{ sessionId: '3f2a91', agent: 'claude', title: 'Locks', hits: [hit], more: 0 }],
  ...{ hits: 1, sessions: 1 },
}
const tce = (argv: readonly string[], answer: SearchAnswer) =>
  runCli(['search', ...argv], { services: { ...fakeServices(), search: { search: async () => ok(answer) } } })

describe('tce search', () => {
  it('says what is wrong with the index, whether something is found or not', async () => {
    const problem = '/data/search.sqlite was deleted while TCE used it; the index is made again from the transcripts.'
    const said = async (answer: SearchAnswer) => (await tce(['lock'], answer)).out.replaceAll(/\s+/g, ' ')
    expect(await said({ ...found, problem })).toContain(problem)
    expect(await said({ ...nothingFound, problem })).toContain(problem)
  })

  it('says what is kept here alone, and where little is found the way to prompts that stand in no session', async () => {
    const [group] = found.groups
    const kept: SearchAnswer = { ...found, groups: group === undefined ? [] : [{ ...group, isKeptHere: true }] }
    expect((await tce(['lock'], kept)).out).toContain('transcript deleted, kept here')
    expect((await tce(['lock'], found)).out).not.toContain('kept here')
    const way = "tce prompts 'lock' --since all"
    for (const answer of [found, nothingFound])
      expect((await tce(['lock', 'role:prompt'], answer)).out.replaceAll(/\s+/g, ' ')).toContain(way)
    expect((await tce(['lock'], { ...found, hits: 11 })).out).not.toContain(way)
  })

  it('--open needs a page, and is one of two ways to tell', async () => {
    const none = await tce(['lock', '--open'], found)
    expect(none).toMatchObject({
      out: '',
      err: expect.stringContaining('No dashboard runs, so there is no page'),
    })
    expect(none.err).toContain('tce dashboard')
    expect((await tce(['lock', '--open'], nothingFound)).out).toContain('Nothing matches lock')
    expect((await tce(['lock', '--open', '--json'], found)).err).toContain('one of the two')
  })

  it('leads to the very event', () => {
    expect(parseRoute(pathOfHit({ sessionId: 'a/b', hits: [hit] }))).toMatchObject({
      ...{ screen: 'session', sessionId: 'a/b', query: { event: hit.cursor } },
    })
    expect(parseRoute(pathOfHit({ sessionId: '3f2a91', hits: [] }))).toMatchObject({ query: {} })
  })
})
