/** The backends that TCE brings: one for each kind of agent that it can begin, from what is known of it. Pure. */
import { type Backend, wordsOf } from '../core/tasks/backend.ts'
import type { Agent } from './agent.ts'

/** Stands for an id where one is needed to ask how it is taken up. */
const anySession = 'SESSION'

export function seededBackends(agents: readonly Agent[]): readonly Backend[] {
  return agents.flatMap(({ id, command, begin, resumeCommand }): readonly Backend[] => {
    if (begin === undefined) return []
    const resume = resumeCommand({ sessionId: anySession })
    const { serving = [] } = begin
    return [
      {
        ...{ name: id, agent: id, command: [command, ...serving], modelFlag: begin.model },
        promptFlag: begin.prompt === 'last' ? '' : begin.prompt,
        sessionFlag: begin.session,
        modeFlag: begin.mode?.flag,
        mode: begin.mode?.usual,
        resume: resume && [...wordsOf(resume).map((word) => word.replace(anySession, '{session}')), ...serving],
        fork: begin.fork && [command, ...begin.fork, ...serving],
        headless: begin.headless && [command, ...begin.headless],
      },
    ]
  })
}
