/** docs/api.md keeps up with the routes and the types of events, and its examples work. */
import { execFile, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allEventTypes, eventTypes, isState } from '../../src/core/events/event-types.ts'
import { startTestDashboard, type TestDashboard } from './running-dashboard.ts'

const docs = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8')
const shellBlocks = [...docs.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, text = '']) => text)
const commands = shellBlocks.flatMap((text) =>
  text
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => line.startsWith('curl')),
)
const streams = commands.filter((line) => line.includes('/api/stream'))
const examples = commands.filter((line) => !streams.includes(line))

let dashboard: TestDashboard
beforeAll(async () => {
  dashboard = await startTestDashboard()
})
afterAll(() => dashboard.close())

it('names every route', async () => {
  const api = (await (await dashboard.fetch('/api/openapi.json')).json()) as { paths: Record<string, object> }
  for (const path of Object.keys(api.paths)) expect(docs).toContain(path)
})

describe('of the events', () => {
  /** A fact with nothing but its agent. */
  const agentFields = Object.keys(eventTypes['agent.pinned'].fields)
  const rowOf = (type: string) => docs.split('\n').find((line) => line.startsWith(`| \`${type}\` |`)) ?? ''

  it.each(allEventTypes)('%s is told, with its fields', (type) => {
    const kind = isState(type) ? 'state' : 'fact'
    expect(rowOf(type)).toContain(`| ${kind} |`)
    if (isState(type)) return
    const fields = Object.keys(eventTypes[type].fields)
    const isOfAgent = fields.includes('agentId')
    expect(rowOf(type).includes('the agent')).toBe(isOfAgent)
    for (const field of fields.filter((one) => !isOfAgent || !agentFields.includes(one)))
      expect(rowOf(type)).toContain(`\`${field}\``)
  })

  it('none is told that is not there', () => {
    const told = [...docs.matchAll(/^\| `([a-z]+\.[a-z]+)` \|/gm)].map(([, type]) => type)
    expect(told).toEqual(allEventTypes)
  })

  it('the fields of an agent are told once, in a sentence', () => {
    const sentence = docs.split('\n').find((line) => line.startsWith('The agent is ')) ?? ''
    for (const field of agentFields) expect(sentence).toContain(`\`${field}\``)
  })
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

  it.each(streams)('%s', async (example) => {
    const curl = spawn('bash', ['-c', `exec ${example.replaceAll('localhost:5111', `localhost:${dashboard.port}`)}`])
    try {
      let text = ''
      for await (const piece of curl.stdout.setEncoding('utf8')) {
        text += piece
        if (text.includes('\n\n')) break
      }
      expect(text).toMatch(example.includes('after=') ? /^event: resync\nid: \d+\n/ : /^event: begin\nid: \d+\n/)
    } finally {
      curl.kill()
    }
  })
})
