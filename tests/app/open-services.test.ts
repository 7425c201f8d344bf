/** Which services a command gets: the running server's, or its own beside none and beside one of another version. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/app/config.ts'
import { openServices } from '../../src/app/open-services.ts'
import { serveOrAttach } from '../../src/app/serve-or-attach.ts'
import { createInstanceLock, type HeldInstance } from '../../src/control/instance.ts'
import { type RunningDashboard, startDashboard } from '../../src/dashboard/start.ts'
import { createProcessTable } from '../../src/scanner/process-table.ts'
import type { Services } from '../../src/services/services.ts'
import { productVersion } from '../../src/storage/version.ts'
import { runCli } from '../cli/run-cli.ts'
import { createFakeServices } from '../dashboard/fake-services.ts'

let dir: string
let running: { readonly dashboard: RunningDashboard; readonly lock: HeldInstance } | undefined
let opened: Services | undefined
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tce-open-'))
})
afterEach(async () => {
  await opened?.close()
  await running?.dashboard.close()
  await running?.lock.release()
  opened = running = undefined
  rmSync(dir, { recursive: true, force: true })
})

const dataDir = () => join(dir, 'data')
const readSettings = () =>
  loadConfig({
    env: { TCE_DATA_DIR: dataDir(), TCE_CONFIG_DIR: join(dir, 'config') },
    homeDir: dir,
    workingDir: dir,
  })

/** As a `tce` of that version serves: the lock says where, the token that it is ours. */
async function serveAs(version: string): Promise<void> {
  const table = createProcessTable()
  const self = await table.inspect(process.pid)
  if (self === undefined) throw new Error('This process is not in the process table.')
  const record = { pid: self.pid, start: self.start, port: 0, version, startedAtMs: self.startedAtMs }
  const lock = await createInstanceLock({ dataDir: dataDir(), table }).acquire(record)
  const dashboard = await startDashboard({ services: createFakeServices(), version, dataDir: dataDir(), port: 0 })
  if (!lock.ok || !dashboard.ok) throw new Error('The server of this test did not start.')
  await lock.value.update({ ...record, port: dashboard.value.port })
  running = { dashboard: dashboard.value, lock: lock.value }
}

async function open(): Promise<{ readonly services: Services; readonly said: readonly string[] }> {
  const said: string[] = []
  opened = await openServices((message) => said.push(message), readSettings)
  return { services: opened, said }
}

const sentence = `The server that runs is TCE 0.0.7 and this is ${productVersion()}: tce looks by itself (to use one: tce dashboard-stop, then tce dashboard).`

describe('a command', () => {
  it('looks itself where no server runs, and says nothing of it', async () => {
    const { services, said } = await open()
    expect([services.origin, said]).toEqual(['this-program', []])
  })

  it('asks a server of its own version', async () => {
    await serveAs(productVersion())
    const { services, said } = await open()
    expect([services.origin, said]).toEqual(['server', []])
    expect((await services.fleet.read()).processes).toHaveLength(2)
  })

  it('beside a server of another version looks itself, and says so in one sentence', async () => {
    await serveAs('0.0.7')
    const { services, said } = await open()
    expect([services.origin, said]).toEqual(['this-program', [sentence]])
    expect((await services.settings.read()).about.version).toBe(productVersion())
  })

  it('says it on stderr alone, so that JSON stays JSON', async () => {
    await serveAs('0.0.7')
    const parts = { openServices: (say: (message: string) => void) => openServices(say, readSettings) }
    const { out, err, code } = await runCli(['status', '--json'], { parts })
    expect(JSON.parse(out)).toMatchObject({ scannedAt: expect.any(String) })
    expect([err, code]).toEqual([`! ${sentence}\n`, 0])
  })
})

describe('the tray', () => {
  it('does not attach to a server of another version, and says what helps', async () => {
    await serveAs('0.0.7')
    const config = await readSettings()
    if (!config.ok) throw new Error(config.error.message)
    expect(await serveOrAttach(config.value, { port: 0 })).toEqual({
      ok: false,
      error: { message: sentence.replace(': tce looks by itself', '') },
    })
  })
})
