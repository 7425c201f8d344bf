/** `tce waiting -i`: what its keys answer, and that nothing is answered by a key that was meant for something else. */
import { beforeEach, describe, expect, it } from 'vitest'
import { deskView } from '../../src/cli/views/waiting-desk-view.ts'
import { WaitingDesk } from '../../src/cli/watch/waiting-desk.ts'
import type { Approval } from '../../src/core/waiting/approval.ts'
import type { WaitingItem, WaitingReport } from '../../src/core/waiting/waiting-report.ts'
import { nothingWaits } from '../../src/core/waiting/waiting-report.ts'
import { glyphsFor, type Look, lineText } from '../../src/terminal/roles.ts'
import { fakeServices } from './fake-services.ts'

const look: Look = { columns: 80, glyphs: glyphsFor({ LANG: 'en_US.UTF-8' }, 'linux') }
const at = (minute: number) => `2026-11-20T10:${String(minute).padStart(2, '0')}:00.000Z`
const nowAtFirst = Date.parse(at(11))

function asks(id: string, more: Partial<Approval> = {}): WaitingItem {
  const approval: Approval = {
    ...{ id, nonce: `nonce of ${id}`, agent: 'claude', sessionId: id, kind: 'permission', tool: 'Bash' },
    ...{ thing: { form: 'command', text: `make ${id}` }, cwd: '/srv/shop', since: at(8), deadline: at(18), notes: [] },
    always: [{ id: 'exact', words: 'Exactly this', rules: [`Bash(make ${id})`], reach: 'session' }],
    ...{ answers: ['allow', 'always', 'deny'], state: 'open' },
    ...more,
  }
  const { kind, agent, since } = approval
  return { id, kind, agent, since, pid: 1, project: id, tty: 'pts/3', summary: `make ${id}`, approval }
}
const of = (...waiting: readonly WaitingItem[]): WaitingReport => ({ ...nothingWaits, waiting })

let nowMs: number
let desk: WaitingDesk
let services: ReturnType<typeof fakeServices>
let report: WaitingReport
beforeEach(() => {
  nowMs = nowAtFirst
  report = of(asks('api'), asks('web'))
  services = fakeServices({ waiting: report })
  desk = begun(report)
})

function begun(shown: WaitingReport): WaitingDesk {
  services = fakeServices({ waiting: shown })
  const made = new WaitingDesk(
    services,
    () => nowMs,
    () => {},
  )
  made.take(shown)
  nowMs += 1_000
  return made
}
const press = (...keys: readonly string[]) => {
  for (const key of keys) desk.press(key)
}
const ids = () => desk.state.items.map(({ id }) => id).join(' ')
const sent = () =>
  services.answers.map(({ id, answer, text, offer, word, choices }) => ({ id, answer, text, offer, word, choices }))
const screen = (rows = 23) => {
  const view = deskView(desk.state, { nowMs, shortPath: (path) => path }, look, rows)
  desk.unseenLines = view.unseenLines
  return view.lines.map(lineText)
}

