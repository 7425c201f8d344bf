/** The ideas of this machine. Who changed which is in the audit log. */
import type { Actor } from '../../core/audit/audit.ts'
import { cleanIdea, type Idea, type IdeaAgent, type IdeaText } from '../../core/ideas/idea.ts'
import { handlesOf } from '../../core/inbox/handles.ts'
import type { Result } from '../../core/result.ts'
import { err, ok } from '../../core/result.ts'
import type { IdeaStore } from '../../team/idea-store.ts'
import type { IdeaChange, IdeaProblem, IdeaRequest, IdeaService } from '../ideas.ts'
import type { InboxBeside } from './inbox.ts'

/** A session of this age is the one that a person sees. */
const freshMs = 1_500

export function createIdeas(
  open: () => Promise<Result<IdeaStore, string>>,
  { looks, log, bus, clock }: InboxBeside,
): IdeaService {
  async function opened(): Promise<Result<IdeaStore, IdeaProblem>> {
    const ideas = await open()
    return ideas.ok ? ideas : err({ kind: 'unwritable', message: ideas.error })
  }

  /** `kept`: who it was for before. */
  async function textOf(request: IdeaRequest, kept?: IdeaAgent): Promise<Result<IdeaText, IdeaProblem>> {
    const clean = cleanIdea(request)
    if (!clean.ok) return err({ kind: 'bad-text', message: clean.error })
    const { sessionId } = request
    if (sessionId === undefined || sessionId === kept?.sessionId) return ok({ ...clean.value, for: kept })
    if (sessionId === '') return ok(clean.value)
    const { processes } = await looks.read(freshMs)
    const agent = processes.find((one) => one.sessionId === sessionId)
    const name = handlesOf(processes).get(sessionId)
    if (agent === undefined || name === undefined)
      return err({ kind: 'no-session', message: 'No agent that runs has that session.' })
    return ok({ ...clean.value, for: { sessionId, agent: agent.agent, name } })
  }

  async function tell(verb: 'idea.add' | 'idea.change' | 'idea.remove', idea: Idea, actor: Actor): Promise<void> {
    await log.record({ action: verb, actor, subject: idea.id, outcome: 'done', message: `${idea.id}: ${idea.title}` })
    bus.append({ type: 'team.changed', data: {} })
  }

  async function carryOut(
    ideas: IdeaStore,
    before: Idea,
    asked: IdeaChange,
  ): Promise<Result<Idea | undefined, IdeaProblem>> {
    if (asked.do === 'remove') {
      await ideas.remove(before.id)
      return ok(before)
    }
    if (asked.do === 'built') return ok(await ideas.build(before.id, asked.promptId, clock()))
    const text = await textOf(asked, before.for)
    return text.ok ? ok(await ideas.edit(before.id, text.value)) : text
  }

  return {
    async list() {
      const ideas = await opened()
      return ideas.ok ? ideas.value.list() : []
    },
    async add(request, actor) {
      const [ideas, text] = [await opened(), await textOf(request)]
      if (!ideas.ok) return ideas
      if (!text.ok) return text
      const added = await ideas.value.add(text.value, clock())
      await tell('idea.add', added, actor)
      return ok(added)
    },
    async change(id, asked, actor) {
      const ideas = await opened()
      if (!ideas.ok) return ideas
      const before = await ideas.value.find(id)
      const changed = before === undefined ? ok(undefined) : await carryOut(ideas.value, before, asked)
      if (!changed.ok) return changed
      if (changed.value === undefined) return err({ kind: 'no-idea', message: `There is no idea ${id}.` })
      await tell(asked.do === 'remove' ? 'idea.remove' : 'idea.change', changed.value, actor)
      return ok(changed.value)
    },
  }
}
