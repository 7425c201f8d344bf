/** One host that asks, on a line that the test holds. */
import { expect, it } from 'vitest'
import type { HostAsking, HostMessage } from '../../src/agents/hosting.ts'
import { followHost, type HostedAsk } from '../../src/control/asking-host.ts'
import { converse, type HostConnection } from '../../src/control/host-line.ts'
import type { Asked, Decision } from '../../src/core/waiting/approval.ts'

const asked: Asked = {
  ...{ kind: 'permission', tool: 'Bash', always: [], answers: ['allow', 'deny'] },
  thing: { form: 'command', text: 'make' },
}
const waits = { kind: 'waits', sessionId: 's' } as const

/** `knownAfter`: how often the session is joined until what it asks about is known. */
function world({ knownAfter = 1 } = {}) {
  const said: string[] = []
  const asks: (HostedAsk & { answer: (decision: Decision | undefined) => void })[] = []
  let joined = 0
  const asking: HostAsking = {
    *begin() {
      yield { kind: 'tell', method: 'begin' }
      return [waits]
    },
    hear: ({ method, id }) => {
      if (method === 'waits' || method === 'goes-on') return { kind: method, sessionId: 's' }
      if (method === 'settled') return { kind: 'settled', key: '1' }
      return { kind: 'asks', request: { key: '1', sessionId: 's', message: { method, params: {}, id } } }
    },
    *join() {
      yield { kind: 'tell', method: 'join' }
      joined += 1
      return { rootSessionId: 'root', items: new Map() }
    },
    *leave() {
      yield { kind: 'tell', method: 'leave' }
    },
    read: () => (joined >= knownAfter ? asked : undefined),
    *answer(_, { answer }) {
      yield { kind: 'tell', method: answer }
    },
  }
  const line: Pick<HostConnection, 'say'> = {
    say: (talk) => converse(talk, async (says) => void said.push(says.kind === 'tell' ? says.method : says.kind)),
  }
  const host = followHost(
    line,
    asking,
    (ask) => new Promise((resolve) => asks.push({ ...ask, answer: resolve })),
    (message, cause) => {
      throw new Error(message, { cause })
    },
  )
  const hear = (method: string, id?: number) => host.hear({ method, params: {}, id } satisfies HostMessage)
  return { host, hear, said, asks }
}
const allow: Decision = { answer: 'allow', edits: 'ask' }

it('joins a session that waits already, and says the answer to what it asks there', async () => {
  const { hear, said, asks } = world()
  await expect.poll(() => said).toEqual(['begin', 'join'])
  hear('asks', 1)
  await expect.poll(() => asks).toHaveLength(1)
  expect(asks[0]).toMatchObject({ sessionId: 'root', subagentId: 's', asked })
  asks[0]?.answer(allow)
  await expect.poll(() => said).toEqual(['begin', 'join', 'allow'])
})

it('shows what is told twice once, and joins anew where what it asks about came later', async () => {
  const { hear, said, asks } = world({ knownAfter: 2 })
  await expect.poll(() => said).toEqual(['begin', 'join'])
  hear('asks', 1)
  hear('asks', 1)
  await expect.poll(() => asks).toHaveLength(1)
  expect(said).toEqual(['begin', 'join', 'join'])
})

it('says nothing more to what was answered elsewhere meanwhile', async () => {
  const { hear, said, asks } = world()
  await expect.poll(() => said).toEqual(['begin', 'join'])
  hear('asks', 1)
  await expect.poll(() => asks).toHaveLength(1)
  hear('settled')
  expect(asks[0]?.settled.aborted).toBe(true)
  asks[0]?.answer(allow)
  hear('goes-on')
  await expect.poll(() => said).toEqual(['begin', 'join', 'leave'])
})

it('takes what a session asked for settled when it goes on, and lets all of it go when the host does', async () => {
  const { host, hear, asks } = world()
  hear('asks', 1)
  await expect.poll(() => asks).toHaveLength(1)
  hear('goes-on')
  expect(asks[0]?.settled.aborted).toBe(true)
  hear('waits')
  hear('asks', 1)
  await expect.poll(() => asks).toHaveLength(2)
  host.end()
  expect([asks[1]?.settled.aborted, asks[1]?.gone.aborted]).toEqual([false, true])
})
