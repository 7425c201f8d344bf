/** The services of this program, and those of a server through HTTP. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readToken } from '../../src/client/find-server.ts'
import { createRemoteServices } from '../../src/client/remote-services.ts'
import { createServerClient } from '../../src/client/server-client.ts'
import { startDashboard } from '../../src/dashboard/start.ts'
import { testBus } from './bus.contract.ts'
import { testDeploy } from './deploy.contract.ts'
import { testIdeas } from './ideas.contract.ts'
import { testInbox } from './inbox.contract.ts'
import type { Machine } from './machine.ts'
import { type Opened, testServices } from './services.contract.ts'
import { testTasks } from './tasks.contract.ts'
import { testTeam } from './team.contract.ts'
import { testWaiting } from './waiting.contract.ts'

const openLocal = async ({ services }: Machine): Promise<Opened> => ({ services, close: async () => {} })

for (const test of [testServices, testBus, testWaiting, testInbox, testIdeas, testTeam, testDeploy, testTasks]) {
  test('in this program', openLocal)
  test('through a server', openRemote)
}

async function openRemote({ services: behind }: Machine): Promise<Opened> {
  const dataDir = mkdtempSync(join(tmpdir(), 'tce-services-'))
  const started = await startDashboard({ services: behind, version: '9.9.9', dataDir, port: 0 })
  if (!started.ok) throw new Error(started.error.message)
  const client = createServerClient({ port: started.value.port, token: readToken(dataDir) })
  const services = createRemoteServices(client, { ancestorPids: async () => new Set() })
  return {
    services,
    async close() {
      await services.close()
      await started.value.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
