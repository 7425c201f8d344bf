/** Whether events that are to be sent on arrive. Only a running server sends. */
import { exportWords } from '../../core/captured/export-state.ts'
import { plainText } from '../../core/words/text.ts'
import type { Finding } from '../views/doctor-view.ts'
import type { DoctorFacts } from './facts.ts'

const section = 'This machine'

export async function checkSending({ config, services }: DoctorFacts): Promise<readonly Finding[]> {
  const endpoint = config.ok ? config.value.export.otlpEndpoint : undefined
  if (endpoint === undefined) return []
  const state = services?.origin === 'server' ? (await services.events.totals()).exported : undefined
  if (state === undefined) {
    const message = `Events are to be sent on to ${plainText(endpoint)}, and no server runs that does so.`
    return [{ section, level: 'remark', message, remedy: 'Start it anew: tce run' }]
  }
  const isWell = state.problem === undefined && state.dropped === 0
  return [{ section, level: isWell ? 'ok' : 'remark', message: plainText(exportWords(state)) }]
}
