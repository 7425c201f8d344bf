import { describe, expect, it } from 'vitest'
import type { AgentDuty } from '../../../src/core/rights/agent-rights.ts'
import { createAccess } from '../../../src/dashboard/access/access.ts'
import { adminForMs, type Caller, whyNot } from '../../../src/dashboard/access/caller.ts'
import type { RequestFacts } from '../../../src/dashboard/access/request-facts.ts'
import type { RateClass, Right } from '../../../src/dashboard/access/rights.ts'
import { jsonBody, rightsKey } from '../../../src/dashboard/access/rights.ts'
import { needs, needsNothing } from '../../../src/dashboard/access/route-access.ts'
import { createRoute } from '../../../src/dashboard/http.ts'

const every: readonly Right[] = ['read', 'change', 'ingest', 'answer', 'inbox', 'admin']
const nowMs = 1_000_000_000
const nobody = { nowMs, agentsMay: [] }
const browser = (more: object): Caller => ({
  kind: 'browser',
  actor: { kind: 'browser', name: 'dashboard' },
  sessionId: 's',
  isOwnPage: true,
  ...more,
})

describe('who has what', () => {
  it.each<[string, Caller, readonly Right[]]>([
    ['the token', { kind: 'token', actor: { kind: 'token', name: 'cli' } }, every],
    ['a program of the same user', { kind: 'own-user', actor: { kind: 'own-user', name: 'api' } }, ['read']],
    ['a page that just signed in', browser({ provenAtMs: nowMs }), ['read', 'change', 'answer', 'inbox', 'admin']],
    ['a page that was let in for being the same user', browser({}), ['read', 'change', 'answer', 'inbox']],
    [
      'a page a moment before its time is over',
      browser({ provenAtMs: nowMs - adminForMs + 1 }),
      ['read', 'change', 'answer', 'inbox', 'admin'],
    ],
    ['a page whose time is over', browser({ provenAtMs: nowMs - adminForMs }), ['read', 'change', 'answer', 'inbox']],
    ['a cookie without the CSRF value, however fresh', browser({ isOwnPage: false, provenAtMs: nowMs }), ['read']],
  ])('%s', (_, caller, rights) => {
    expect(every.filter((right) => whyNot(caller, { needs: right }, nobody) === undefined)).toEqual(rights)
  })

  it('an agent reads, says what happened, uses its inbox, and does what its user allowed by name; nothing else by that name', () => {
    const agent: Caller = { kind: 'agent', actor: { kind: 'agent', name: 'payments-api' } }
    const may = (right: Right, duty?: AgentDuty, agentsMay: readonly AgentDuty[] = []) =>
      whyNot(agent, { needs: right, duty }, { nowMs, agentsMay }) === undefined
    expect(every.filter((right) => may(right))).toEqual(['read', 'ingest', 'inbox'])
    expect([may('change', 'kill'), may('change', 'kill', ['kill']), may('change', 'pin', ['kill'])]).toEqual([
      false,
      true,
      false,
    ])
    expect([may('change', undefined, ['kill', 'pin', 'settings']), may('admin', 'settings', ['settings'])]).toEqual([
      false,
      false,
    ])
    expect(whyNot(agent, { needs: 'change', duty: 'pin' }, nobody)).toMatchObject({
      status: 403,
      code: 'person-needed',
      message:
        'Asked from inside payments-api: a person has to do this. Next: do it in a terminal of your own, or allow it in config.toml: [rights] agents_may = ["pin"]',
    })
  })

  it('a page that signed in too long ago is asked to do it again, not refused for ever', () => {
    expect(whyNot(browser({ provenAtMs: 0 }), { needs: 'admin' }, nobody)).toMatchObject({
      status: 403,
      code: 'sign-in-again',
    })
    expect(whyNot(browser({ isOwnPage: false }), { needs: 'admin' }, nobody)).toMatchObject({ code: 'csrf' })
  })
})

