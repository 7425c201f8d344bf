/** The server of TCE, as its users start it, in a home of its own; made to be killed. Linux. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { readToken } from '../src/client/find-server.ts'
import { createApiKeys } from '../src/control/api-keys.ts'
import { freePort } from '../tests/tools/free-port.ts'
import { testEnvironment } from '../tests/tools/left-overs.ts'
import type { TestHome } from '../tests/tools/tce.ts'

const root = join(import.meta.dirname, '..')
const program = ['dist/app/tce.js', 'src/app/tce.ts'].map((file) => join(root, file)).find(existsSync) ?? ''

export interface DrillServer {
  readonly port: number
  readonly dataDir: string
  /** Writes events and reads them. */
  readonly key: string
  /** The one of its user; undefined until it was made. */
  token(): string | undefined
  /** At once; it may not answer yet. */
  start(): void
  /** When it listens. Where it ends before, that is a bug. */
  listens(): Promise<void>
  signal(name: NodeJS.Signals): void
  /** When it is gone, whatever it was sent. */
  ended(): Promise<void>
  /** Ends it and removes its home, unless that is to be looked at. */
  close(keepHome?: boolean): Promise<void>
}

const brokenStore = pathToFileURL(join(import.meta.dirname, 'broken-store.mjs')).href

export interface DrillServerOptions {
  /** One with a fault, to see whether a drill tells of it. */
  readonly isBroken?: boolean | undefined
  /** The home of those whom it is to see; whoever made it removes it. */
  readonly at?: TestHome | undefined
}

export async function drillServer({ isBroken = false, at }: DrillServerOptions = {}): Promise<DrillServer> {
  const home = at?.dir ?? mkdtempSync(join(tmpdir(), 'tce-drill-'))
  const dataDir = join(home, 'tce-data')
  const port = await freePort()
  const key = await createApiKeys(dataDir).add({ label: 'drill', mayRead: true })
  if (!key.ok) throw new Error(key.error)
  let child: ChildProcess | undefined
  let listening: Promise<void> = Promise.resolve()
  const endWithUs = () => void child?.kill('SIGKILL')
  process.on('exit', endWithUs)

  async function ended(): Promise<void> {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    await once(child, 'exit')
  }

  return {
    port,
    dataDir,
    key: key.value.secret,
    token: () => readToken(dataDir),
    start() {
      const env = {
        ...at?.env,
        ...testEnvironment(),
        PATH: process.env['PATH'] ?? '',
        HOME: home,
        CLAUDE_CONFIG_DIR: join(home, '.claude'),
        TCE_CONFIG_DIR: join(home, 'tce-config'),
        TCE_DATA_DIR: dataDir,
      }
      const faults = isBroken ? ['--import', brokenStore] : []
      const started = spawn(process.execPath, [...faults, program, 'dashboard', '--port', String(port)], {
        stdio: ['ignore', 'pipe', 'inherit'],
        env,
      })
      child = started
      listening = new Promise((resolve, reject) => {
        started.stdout.once('data', () => resolve())
        started.once('exit', (code, signal) => reject(new Error(`The server ended with ${code ?? signal}.`)))
      })
      // Who kills it before it listens does not wait for that.
      listening.catch(() => undefined)
    },
    listens: () => listening,
    signal: (name) => void child?.kill(name),
    ended,
    async close(keepHome = false) {
      process.off('exit', endWithUs)
      child?.kill('SIGKILL')
      await ended()
      if (!keepHome && at === undefined) rmSync(home, { recursive: true, force: true })
    },
  }
}
