/** Hooks in agents' settings that nobody listens to, as after a crash: each would print a line in its session. They are taken out. */
import { findPortOwner } from '../../control/port-owner.ts'
import { ownUser } from '../../core/audit/audit.ts'
import { CliError } from '../../core/cli-error.ts'
import type { Finding } from '../views/doctor-view.ts'
import type { DoctorFacts } from './facts.ts'
import { shortPath } from './facts.ts'

const section = 'Agents'

export async function checkHooks({ services, homeDir }: DoctorFacts): Promise<readonly Finding[]> {
  if (services === undefined) return []
  const { places, isServing, events } = await services.hooks.read()
  const wrong = places.flatMap(({ problem, isWanted, state }): readonly Finding[] =>
    problem === undefined || !(isWanted || state !== 'out') ? [] : [{ section, level: 'remark', message: problem }],
  )
  if (isServing) {
    const count = places.filter(({ state }) => state === 'in').length
    if (count === 0) return wrong
    return [
      {
        section,
        level: 'ok',
        message: `${events.length} hooks tell TCE what agents do: tce hooks status`,
      },
      ...wrong,
    ]
  }
  return [...(await strandedHooks(services, homeDir)), ...wrong]
}

async function strandedHooks(
  services: NonNullable<DoctorFacts['services']>,
  homeDir: string,
): Promise<readonly Finding[]> {
  const isListening = async (port: number) => (await findPortOwner(port)) !== undefined
  try {
    const files = await services.hooks.takeOutStranded(isListening, ownUser('cli'))
    if (files.length === 0) return []
    const where = files.map((file) => shortPath(file, homeDir)).join(' and ')
    const message = `Hooks of a TCE that runs no more stood in ${where}. They were taken out: each printed a line in its session.`
    return [{ section, level: 'remark', message, remedy: 'Where you want them they go in again with TCE: tce run' }]
  } catch (cause) {
    // An agent that asks the doctor changes nothing.
    if (cause instanceof CliError) return []
    throw cause
  }
}