/** An access whose clock the test moves, and a page that sends what it was given. */
function atDoor() {
  let clockMs = nowMs
  const access = createAccess({
    token: 'a'.repeat(64),
    port: 5111,
    clock: () => clockMs,
    peers: { ownUid: 501, uidOf: async () => undefined },
  })
  const request = (headers: Readonly<Record<string, string>>, cookie?: string): RequestFacts => ({
    method: 'POST',
    target: '/api/x',
    rawHeaders: undefined,
    socket: undefined,
    header: (name) => headers[name.toLowerCase()],
    cookie: (name) => (name === access.cookies.cookieName ? cookie : undefined),
  })
  const page = (provenAtMs?: number) => {
    const session = access.cookies.create(clockMs, provenAtMs)
    return request({ 'x-tce-csrf': access.cookies.csrfOf(session) }, session.value)
  }
  const ask = async (facts: RequestFacts, right: Right, rate: RateClass = 'none') => {
    const admitted = await access.admit(facts, { needs: right, rate })
    return admitted.ok ? 'in' : admitted.error.code
  }
  const token = request({ authorization: `Bearer ${'a'.repeat(64)}` })
  return { access, page, ask, token, goOn: (ms: number) => (clockMs += ms) }
}

describe('a sign-in', () => {
  it('lets its page administer for fifteen minutes, and a renewal is none', async () => {
    const { access, page, ask, goOn } = atDoor()
    const signedIn = page(access.clock())
    expect(await ask(signedIn, 'admin')).toBe('in')
    goOn(adminForMs - 1)
    expect(await ask(signedIn, 'admin')).toBe('in')
    const known = await access.knownBrowser(signedIn)
    expect(known).toMatchObject({ how: 'renewal', session: { provenAtMs: nowMs } })
    const renewed = page(known?.how === 'renewal' ? known.session.provenAtMs : undefined)
    goOn(1)
    expect([await ask(signedIn, 'admin'), await ask(renewed, 'admin')]).toEqual(['sign-in-again', 'sign-in-again'])
    expect(await ask(renewed, 'change')).toBe('in')
  })

  it('can not be dated anew by who holds the cookie', async () => {
    const { access, ask } = atDoor()
    const session = access.cookies.create(nowMs)
    const forged = session.value.replace('.0.', `.${nowMs.toString(36)}.`)
    expect(forged).not.toBe(session.value)
    expect(access.cookies.read(forged, nowMs)).toBeUndefined()
    expect(await ask({ ...atDoor().token, header: () => undefined, cookie: () => forged }, 'read')).toBe(
      'sign-in-needed',
    )
  })
})

describe('the limits', () => {
  it('of ingest, of changes and of answers are three: none uses up another', async () => {
    const { ask, token, goOn } = atDoor()
    const many = async (count: number, right: Right, rate: RateClass) => {
      const answers = await Promise.all(Array.from({ length: count }, () => ask(token, right, rate)))
      return answers.filter((answer) => answer === 'in').length
    }
    expect(await many(70, 'change', 'change')).toBe(60)
    expect(await many(1_500, 'ingest', 'ingest')).toBe(1_500)
    expect(await ask(token, 'change', 'change')).toBe('too-many-changes')
    // Whoever ended sixty agents can still answer, and prompt; and the other way round.
    expect(await many(70, 'answer', 'answer')).toBe(60)
    goOn(1_000)
    expect(await many(2, 'change', 'change')).toBe(1)
    // 500 were left, and a second brought 500 more.
    expect(await many(3_000, 'ingest', 'ingest')).toBe(1_000)
    expect(await many(1_000, 'read', 'none')).toBe(1_000)
  })
})

describe('a route', () => {
  const responses = {}
  it('says what it needs, what it takes and how often, as data', () => {
    expect(needs('read')[rightsKey]).toEqual({ needs: 'read', rate: 'none' })
    expect(needs('change', { body: jsonBody })[rightsKey]).toEqual({ needs: 'change', rate: 'change', body: jsonBody })
    expect(needs('ingest')[rightsKey]).toEqual({ needs: 'ingest', rate: 'ingest' })
    expect(needs('admin')[rightsKey].rate).toBe('change')
    expect(needsNothing().security).toEqual([])
    expect(needs('ingest').security).toEqual([{ token: [] }, { key: [] }])
  })

  it('that says nothing does not compile', () => {
    // @ts-expect-error It declares no rights.
    createRoute({ method: 'get', path: '/x', responses })
    createRoute({ ...needs('read'), method: 'get', path: '/x', responses })
  })
})
