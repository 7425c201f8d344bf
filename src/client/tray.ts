/** The tray of a server that runs, and the answer to its question. */
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import type { TrayReport, TrayState } from '../core/tray/tray-state.ts'
import { productVersion } from '../storage/version.ts'
import { bodyIfThere, bodyOf, refusalIn } from './answer.ts'
import type { FoundServer } from './find-server.ts'
import { insideAgent } from './inside-agent.ts'
import { createServerClient } from './server-client.ts'

/** Undefined for a server of another version: it may mean something else by the same words. */
export async function readTray(server: FoundServer): Promise<TrayState | undefined> {
  if (server.identity.version !== productVersion()) return undefined
  return bodyIfThere<TrayReport>(await createServerClient(server).get('/api/tray'), 'the tray')?.state
}

/** Fails, and nothing is done, where the answer can't be kept. */
export async function answerTray(server: FoundServer, isWanted: boolean): Promise<Result<TrayState, string>> {
  const client = createServerClient(server, 'cli', insideAgent)
  const answer = isWanted
    ? await client.post('/api/tray/show', {})
    : await client.post('/api/tray/hide', { isForGood: true })
  const refusal = answer.status === 409 ? refusalIn(answer.body) : undefined
  return refusal === undefined ? ok(bodyOf<TrayReport>(answer, 'the tray').state) : err(refusal.message)
}
