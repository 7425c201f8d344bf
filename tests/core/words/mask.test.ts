import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maskSecrets } from '../../../src/core/words/mask.ts'

const secret = 's3cr3t-VALUE_0123456789'

describe('a command line never shows a secret', () => {
  it.each([
    [['claude', '--api-key', secret], 'claude --api-key ***'],
    [['claude', `--api-key=${secret}`], 'claude --api-key=***'],
    [['x', '--token', secret, '--verbose'], 'x --token *** --verbose'],
    [['x', '--password', 'two words'], 'x --password ***'],
    [['x', '-H', `Authorization: Bearer ${secret}`], 'x -H Authorization: ***'],
    [['x', '-H', `X-Api-Key: ${secret}`], 'x -H X-Api-Key: ***'],
    [['x', `Bearer ${secret}`], 'x Bearer ***'],
    [['env', `GITHUB_TOKEN=${secret}`, 'node', 'a.js'], 'env GITHUB_TOKEN=*** node a.js'],
    [['env', `AWS_SECRET_ACCESS_KEY=${secret}`], 'env AWS_SECRET_ACCESS_KEY=***'],
    [
      ['sh', '-c', `export DB_PASSWORD='${secret}'; run --token ${secret} && end`],
      'sh -c export DB_PASSWORD=***; run --token *** && end',
    ],
    [['psql', `postgres://dev:${secret}@localhost/db`], 'psql postgres://dev:***@localhost/db'],
    [['curl', `https://x.test/a?b=1&access_token=${secret}&c=2`], 'curl https://x.test/a?b=1&access_token=***&c=2'],
    [['x', `{"env":{"apiKey":"${secret}"},"n":1}`], 'x {"env":{"apiKey":"***"},"n":1}'],
    [['x', `{"messagingToken": "${secret}"`], 'x {"messagingToken": "***"'],
    [['x', `{"token":"${secret}`], 'x {"token":"***'],
    [['x', `{"a":"{\\"token\\":\\"${secret}\\"}"}`], 'x {"a":"{\\"token\\":\\"***\\"}"}'],
    [['x', 'sk-ant-api03-abcdefghijk'], 'x ***'],
    [['claude', '-p', 'use sk-ant-api03-abcdefghijk please'], 'claude -p use *** please'],
    [['x', 'ghp_0123456789abcdefghij'], 'x ***'],
    [['x', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln'], 'x ***'],
  ])('%j', (argv, shown) => expect(maskSecrets(argv)).toBe(shown))

  it('wherever in an argument the name of the secret stands', () => {
    const filler = fc.string({ unit: fc.constantFrom('a', ' ', '-', '=', ';'), maxLength: 60 })
    const name = fc.constantFrom('token', 'api-key', 'API_KEY', 'client_secret', 'password', 'MY_ACCESS_TOKEN')
    fc.assert(
      fc.property(filler, name, filler, (before, secretName, after) => {
        expect(maskSecrets(['x', `${before} ${secretName}=${secret} ${after}`])).not.toContain(secret)
        expect(maskSecrets(['x', `{"${before}":1,"${secretName}":"${secret}"}`])).not.toContain(secret)
        expect(maskSecrets(['x', before, `--${secretName}`, secret, after])).not.toContain(secret)
      }),
    )
  })
})

describe('a command line stays readable', () => {
  it.each([
    [['claude', '--permission-mode', 'acceptEdits', '-n', 'my-named', '--model', 'claude-sonnet-5']],
    [['claude', '--resume', '215258f8-bf16-4d84-b7b9-9696f8ec07a5']],
    [['claude', '-p', 'count the tokens', '--max-tokens', '500', '--max-turns=3']],
    [['node', '--max-old-space-size=12052', '/home/dev/.bin/gemini']],
    [['git', 'checkout', '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c']],
    [['claude', 'daemon', 'run', '--spawned-by', '{"label":"claude --bg","cwd":"/home/dev/proj","pid":21528}']],
    [['ssh', 'dev@host', '-p', '2222']],
    [['npm', 'run', 'monkey=banana']],
  ])('%j is shown as it is', (argv) => expect(maskSecrets(argv)).toBe(argv.join(' ')))

  it('with a long prompt cut', () => {
    const shown = maskSecrets(['claude', '-p', 'please '.repeat(5000), '--output-format', 'json'])
    expect(shown).toMatch(/^claude -p please .*please pleas… --output-format json$/)
    expect(shown.length).toBeLessThan(220)
  })
  it('with a thousand arguments cut', () => {
    expect(maskSecrets(Array.from({ length: 1000 }, () => 'file.ts')).length).toBeLessThanOrEqual(1000)
  })
  it('without arguments, as an empty line', () => expect(maskSecrets([])).toBe(''))

  it('on one line, whatever is in it', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (argv) => {
        expect(maskSecrets(argv)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/)
      }),
    )
  })
  it('and takes no notice of a megabyte of prompt', () => {
    const prompt = `token="${'a'.repeat(1_000_000)}`
    expect(maskSecrets(['claude', '-p', prompt])).toBe('claude -p token=***')
  })
})
