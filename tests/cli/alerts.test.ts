/** `tce alerts`, on the real store and the real rules. */
import { expect, it } from 'vitest'
import type { AlertReport, FiredAlert } from '../../src/core/alerts/alert-report.ts'
import { harmIn, hostile } from '../hostile/strings.ts'
import { realAlerts, type SentAlert } from '../services/real-alerts.ts'
import { fakeAlerts } from './fake-alerts.ts'
import { fakeServices } from './fake-services.ts'
import { runCli } from './run-cli.ts'

function setUp() {
  const sent: SentAlert[] = []
  let answer: { ok: true } | { ok: false; isFinal: boolean; message: string } = { ok: true }
  const alerts = fakeAlerts(realAlerts(sent, { outcome: () => answer }))
  const services = { ...fakeServices(), alerts }
  const tce = (...argv: readonly string[]) => runCli(['alerts', ...argv], { services })
  const typing = (types: readonly string[], ...argv: readonly string[]) =>
    runCli(['alerts', ...argv], { services, types, isTTY: true, env: { LANG: 'en_US.UTF-8', NO_COLOR: '1' } })
  const piping = (types: readonly string[], ...argv: readonly string[]) =>
    runCli(['alerts', ...argv], { services, types })
  return {
    tce,
    typing,
    piping,
    sent,
    alerts,
    services,
    fail: (message: string) => {
      answer = { ok: false, isFinal: true, message }
    },
  }
}

it('lists the rules with what they tell by, and the channels that are set up, in 80 columns', async () => {
  const { tce } = setUp()
  await tce('add', 'builds', 'event', 'query=source:ci type:build.failed project:web-frontend', 'channels=desktop,ntfy')
  const { out, code } = await tce('off', 'stale')
  expect(code).toBe(0)
  expect(out.split('\n').slice(0, 9)).toEqual([
    'ON  ID      RULE                                              TELLS         LAST',
    expect.stringMatching(/^● {3}waits {3}waits longer than 2 min +desktop +–$/),
    expect.stringMatching(/^○ {3}stale {3}stale or zombie +desktop +–$/),
    expect.stringMatching(/^● {3}ended {3}ended unexpectedly +desktop +–$/),
    expect.stringMatching(/^● {3}builds {2}source:ci type:build\.failed project:web-frontend {2}desktop ntfy {2}–$/),
    '',
    'CHANNELS  ✓ desktop',
    '0 alerts in 7 days: tce alerts log',
    '',
  ])
  for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
})

it('sets a channel up, sends a test there, and says what came of it', async () => {
  const { tce, sent, fail } = setUp()
  expect(await tce('test', 'slack')).toMatchObject({ code: 3, err: expect.stringContaining('not set up') })
  expect((await tce('channel', 'slack')).err).toContain('Slack needs url')
  const set = await tce('channel', 'slack', '--url', 'https://hooks.slack.com/services/T0/geheim1234')
  expect(set.out).toBe('✓ Slack is set up: https://hooks.slack.com/…1234\n  Next: tce alerts test slack\n')
  expect((await tce('test', 'slack')).out).toBe('✓ Slack took the test: https://hooks.slack.com/…1234\n')
  expect(sent.map(({ channel, message }) => [channel, message.state])).toEqual([['slack', 'test']])
  fail('404: channel not found')
  expect(await tce('test', 'slack')).toMatchObject({
    code: 1,
    err: expect.stringContaining('404: channel not found'),
  })
  expect((await tce()).out).toContain('✗ Slack: 404: channel not found.')
  expect((await tce('channel', 'slack', '--remove')).out).not.toContain('slack')
})

it('secrets are typed where nobody sees them, or piped in; one in the command line is taken, and said', async () => {
  const { tce, typing, piping, alerts } = setUp()
  const values = () => alerts.report().then(({ channels }) => channels.find(({ id }) => id === 'pushover')?.isSetUp)
  const asked = await typing(['app-token', 'user-key'], 'channel', 'pushover')
  expect(asked.out).toContain('token (Of the application; it is not shown): ')
  expect(asked.out).toContain('✓ Pushover is set up')
  expect(asked.out + asked.err).not.toMatch(/app-token|user-key/)
  expect(await values()).toBe(true)
  const piped = await piping(['app-two\nuser-two'], 'channel', 'pushover', '--token', '-', '--user', '-')
  expect([piped.code, piped.err]).toEqual([0, ''])
  // What is set up keeps the secrets that are not given.
  expect((await typing([], 'channel', 'pushover', '--details')).code).toBe(0)
  const seen = await tce('channel', 'telegram', '--token', '12:ab', '--chat', '4711')
  expect(seen.code).toBe(0)
  expect(seen.err).toContain("--token stood in the command line: ps and the shell's history show it.")
})

it('a command keeps its arguments, and shows its program alone', async () => {
  const { tce, alerts } = setUp()
  expect((await tce('channel', 'command', '/usr/bin/tell', '--', '--loud', 'geheim')).out).toContain('/usr/bin/tell …')
  expect(JSON.stringify(await alerts.report())).not.toContain('geheim')
})

it('quiet hours, snoozes and wrong words', async () => {
  const { tce } = setUp()
  expect((await tce('quiet', '23:00-07:30')).out).toContain('Quiet 23:00–07:30.')
  expect((await tce('quiet', 'off')).out).not.toContain('Quiet')
  expect((await tce('snooze', 'waits', '2h')).out).toMatch(/snoozed until/)
  const report = JSON.parse((await tce('snooze', 'waits', 'off', '--json')).out) as AlertReport
  expect(report.rules[0]?.snoozedUntil).toBeUndefined()
  for (const argv of [
    ['quiet'],
    ['snooze'],
    ['on'],
    ['fly'],
    ['channel', 'fax'],
    ['add'],
    ['add', 'x', 'y'],
    ['log', '--limit', '0'],
  ])
    expect((await tce(...argv)).code, argv.join(' ')).toBe(2)
  expect(await tce('add', 'w', 'waits', 'minutes=soon')).toMatchObject({
    code: 1,
    err: expect.stringContaining('minutes is "soon"'),
  })
  expect((await tce('off', 'gone')).code).toBe(3)
  expect((await tce('try', 'builds', 'event', 'query=source:ci')).out).toBe(
    'It would have fired 0 times in the last 7 days.\n',
  )
})

it.each(hostile)('what fired is shown without harm: %s', async (_, text) => {
  const { services, alerts } = setUp()
  const delivery = { id: text, channel: 'slack', state: 'failed', attempts: 1, message: text } as const
  const one: FiredAlert = {
    ...{ id: text, at: '2026-11-20T14:00:00Z', rule: text, ruleName: text, kind: text, title: text, body: text },
    deliveries: [delivery],
  }
  const letter = { id: text, at: '2026-11-20T14:00:00Z', channel: 'slack', title: text, attempts: 1, message: text }
  const shown = { ...services, alerts: { ...alerts, fired: async () => [one], deadLetters: async () => [letter] } }
  for (const argv of [['log'], ['dead'], ['log', '--json']]) {
    const { out } = await runCli(['alerts', ...argv], { services: shown })
    expect(harmIn(out)).toBeUndefined()
  }
})
