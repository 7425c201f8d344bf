/** One host that asks, on a line that the test holds. */
import { expect, it } from 'vitest'
import type { HostAsking, HostMessage } from '../../src/agents/hosting.ts'
import { HostRefusal } from '../../src/agents/hosting.ts'
import { followHost, type HostedAsk } from '../../src/control/asking-host.ts'
import { converse, type HostConnection } from '../../src/control/host-line.ts'
import type { Asked, Decision } from '../../src/core/waiting/approval.ts'

const asked: Asked = {
  ...{ kind: 'permission', tool: 'Bash', always: [], answers: ['allow', 'deny'] },
  thing: { form: 'command', text: 'make' },
}
const waits = { kind: 'waits', sessionId: 's' } as const

/** `failures`: how often each is refused before it goes well. */
function world(failures: Readonly<Record<string, number>> = {}) {
  const left = { ...failures }
  const said: string[] = []
  const asks: (HostedAsk & { answer: (decision: Decision | undefined) => void })[] = []
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
      return { rootSessionId: 'root', items: new Map() }
    },
    *leave() {
      yield { kind: 'tell', method: 'leave' }
    },
    *read() {
      yield { kind: 'wait', ms: 0 }
      return asked
    },
    *answer(_, { answer }) {
      yield { kind: 'tell', method: answer }
    },
  }
  const line: Pick<HostConnection, 'say'> = {
    say: (talk) =>
      converse(talk, async (says) => {
        if (says.kind !== 'tell') return
        said.push(says.method)
        if ((left[says.method] ?? 0) === 0) return
        left[says.method] = (left[says.method] ?? 0) - 1
        throw new HostRefusal('not yet')
      }),
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

it('asks a host again that is not ready, and a session that is not there yet', async () => {
  const { said } = world({ begin: 1, join: 2 })
  await expect.poll(() => said, { timeout: 5_000 }).toEqual(['begin', 'begin', 'join', 'join', 'join'])
})

it('joins nothing more that went on before it could be joined', async () => {
  const { hear, said } = world({ begin: 9, join: 1 })
  hear('waits')
  await expect.poll(() => said).toContain('join')
  hear('goes-on')
  await expect.poll(() => said.filter((one) => one === 'begin'), { timeout: 5_000 }).toHaveLength(4)
  expect(said.filter((one) => one === 'join')).toHaveLength(1)
})

it('shows what is told twice once', async () => {
  const { hear, said, asks } = world()
  await expect.poll(() => said).toEqual(['begin', 'join'])
  hear('asks', 1)
  hear('asks', 1)
  await expect.poll(() => asks).toHaveLength(1)
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
