import { describe, expect, it } from 'vitest'
import type { SessionEvent } from '../../../src/core/session/session-event.ts'
import { redactEvent, redaction, redactNamed, redactText } from '../../../src/core/words/redact.ts'

/** Put together here, so that no scanner of keys takes this file for a leak. */
const fake = (prefix: string, length = 40) => prefix + 'aB3dE5gH7jK9'.repeat(8).slice(0, length)

describe('goes', () => {
  it.each([
    ['an Anthropic key', `key is ${fake('sk-ant-' + 'api03-')}`],
    ['a GitHub token', `git clone https://${fake('gh' + 'p_', 36)}@github.com/a/b`],
    ['an AWS key id', `AKIA${'ABCDEFGH12345678'}`],
    ['a Slack token', fake('xox' + 'b-123-')],
    ['a JWT', `${fake('eyJ')}.${fake('eyJ')}.${fake('')}`],
    ['a bearer token', 'Authorization: Bearer abcdef0123456789xyz'],
    ['basic credentials', 'curl -H "Authorization: Basic dXNlcjpwYXNzd29yZA=="'],
    ['an exported secret', 'export STRIPE_SECRET=whatever-it-is'],
    ['one in JSON', '{"client_secret": "abcd1234efgh"}'],
    ['one in JSON inside JSON', JSON.stringify({ body: '{"api_key": "abcd1234efgh"}' })],
    ['one in YAML', 'db:\n  password: correct-horse\n'],
    ['one in code', "const apiKey = 'abcd1234efgh'"],
    ['one in a command line', 'mysql --password hunter2hunter -u root'],
    ['one in a query', 'https://example.org/?access_token=abcd1234efgh&x=1'],
    ['a password in an address', 'postgres://app:s3cr3tpass@db/shop'],
    ['a cookie', 'Set-Cookie: sid=abcdefghijk; Path=/'],
    ['one in a file shown with line numbers', '     1→API_KEY=abc123def456\n     2→PORT=3000'],
    ['one behind a line break inside JSON', JSON.stringify({ command: 'set -a\nAPI_TOKEN=abcd1234efgh\n' })],
  ])('%s', (_, text) => {
    const safe = redactText(text)
    expect(safe).toContain('[redacted]')
    expect(safe).not.toMatch(
      /aB3dE5gH|abcdef0123|dXNlcjpw|whatever|abcd1234|correct-horse|hunter2|s3cr3t|abcdefghijk|abc123def|ABCDEFGH1234/,
    )
  })

  it('a private key, whole or cut off', () => {
    const begin = `-----BEGIN ${'RSA PRIVATE'} KEY-----`
    const key = `${begin}\nMIIEow\nAbCd\n-----END ${'RSA PRIVATE'} KEY-----`
    expect(redactText(`a\n${key}\nb`)).toBe(`a\n${begin}[redacted]\nb`)
    expect(redactText(`${begin}\nMIIEow\nAbCd`)).toBe(`${begin}[redacted]`)
  })

  it('every value of two lines of an environment file in a row, but for the harmless ones', () => {
    expect(redactText('NODE_ENV=production\nPORT=3000\nDSN=https://k3y@sentry.example/1')).toBe(
      'NODE_ENV=production\nPORT=3000\nDSN=[redacted]',
    )
  })

  it('every value of a .env file, whatever it is called', () => {
    const event: SessionEvent = {
      kind: 'tool-result',
      cursor: 'main@0.0',
      lane: 'main',
      toolId: 't1',
      outcome: 'done',
      text: '     1→# settings\n     2→ANYTHING=at-all',
      images: 0,
      path: '/home/dev/shop/.env',
    }
    expect(redactEvent(event)).toMatchObject({ text: '     1→# settings\n     2→ANYTHING=[redacted]' })
    expect(redactEvent({ ...event, path: '/home/dev/shop/.env.example' })).toMatchObject({ text: event.text })
  })
})

describe('stays', () => {
  it.each([
    '{"key": "ArrowUp", "tokens": 812, "max_tokens": 4096}',
    'author: John Doe',
    'const apiKey = process.env.API_KEY',
    'type Token = string; function next(token: Token): void {}',
    'z.object({ token: z.string(), password: z.string() })',
    'the token is expired, get a new secret',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a shell's variable, not ours
    'PASSWORD=$1 TOKEN=${TOKEN} npm test',
    'API_KEY=<your key here>',
    'git commit -m "rotate the api key"',
    'keyboard: qwerty',
    '14:29:12 ok 1f0c2d3e4b5a69788796a5b4c3d2e1f001122334',
    'uuid 3f2a91c4-7d0e-4b1a-9c55-0e8f6a2d71b3',
    'A=1\nB=2',
    'FOO=bar npm run build',
  ])('%s', (text) => {
    expect(redactText(text)).toBe(text)
  })

  it('an event without a secret, as the same object', () => {
    const event: SessionEvent = { kind: 'text', cursor: 'main@0.0', lane: 'main', text: 'Nothing to hide.' }
    expect(redactEvent(event)).toBe(event)
  })
})

it('takes no time that grows faster than the text', () => {
  const nasty = [
    'a'.repeat(60_000),
    'TOKEN'.repeat(12_000),
    `${'x-'.repeat(30_000)}token`,
    '='.repeat(60_000),
    '"'.repeat(60_000),
  ]
  for (const text of nasty) redactText(text)
})

describe('a value taken out of its object', () => {
  it('is hidden for its name, and stays where neither it nor its name tells of a secret', () => {
    expect(redactNamed('api_key', 'q8Zr2mXw71LpA0dKs93vTy')).toBe(redaction)
    expect(redactNamed('DEPLOY_TOKEN', 'correct-horse-battery')).toBe(redaction)
    expect(redactNamed('password', 'correct "horse\nbattery')).toBe(redaction)
    expect(redactNamed('branch', 'q8Zr2mXw71LpA0dKs93vTy')).toBe('q8Zr2mXw71LpA0dKs93vTy')
    expect(redactNamed('note', 'Authorization: Bearer q8Zr2mXw71LpA0dKs93vTy')).toContain(redaction)
    expect(redactNamed('tokens', '1234')).toBe('1234')
  })
})
