/** The real dashboard over a fleet that a test decides: for exact pictures, and for states that real processes do not reach on demand. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { KillReport, KillRequest } from '../../../src/core/kill/kill.ts'
import type { ProcessRef } from '../../../src/core/process/process.ts'
import { processId } from '../../../src/core/process/process.ts'
import type { FleetReport } from '../../../src/core/process/report.ts'
import { type DashboardOptions, startDashboard, tokenFile } from '../../../src/dashboard/start.ts'
import { createFakeServices, type FakeServices } from '../fake-services.ts'
import { builtPage } from './built-page.ts'

export interface DemoDashboard {
  readonly url: string
  readonly port: number
  readonly token: string
  readonly services: FakeServices
  readonly kills: KillRequest[]
  readonly pins: { readonly target: ProcessRef; readonly pinned: boolean }[]
  signInUrl(): string
  /** Every open page is told. */
  show(fleet: FleetReport): void
  /** The next kills come to this. */
  nextReports(reportOf: (target: ProcessRef) => KillReport): void
  /** Ends the server; `start` on the same port again. */
  stop(): Promise<void>
  restart(): Promise<void>
  close(): Promise<void>
}

export async function startDemoDashboard(
  fleet: FleetReport,
  options: Partial<DashboardOptions> & { readonly serviceParts?: Partial<FakeServices> } = {},
): Promise<DemoDashboard> {
  const { serviceParts, ...dashboardOptions } = options
  const dataDir = mkdtempSync(join(tmpdir(), 'tce-page-'))
  const kills: KillRequest[] = []
  const pins: { readonly target: ProcessRef; readonly pinned: boolean }[] = []
  let reportOf = endedReport
  const fake = createFakeServices()
  const setPinned = (pinned: boolean) => async (target: ProcessRef) => {
    pins.push({ target, pinned })
    return { id: processId(target), pinned, ok: true, message: pinned ? 'It is pinned.' : 'It is no longer pinned.' }
  }
  const services: FakeServices = Object.assign(fake, {
    fleetNow: fleet,
    fleet: {
      ...fake.fleet,
      kill: async (request: KillRequest) => {
        kills.push(request)
        return request.targets.map((target) => reportOf(target))
      },
      pin: setPinned(true),
      unpin: setPinned(false),
    },
    ...serviceParts,
  })
  const start = async (port: number) => {
    const started = await startDashboard({
      services,
      version: '9.9.9',
      dataDir,
      port,
      webDir: await builtPage(),
      ...dashboardOptions,
    })
    if (!started.ok) throw new Error(started.error.message)
    return started.value
  }
  let running = await start(0)
  const { port } = running
  return {
    url: `http://localhost:${port}`,
    port,
    token: readFileSync(tokenFile(dataDir), 'utf8').trim(),
    services,
    kills,
    pins,
    signInUrl: () => running.signInUrl(),
    show(next) {
      services.fleetNow = next
      services.emit({ type: 'fleet.changed', data: next })
    },
    nextReports(next) {
      reportOf = next
    },
    stop: () => running.close(),
    async restart() {
      running = await start(port)
    },
    async close() {
      await running.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

const endedReport = (target: ProcessRef): KillReport => ({
  id: processId(target),
  ...target,
  outcome: 'ended',
  ok: true,
  afterMs: 400,
  endedProcesses: 5,
  freedBytes: 612_000_000,
  sent: ['SIGTERM'],
  message: 'payments-api ended after 0.4 s. 5 processes gone, 612 MB freed.',
})
