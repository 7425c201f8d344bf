/** Every channel, against a server of this machine that keeps what it gets. */
import { createHmac } from 'node:crypto'
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { channels } from '../../src/alerts/channels/index.ts'
import { guardedPost } from '../../src/alerts/guarded-post.ts'
import type { AlertMessage } from '../../src/core/alerts/alert-message.ts'
import {
  type ChannelId,
  type ChannelValues,
  channelIds,
  channelKinds,
  checkChannel,
  shownChannel,
} from '../../src/core/alerts/channel-kinds.ts'
import { mailSink, type WebSink, webSink } from './sinks.ts'

const message: AlertMessage = {
  ...{ id: 'a1', state: 'open', rule: 'waits', kind: 'waits', count: 1, project: 'payments-api', agent: 'claude' },
  ...{ title: 'payments-api (Claude Code) waits <for> you', body: 'permission, 3 min', at: '2026-11-20T14:30:00.000Z' },
}
const nowMs = () => Date.parse('2026-11-20T14:30:00Z')
const hands = { post: guardedPost({ patienceMs: 300 }), nowMs }
const send = (id: Exclude<ChannelId, 'desktop'>, values: ChannelValues, of = message) =>
  channels[id].send(of, values, hands)

interface World {
  readonly values: (url: string) => ChannelValues
  /** Where the text is found in what came. */
  readonly text: (body: Record<string, unknown>) => unknown
  readonly path?: string
  readonly header?: readonly [string, string]
}

const both = 'payments-api (Claude Code) waits <for> you\npermission, 3 min'
const worlds: Readonly<Record<Exclude<ChannelId, 'desktop' | 'email' | 'command'>, World>> = {
  webhook: { values: (url) => ({ url }), text: ({ title, body }) => `${title}\n${body}` },
  slack: { values: (url) => ({ url }), text: ({ text }) => String(text).replace('&lt;', '<').replace('&gt;', '>') },
  discord: { values: (url) => ({ url }), text: ({ content }) => content },
  teams: {
    values: (url) => ({ url }),
    text: ({ attachments }) =>
      (attachments as { content: { body: { text: string }[] } }[])[0]?.content.body.map(({ text }) => text).join('\n'),
  },
  telegram: {
    values: (url) => ({ url, token: '12:ab', chat: '7' }),
    text: ({ text }) => text,
    path: '/bot12:ab/sendMessage',
  },
  ntfy: {
    values: (url) => ({ url: `${url}/my-topic`, token: 'tk_1' }),
    text: ({ topic, title, message: said }) => (topic === 'my-topic' ? `${title}\n${said}` : topic),
    ...{ path: '/', header: ['authorization', 'Bearer tk_1'] as const },
  },
  gotify: {
    values: (url) => ({ url, token: 'g1' }),
    text: ({ title, message: said }) => `${title}\n${said}`,
    ...{ path: '/message', header: ['x-gotify-key', 'g1'] as const },
  },
  pushover: {
    values: (url) => ({ url, token: 'app-token', user: 'user-key' }),
    text: ({ title, message: said }) => `${title}\n${said}`,
  },
  pagerduty: {
    values: (url) => ({ url, key: 'routing-key' }),
    text: ({ payload }) => {
      const { summary, custom_details } = payload as { summary: string; custom_details: { told: string } }
      return `${summary}\n${custom_details.told}`
    },
  },
}

describe.each(Object.entries(worlds) as [keyof typeof worlds, World][])('%s', (id, { values, text, path, header }) => {
  it('brings title and body there as its service takes them, and says that it did', async () => {
    const sink = await webSink()
    expect(checkChannel(id, values(sink.url)).ok).toBe(true)
    expect(await send(id, values(sink.url))).toEqual({ ok: true })
    const [got] = sink.got
    expect(text(JSON.parse(got?.body ?? ''))).toBe(both)
    if (path !== undefined) expect(got?.path).toBe(path)
    if (header !== undefined) expect(got?.headers[header[0]]).toBe(header[1])
  })

  it('is tried again after 500 and silence, and not after 404 or a redirect, which is not followed', async () => {
    const sink: WebSink = await webSink()
    const other = await webSink()
    const outcome = async (status: number, answer = '') => {
      Object.assign(sink, { status, answer, headers: status === 302 ? { location: other.url } : {} })
      return send(id, values(sink.url))
    }
    expect(await outcome(500, 'oh\nno')).toMatchObject({ isFinal: false, message: '500: oh no' })
    expect(await outcome(0)).toMatchObject({ isFinal: false, message: 'no answer within 10 s' })
    expect(await outcome(404, 'channel not found')).toMatchObject({ isFinal: true, message: '404: channel not found' })
    expect(await outcome(302)).toMatchObject({ isFinal: true, message: expect.stringContaining('302') })
    expect(other.got).toEqual([])
  })

  it('shows nothing of its secrets', () => {
    const given = values('https://hooks.example.com/services/T0/B1/geheim1234')
    const shown = shownChannel(id, given)
    expect(shown).not.toMatch(/geheim1|tk_1|12:ab|\bg1\b/)
    for (const [key, value] of Object.entries(given))
      if (channelKinds[id].fields[key]?.isSecret === true) expect(shown).not.toContain(value)
  })
})

