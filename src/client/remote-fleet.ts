/** The fleet of a running server, and what it may do to it. */
import type { KillReport, KillRequest } from '../core/kill/kill.ts'
import { refusalReport } from '../core/kill/kill-words.ts'
import type { JumpReport } from '../core/process/jump.ts'
import type { ProcessRef } from '../core/process/process.ts'
import { isSameProcess, processId } from '../core/process/process.ts'
import type { FleetReport } from '../core/process/report.ts'
import { plainText } from '../core/words/text.ts'
import type { FleetService, PinReport } from '../services/fleet.ts'
import { bodyOf, isJsonObject, refusalIn } from './answer.ts'
import { readFleet } from './remote-look.ts'
import type { ServerClient } from './server-client.ts'

type AncestorPids = () => Promise<ReadonlySet<number>>

export function createRemoteFleet(server: ServerClient, ancestorPids: AncestorPids): FleetService {
  return {
    read: () => readFleet(server),
    kill: async (request) => killOthers(server, request, await ancestorPids()),
    pin: (target) => setPin(server, target, 'pin'),
    unpin: (target) => setPin(server, target, 'unpin'),
    jump: (target) => jump(server, target),
  }
}

/** Nothing is asked of the server for whoever this program runs inside. One report per target, in the order asked for. */
async function killOthers(
  server: ServerClient,
  request: KillRequest,
  ancestors: ReadonlySet<number>,
): Promise<readonly KillReport[]> {
  const others = request.targets.filter(({ pid }) => !ancestors.has(pid))
  const reports = others.length === 0 ? [] : [...(await kill(server, { ...request, targets: others }))]
  if (others.length === request.targets.length) return reports
  const { processes } = await readFleet(server)
  return request.targets.flatMap(
    (target) => (ancestors.has(target.pid) ? sparedReport(target, processes) : reports.shift()) ?? [],
  )
}

function sparedReport(target: ProcessRef, agents: FleetReport['processes']): KillReport {
  const agent = agents.find((process) => isSameProcess(process, target))
  const label = [agent?.project, agent?.name].filter((word) => word !== undefined).join(' ') || `Process ${target.pid}`
  const subject = { ...target, label: plainText(label), project: agent?.project, name: agent?.name }
  return refusalReport(subject, { outcome: 'protected', protection: 'ancestor' }, { nowMs: Date.now() })
}

/** What was named itself goes the way that accepts that (the supervisor); the others go together. */
async function kill(server: ServerClient, { targets, force, isExplicit }: KillRequest): Promise<readonly KillReport[]> {
  if (isExplicit === true) return Promise.all(targets.map((target) => killNamed(server, target, force)))
  const refs = targets.map(({ pid, start }) => ({ pid, start }))
  const answer = await server.post('/api/kill', { targets: refs, force })
  return bodyOf<{ readonly reports: readonly KillReport[] }>(answer, 'a kill').reports
}

/** The answer is the report; a refusal has it beside its words. */
async function killNamed(server: ServerClient, { pid, start }: ProcessRef, force: boolean): Promise<KillReport> {
  const answer = await server.post(`/api/kill/${pid}?force=${force}`, { start })
  const { status, body } = answer
  const refusal = refusalIn(body)
  if (isJsonObject(body) && refusal === undefined) return body as unknown as KillReport
  if (isJsonObject(body) && isJsonObject(body['report'])) return body['report'] as unknown as KillReport
  // It went between our look and the server's: said of this one, while the others get their own answer.
  if (refusal === undefined || (status !== 404 && status !== 409)) return bodyOf<KillReport>(answer, 'a kill')
  const { message } = refusal
  return { id: processId({ pid, start }), pid, start, outcome: 'gone', ok: false, sent: [], message, next: 'tce log' }
}

async function jump(server: ServerClient, target: ProcessRef): Promise<JumpReport> {
  const answer = await server.post(`/api/jump/${target.pid}`, { start: target.start })
  const refusal = refusalIn(answer.body)
  if (refusal === undefined) return bodyOf<JumpReport>(answer, 'the terminal')
  return { id: processId(target), ok: false, message: refusal.message }
}

/** A refusal is a report too: of nothing done, and why. */
async function setPin(server: ServerClient, target: ProcessRef, action: 'pin' | 'unpin'): Promise<PinReport> {
  const answer = await server.post(`/api/${action}/${target.pid}`, { start: target.start })
  const refusal = refusalIn(answer.body)
  if (refusal === undefined) return bodyOf<PinReport>(answer, `the ${action}`)
  return { id: processId(target), pinned: false, ok: false, message: refusal.message }
}