describe('a key', () => {
  it('answers what stands under the cursor, once, and says what came of it', async () => {
    press('j')
    nowMs += 1_000
    press('y', 'y')
    expect(sent()).toMatchObject([{ id: 'web', answer: 'allow' }])
    await new Promise(setImmediate)
    expect(screen().at(-1)).toContain('Taken.')
  })

  it('answers nothing for a second after another request came under the cursor, and 0.6 s after the beginning', () => {
    desk = new WaitingDesk(
      services,
      () => nowMs,
      () => {},
    )
    desk.take(report)
    nowMs += 500
    press('y')
    expect(sent()).toEqual([])
    desk.take(of(asks('web')))
    nowMs += 900
    press('y', 'n')
    expect([sent(), desk.state.mode.kind]).toEqual([[], 'list'])
    nowMs += 100
    press('y')
    expect(sent()).toMatchObject([{ id: 'web' }])
  })

  it('opens a word for the agent, which goes out with enter and not with esc', () => {
    press('n', 'n', 'o', '\u001b')
    expect([sent(), desk.state.mode.kind]).toEqual([[], 'list'])
    press('n', 'u', 's', '\u007f', 'p', '\r')
    expect(sent()).toMatchObject([{ id: 'api', answer: 'deny', text: 'up' }])
  })

  it('ends the turn with a "no" where that can be said: by N, or by tab in its word', () => {
    press('N', 'n', '\t')
    expect(screen().at(-1)).toContain(' A word for the agent (enter sends, esc back)')
    press('\u001b')
    desk = begun(of(asks('api', { stops: 'with-words' })))
    press('n', '\t')
    expect(screen().at(-1)).toContain('Deny and stop the turn (enter sends')
    press('u', 'p', '\r')
    expect(services.answers).toMatchObject([{ id: 'api', answer: 'deny', text: 'up', stops: true }])
    desk = begun(of(asks('api', { stops: 'with-words' })))
    press('N', '\t', '\r')
    expect(services.answers).toMatchObject([{ id: 'api', answer: 'deny', text: '' }])
    expect(services.answers[0]?.stops).toBeUndefined()
  })

  it('chooses several, lists each in full, and answers them with the same key again; esc lets them go', async () => {
    press('x', 'j', 'x')
    expect(screen().at(-1)).toContain('2 chosen')
    press('\u001b')
    expect(desk.state.picked.size).toBe(0)
    press('x', 'k', 'x', 'y')
    expect(sent()).toEqual([])
    const shown = screen().join('\n')
    for (const command of ['make api', 'make web', 'y allows these 2, once each']) expect(shown).toContain(command)
    press('y')
    await new Promise(setImmediate)
    expect(sent()).toMatchObject([
      { id: 'api', answer: 'allow' },
      { id: 'web', answer: 'allow' },
    ])
    expect(screen().at(-1)).toContain('2 of 2 allowed once.')
  })

  it('shows the rules of "always" before one is chosen', () => {
    press('a')
    expect(screen().join('\n')).toContain('  In this session\n  1 Exactly this\n    Bash(make api)')
    press('1')
    expect(sent()).toMatchObject([{ id: 'api', answer: 'always', offer: 'exact' }])
  })

  it('wants the word for what cannot be taken back', () => {
    desk = begun(of(asks('api', { irrevocable: { sentence: 'It is gone.' } })))
    press('y', 'y', '\r')
    expect(sent()).toEqual([])
    press('y', 'a', 'l', 'l', 'o', 'w', '\r')
    expect(sent()).toMatchObject([{ id: 'api', answer: 'allow', word: 'allow' }])
  })

  it('allows nothing that was not seen to its end', () => {
    const text = Array.from({ length: 40 }, (_, line) => `echo ${line}`).join('\n')
    desk = begun(of(asks('api', { thing: { form: 'command', text } })))
    screen()
    press('y')
    expect([sent(), desk.state.said]).toEqual([[], expect.stringMatching(/more of it/)])
    for (let pages = 0; pages < 6; pages += 1) {
      press(' ')
      screen()
    }
    press('y')
    expect(sent()).toMatchObject([{ answer: 'allow' }])
  })

  it('chooses for each question, and sends all answers together', () => {
    const options = [{ label: 'Red' }, { label: 'Blue' }]
    const questions = [
      { question: 'Colour?', isMultiple: false, options },
      { question: 'Parts?', isMultiple: true, options },
    ]
    desk = begun(
      of(asks('api', { kind: 'question', thing: { form: 'questions', questions }, answers: ['choose', 'deny'] })),
    )
    press('2', '\r')
    expect(sent()).toEqual([])
    press('1', ',', '2', '\r')
    expect(sent()).toMatchObject([{ answer: 'choose', choices: [['Blue'], ['Red', 'Blue']] }])
  })
})

describe('the list', () => {
  it('stays as it is while it is looked at: what comes joins below, what is over stays under the cursor until it is left', () => {
    const outcome = { kind: 'answered-there', at: at(11), message: 'Allowed in its terminal.' } as const
    const over = asks('api', { state: 'over', outcome })
    desk.take({ ...of(asks('new'), asks('web')), over: [over] })
    expect(ids()).toBe('api web new')
    expect(screen()[2]).toContain('Allowed in its terminal.')
    press('j')
    expect(ids()).toBe('web new')
  })

  it('has what was put off with esc at its end', () => {
    press('\u001b')
    expect(ids()).toBe('web api')
    desk.take(report)
    expect(ids()).toBe('web api')
  })

  it('looks so at 80 columns and 24 rows', () => {
    expect(screen()).toEqual([
      ' Waiting for you 2',
      '─'.repeat(80),
      '▸◐ api                              Bash        make api                      3m',
      ' ◐ web                              Bash        make web                      3m',
      '─'.repeat(80),
      '  make api',
      '',
      '  In       /srv/shop',
      '  Through  the permission hook, exact',
      ...Array(12).fill(''),
      '─'.repeat(80),
      ' y allow once  a always…  n deny…  x choose  o terminal  esc later  q quit',
    ])
    expect(screen(12)).toHaveLength(12)
    desk.take(nothingWaits)
    press('j')
    expect(screen()[0]).toBe(' Nobody waits for you')
  })
})
