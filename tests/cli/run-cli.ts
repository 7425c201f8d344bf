/** Runs one command line in this process, on captured output, and a keyboard that types what the test says. */
import { EventEmitter } from 'node:events'
import { cliParts } from '../../src/app/cli-parts.ts'
import { loadConfig } from '../../src/app/config.ts'
import type { CliParts } from '../../src/cli/program.ts'
import { main } from '../../src/cli/program.ts'
import type { Services } from '../../src/services/services.ts'
import type { CliInput, CliIo } from '../../src/terminal/io.ts'
import { nowMs } from '../fixtures/fleet/twenty-agents.ts'
import { fakeServices } from './fake-services.ts'

export interface RunOptions {
  readonly services?: Services
  readonly isTTY?: boolean
  readonly columns?: number
  readonly env?: Readonly<Record<string, string>>
  /** Lines the user types, one per question. */
  readonly types?: readonly string[]
  /** Ctrl-C when this much was printed: for what goes on until then. */
  readonly interruptedAt?: (out: string) => boolean
  readonly parts?: Partial<CliParts>
}

export interface RunResult {
  readonly code: number
  readonly out: string
  readonly err: string
}

export async function runCli(argv: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const { isTTY = false, columns, env = { LANG: 'en_US.UTF-8' }, types = [], services = fakeServices() } = options
  let out = ''
  let err = ''
  const signals = new EventEmitter()
  const io: CliIo = {
    stdout: {
      write(text) {
        out += text
        if (options.interruptedAt?.(out)) setImmediate(() => signals.emit('SIGINT'))
      },
    },
    stderr: { write: (text) => (err += text) },
    stdin: keyboard(types, isTTY),
    env,
    platform: 'linux',
    columns: () => columns,
    rows: () => 24,
    isTTY,
    isErrorTTY: isTTY,
  }
  const parts: CliParts = {
    openServices: async () => services,
    readSettings: () => loadConfig(),
    openScreen: (options) => cliParts.openScreen(options),
    openDeploy: (asked) => cliParts.openDeploy(asked),
    insideAgent: async () => undefined,
    loadApp: () => Promise.reject(new Error('no app in this test')),
    nowMs: () => nowMs,
    signals,
    watchEveryMs: 5,
    keyRestMs: 0,
    cpuWindowMs: 1,
    ...options.parts,
  }
  return { code: await main(argv, io, parts), out, err }
}

/** Each question, when it begins to listen, gets the next line; then the input ends. */
function keyboard(types: readonly string[], isTTY: boolean): CliInput {
  const waiting = [...types]
  const emitter = new EventEmitter()
  return {
    isTTY,
    on: (event: 'data' | 'end', listener: (chunk: never) => void) => emitter.on(event, listener as () => void),
    off: (event: 'data' | 'end', listener: (chunk: never) => void) => emitter.off(event, listener as () => void),
    setRawMode: () => {},
    resume() {
      const answer = waiting.shift()
      setImmediate(() => (answer === undefined ? emitter.emit('end') : emitter.emit('data', `${answer}\n`)))
    },
    pause() {},
  }
}

/** A mock as the design shows it, without the line breaks at its ends. */
export const text = (block: string): string => `${block.replace(/^\n/, '').replace(/\n *$/, '')}\n`
