/** Whether a fence can be put around the agents of tasks here. */
import { plainText } from '../../core/words/text.ts'
import { lookAtFence } from '../../tasks/fence/look.ts'
import type { Finding } from '../views/doctor-view.ts'
import type { DoctorFacts } from './facts.ts'

const section = 'This machine'

export async function checkFence({ config, env, platform }: DoctorFacts): Promise<readonly Finding[]> {
  const isWanted = config.ok && config.value.sandbox.enabled
  const { isAvailable, tool, problem, next } = await lookAtFence({ platform, env })
  if (isAvailable) {
    const message = `Fence around agents of tasks: ${tool}, ${isWanted ? 'on' : 'off (tce config set sandbox.enabled true)'}`
    return [{ section, level: 'ok', message }]
  }
  const why = plainText(problem ?? 'it can’t be told why')
  if (!isWanted)
    return [{ section, level: 'ok', message: `No fence around agents of tasks, and none is wanted. ${why}` }]
  const message = `[sandbox] wants a fence around agents of tasks, and there is none: ${why} None is started.`
  const remedy = next === undefined ? 'tce config set sandbox.enabled false' : `Next: ${next}`
  return [{ section, level: 'problem', message, remedy }]
}
