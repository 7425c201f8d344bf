/** docs/api.md keeps up with the routes, and its examples work. */
import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestDashboard, type TestDashboard } from './running-dashboard.ts'

const docs = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8')
const shellBlocks = [...docs.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, text = '']) => text)
const examples = shellBlocks.flatMap((text) =>
  text
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => line.startsWith('curl') && !line.includes('/api/stream')),
)

let dashboard: TestDashboard
beforeAll(async () => {
  dashboard = await startTestDashboard()
})
afterAll(() => dashboard.close())

it('names every route', async () => {
  const api = (await (await dashboard.fetch('/api/openapi.json')).json()) as { paths: Record<string, object> }
  for (const path of Object.keys(api.paths)) expect(docs).toContain(path)
})

describe.runIf(existsSync('/usr/bin/curl'))('the example', () => {
  it.each(examples)('%s', async (example) => {
    const command = example
      .replaceAll('localhost:5111', `localhost:${dashboard.port}`)
      .replaceAll('48213', '4242')
      .replaceAll('8812345', '424200')
    const { stdout } = await promisify(execFile)('bash', ['-c', command], {
      env: { ...process.env, TOKEN: dashboard.token },
    })
    expect(JSON.parse(stdout)).not.toHaveProperty('error')
  })
})
