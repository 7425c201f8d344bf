/** What a notice of a request says, which buttons it has, and what they do. */
import { describe, expect, it } from 'vitest'
import type { Alert } from '../../src/core/alerts/alert.ts'
import { err, ok } from '../../src/core/result.ts'
import type { AnswerOrder, Approval } from '../../src/core/waiting/approval.ts'
import type { WaitingItem } from '../../src/core/waiting/waiting-report.ts'
import { askedNotice } from '../../src/tray/asked-notice.ts'
import { type AlertParts, createAlertDesk } from '../../src/tray/show-alert.ts'
import { asksForMake } from './fleet.ts'

const ask: Approval = { ...asksForMake, state: 'open' }
const alert: Alert = {
  ...{ kind: 'waits', id: '1', title: 'payments-api waits for you', body: 'permission, 1 min' },
  ...{ sessionId: ask.sessionId, who: 'payments-api' },
}
const itemOf = (approval: Approval, more: Partial<WaitingItem> = {}): WaitingItem => ({
  ...{ id: approval.id, kind: approval.kind, agent: 'claude', agentId: '1:100', summary: '', approval },
  ...more,
})
const of = (more: Partial<Approval>) => askedNotice(alert, [{ ...ask, ...more }])

describe('a notice of a request', () => {
  it('says who wants what, and has buttons where the whole command stands in it', () => {
    expect(of({})).toMatchObject({ title: expect.stringMatching(/^payments-api wants to run /) })
    expect(of({})?.actions.map(({ label }) => label)).toEqual(['Allow once', 'Deny'])
  })

  it.each([
    ['what cannot be taken back', { irrevocable: { sentence: 'It rewrites.' } }],
    ['a command of several lines', { thing: { form: 'command', text: 'make\nmake install' } }],
    ['one that is too long', { thing: { form: 'command', text: 'x'.repeat(161) } }],
    ['one with what is not shown', { notes: ['A secret in it is not shown.'] }],
    ['a change', { thing: { form: 'change', file: 'a.ts', edits: [{ before: 'a', after: 'b' }], isWhole: false } }],
    ['a plan', { kind: 'plan', thing: { form: 'plan', text: '# Move' } }],
  ] as const)('has none for %s', (_, more) => {
    expect(of(more as Partial<Approval>)?.actions).toEqual([])
  })

  it('is none of a request that was answered, or of another session', () => {
    expect(of({ state: 'sent' })).toBeUndefined()
    expect(of({ sessionId: 'other' })).toBeUndefined()
    expect(askedNotice({ ...alert, kind: 'stale' }, [ask])).toBeUndefined()
  })
})

describe('its buttons', () => {
  function pressing(...chosen: readonly (string | undefined)[]) {
    const [shown, orders, pages]: [string[], AnswerOrder[], string[]] = [[], [], []]
    let late = false
    const parts: AlertParts = {
      show: async ({ title, body }) => {
        shown.push(`${title}: ${body}`)
        return chosen[shown.length - 1]
      },
      waiting: {
        answer: async (order, actor) => {
          expect(actor.name).toBe('notification')
          orders.push(order)
          if (late) return err({ kind: 'over', message: 'Nothing was sent: allowed in its terminal.' })
          const outcome = { kind: 'answered-here', at: '', confirmedAfterMs: 200, message: 'Allowed once.' } as const
          return ok({ ...ask, state: 'over', outcome })
        },
      },
      openPage: async (path) => void pages.push(path),
    }
    return {
      ...{ shown, orders, pages },
      run: (options: { isLate?: boolean } = {}) => {
        late = options.isLate === true
        const desk = createAlertDesk(parts)
        desk.take({ waiting: [itemOf(ask)] })
        return desk.show(alert)
      },
    }
  }

  it('answer this very request, once, and say nothing more where it was seen to be taken', async () => {
    const pressed = pressing('allow')
    await pressed.run()
    expect(pressed.orders).toEqual([{ id: ask.id, nonce: ask.nonce, answer: 'allow' }])
    expect(pressed.shown).toHaveLength(1)
  })

  it('say what came of it where they came too late, which leads to what still waits', async () => {
    const pressed = pressing('deny', 'default')
    await pressed.run({ isLate: true })
    expect(pressed.shown[1]).toBe('payments-api: Nothing was sent: allowed in its terminal.')
    expect(pressed.pages).toEqual(['/waiting'])
  })

  it('are not pressed by closing it, nor by a click on the notice, which shows the request', async () => {
    for (const [chosen, pages] of [
      [undefined, []],
      ['default', ['/waiting']],
      ['other', []],
    ] as const) {
      const pressed = pressing(chosen)
      await pressed.run()
      expect([pressed.orders, pressed.pages]).toEqual([[], pages])
    }
  })
})

describe('a notice is taken back', () => {
  const other = { ...itemOf(ask), id: '2:100', agentId: '2:100', approval: undefined }

  function standing() {
    const signals: (AbortSignal | undefined)[] = []
    const desk = createAlertDesk({
      show: (_notice, over) => {
        signals.push(over)
        return new Promise((resolve) => over?.addEventListener('abort', () => resolve(undefined)))
      },
      waiting: { answer: async () => err({ kind: 'not-found', message: '' }) },
      openPage: async () => {},
    })
    return { desk, areOver: () => signals.map((signal) => signal?.aborted) }
  }

  it('when its request was answered, from wherever', async () => {
    const { desk, areOver } = standing()
    desk.take({ waiting: [itemOf(ask)] })
    const shown = desk.show(alert)
    desk.take({ waiting: [itemOf(ask), other] })
    expect(areOver()).toEqual([false])
    desk.take({ waiting: [itemOf({ ...ask, state: 'sent' }), other] })
    expect(areOver()).toEqual([true])
    await shown
  })

  it('when another question has taken the place of its own', () => {
    const { desk, areOver } = standing()
    desk.take({ waiting: [itemOf(ask)] })
    void desk.show(alert)
    desk.take({ waiting: [itemOf({ ...ask, id: 'w2', nonce: 'other' }, { id: 'w2' })] })
    expect(areOver()).toEqual([true])
  })

  it('when one that could not be answered here waits no more; one of an agent that waits stays, and so does what is no wait', () => {
    const { desk, areOver } = standing()
    desk.take({ waiting: [other] })
    void desk.show({ ...alert, id: 'a', agentId: '2:100', sessionId: undefined })
    void desk.show({ ...alert, id: 'b', kind: 'stale', agentId: '3:100' })
    desk.take({ waiting: [other] })
    expect(areOver()).toEqual([false, false])
    desk.take({ waiting: [] })
    expect(areOver()).toEqual([true, false])
  })

  it('for one that tells of several, which goes when nobody of them waits', () => {
    const { desk, areOver } = standing()
    desk.take({ waiting: [itemOf(ask), other] })
    void desk.show(alert)
    const agentIds = ['1:100', '2:100']
    void desk.show({ ...alert, id: 'both', sessionId: undefined, who: undefined, agentIds, replaces: [alert.id] })
    expect(areOver()).toEqual([true, false])
    desk.take({ waiting: [other] })
    expect(areOver()).toEqual([true, false])
    desk.take({ waiting: [] })
    expect(areOver()).toEqual([true, true])
  })

  it('when nobody can tell any more who waits', () => {
    const { desk, areOver } = standing()
    desk.take({ waiting: [other] })
    void desk.show({ ...alert, agentId: '2:100', sessionId: undefined })
    desk.close()
    expect(areOver()).toEqual([true])
  })
})