it('a webhook signs the time and the body, and a pager is told the end under the same name', async () => {
  const sink = await webSink()
  await send('webhook', { url: sink.url, secret: 'shh' })
  const [signed] = sink.got
  const seconds = nowMs() / 1000
  const expected = createHmac('sha256', 'shh').update(`${seconds}.${signed?.body}`).digest('hex')
  expect(signed?.headers['x-tce-signature']).toBe(`t=${seconds},v1=${expected}`)
  await send('pagerduty', { url: sink.url, key: 'k' })
  await send('pagerduty', { url: sink.url, key: 'k' }, { ...message, state: 'resolved' })
  expect(sink.got.slice(1).map(({ body }) => JSON.parse(body))).toMatchObject([
    { event_action: 'trigger', dedup_key: 'tce-a1' },
    { event_action: 'resolve', dedup_key: 'tce-a1' },
  ])
})

describe('e-mail', () => {
  const values = (port: number) => ({
    host: '127.0.0.1',
    port: String(port),
    from: 'tce@example.com',
    to: 'me@example.com',
  })

  it('is left with the mail server', async () => {
    const sink = await mailSink()
    expect(await send('email', values(sink.port))).toEqual({ ok: true })
    expect(sink.mails).toMatchObject([
      { to: ['RCPT TO:<me@example.com>'], text: expect.stringContaining('permission, 3 min') },
    ])
    expect(sink.mails[0]?.text).toMatch(/Subject: TCE: payments-api/)
  })

  it('says why it was refused, and whether another try is worth while', async () => {
    const sink = await mailSink()
    sink.recipientAnswer = '550 no such user'
    expect(await send('email', values(sink.port))).toMatchObject({
      isFinal: true,
      message: expect.stringContaining('550'),
    })
    sink.recipientAnswer = '451 later'
    expect(await send('email', values(sink.port))).toMatchObject({
      isFinal: false,
      message: expect.stringContaining('451'),
    })
    expect(await send('email', values(1))).toMatchObject({ isFinal: false, message: 'nobody listens there' })
  })
})

describe.skipIf(process.platform === 'win32')('a command', () => {
  const script = (text: string) => {
    const dir = mkdtempSync(join(tmpdir(), 'tce-command-'))
    writeFileSync(join(dir, 'tell'), `#!/bin/sh\n${text}\n`)
    chmodSync(join(dir, 'tell'), 0o755)
    return { path: join(dir, 'tell'), dir }
  }

  it('gets its arguments as they are, no shell between, and the message on stdin', async () => {
    const { path, dir } = script(`printf '%s\\n' "$@" > ${'$'}(dirname "$0")/args; cat > ${'$'}(dirname "$0")/said`)
    expect(await send('command', { argv: [path, '$(id)', 'a b; c'] })).toEqual({ ok: true })
    expect(readFileSync(join(dir, 'args'), 'utf8')).toBe('$(id)\na b; c\n')
    expect(JSON.parse(readFileSync(join(dir, 'said'), 'utf8'))).toEqual(message)
  })

  it('that fails is tried again; one that is not there is not', async () => {
    expect(await send('command', { argv: [script('echo geheim; exit 3').path] })).toEqual({
      ok: false,
      isFinal: false,
      message: 'it ended with 3',
    })
    expect(await send('command', { argv: ['/nowhere/tell'] })).toMatchObject({
      isFinal: true,
      message: 'there is no such program',
    })
  })
})

describe('an address', () => {
  const call = (url: string, addresses: readonly string[] = []) => {
    const resolve = async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
    return guardedPost({ resolve, patienceMs: 300 })({ url, headers: {}, body: '{}' })
  }

  it.each([
    ['http://169.254.169.254/latest', []],
    ['https://[fe80::1]/', []],
    ['https://metadata.example/', ['169.254.169.254']],
    ['https://mixed.example/', ['93.184.216.34', '169.254.1.1']],
    ['https://mapped.example/', ['::ffff:169.254.169.254']],
    ['https://mapped.example/', ['::ffff:a9fe:a9fe']],
    ['https://aws.example/', ['fd00:ec2::254']],
    ['http://0.0.0.0/', []],
  ] as const)('%s is never called', async (url, addresses) => {
    expect(await call(url, addresses)).toMatchObject({
      isFinal: true,
      message: expect.stringContaining('never called'),
    })
  })

  it('without encryption is called in your own network alone', async () => {
    expect(await call('http://hooks.example/', ['93.184.216.34'])).toMatchObject({
      message: expect.stringContaining('only https'),
    })
    const sink = await webSink()
    expect(await call(sink.url)).toEqual({ ok: true })
  })

  it('is resolved once: what was checked is what is called', async () => {
    const sink = await webSink()
    let asked = 0
    const resolve = async () => {
      asked += 1
      return [{ address: asked === 1 ? '127.0.0.1' : '169.254.169.254', family: 4 }]
    }
    const url = sink.url.replace('127.0.0.1', 'rebinding.example')
    expect(await guardedPost({ resolve })({ url, headers: {}, body: '{}' })).toEqual({ ok: true })
    expect([asked, sink.got[0]?.headers.host]).toEqual([1, new URL(url).host])
  })

  it('that has a password in it, or is none, is not kept', () => {
    expect(checkChannel('webhook', { url: 'https://me:pw@example.com/' })).toMatchObject({ ok: false })
    expect(checkChannel('webhook', { url: 'file:///etc/passwd' })).toMatchObject({ ok: false })
    expect(checkChannel('slack', {})).toMatchObject({ error: 'Slack needs url: an incoming webhook of Slack.' })
    expect(channelIds).toHaveLength(12)
  })
})
