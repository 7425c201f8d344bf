/** Whom a port is spoken to: a server of the agent, and nobody else who happens to listen there. */
import { createServer } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { opencode } from '../../src/agents/opencode/index.ts'
import { createServerPorts } from '../../src/app/server-ports.ts'
import type { OsProcess } from '../../src/core/process/process.ts'

const listener = createServer()
afterEach(() => new Promise((resolve) => listener.close(resolve)))

const processOf = (pid: number, argv: readonly string[], exePath: string): OsProcess => ({
  ...{ pid, ppid: 1, start: '7', startedAtMs: 0, name: 'opencode', state: 'running', argv, exePath },
})
const program = '/usr/lib/node_modules/opencode-linux-x64/bin/opencode'

async function portFound(
  argvOf: (port: number) => readonly string[],
  listening: string,
  passwordAt: (port: number) => string | undefined = () => undefined,
) {
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const { port } = listener.address() as { port: number }
  const table = {
    // Who listens is this very program.
    inspect: async (pid: number) =>
      pid === process.pid ? processOf(pid, [listening], listening) : processOf(pid, argvOf(port), program),
  }
  const placeOf = createServerPorts(table, 'linux', passwordAt)
  const found = await placeOf(opencode, { pid: 4_000_000, start: '7' })
  return found?.port === port ? (found.credentials ?? 'spoken to') : found
}

it.skipIf(process.platform !== 'linux')(
  'a port that a window was told is spoken to where its agent listens',
  async () => {
    expect(await portFound((port) => [program, '--port', String(port)], program)).toBe('spoken to')
  },
)

it.skipIf(process.platform !== 'linux')('one that TCE gave a password is spoken to with it', async () => {
  const words = (port: number) => [program, `--port=${port}`]
  expect(await portFound(words, program, () => 'secret')).toBe('opencode:secret')
})

it.skipIf(process.platform !== 'linux')('a port on which another program listens is left alone', async () => {
  expect(await portFound((port) => [program, '--port', String(port)], '/usr/bin/python3')).toBeUndefined()
})

it.skipIf(process.platform !== 'linux')(
  'a window that was told none, or looks at another machine, has none',
  async () => {
    expect(await portFound(() => [program], program)).toBeUndefined()
    listener.close()
    expect(await portFound((port) => [program, 'attach', `http://10.0.0.1:${port}`], program)).toBeUndefined()
  },
)
