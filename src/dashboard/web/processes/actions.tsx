/** Kill, force, kill stale, pin: asked once, sent for exactly the process that was shown, and the outcome told as it was observed. */
import type { ComponentChildren } from 'preact'
import { createContext } from 'preact'
import { useCallback, useContext, useMemo, useState } from 'preact/hooks'
import type { KillReport } from '../../../core/kill/kill.ts'
import { staleTargets } from '../../../core/kill/kill-stale.ts'
import type { FleetAgentReport } from '../../../core/process/report.ts'
import { announce } from '../announcer.tsx'
import type { ApiProblem } from '../api.ts'
import { api, ask } from '../api.ts'
import { comesSoon, soon } from '../parts/comes-soon.tsx'
import { showToast } from '../parts/toast.tsx'
import type { KillTarget } from './kill-target.ts'
import { lookAgain, needsSecondLook } from './second-look.ts'

const KillDialog = comesSoon(async () => (await import('./kill-dialog.tsx')).KillDialog)
const KillStaleDialog = comesSoon(async () => (await import('./kill-stale-dialog.tsx')).KillStaleDialog)
const LookingAgainDialog = comesSoon(async () => (await import('./kill-stale-dialog.tsx')).LookingAgainDialog)
const outcome = soon(() => import('./outcome.tsx'))

type Question =
  | { readonly kind: 'kill'; readonly target: KillTarget; readonly isForce: boolean }
  | { readonly kind: 'looking-again' }
  | { readonly kind: 'kill-stale'; readonly agents: readonly FleetAgentReport[] }

/** What is being done to a process at this moment. */
export type Deed = 'asking' | 'ending' | 'pinning'

export interface Actions {
  readonly askToKill: (target: KillTarget, options?: { readonly isForce?: boolean }) => void
  readonly askToKillStale: (agents: readonly FleetAgentReport[]) => void
  readonly togglePin: (agent: FleetAgentReport) => void
  readonly deedOf: (id: string) => Deed | undefined
  /** Changes with every deed. */
  readonly deeds: ReadonlyMap<string, Deed>
}

const ActionsContext = createContext<Actions | undefined>(undefined)

export function useActions(): Actions {
  const actions = useContext(ActionsContext)
  if (actions === undefined) throw new Error('useActions needs an ActionsProvider around it.')
  return actions
}

export function ActionsProvider({ children }: { readonly children: ComponentChildren }) {
  const [question, setQuestion] = useState<Question>()
  const [deeds, setDeeds] = useState<ReadonlyMap<string, Deed>>(new Map())

  /** Stable: it needs nothing but the setters. */
  const mark = useCallback((ids: readonly string[], deed: Deed | undefined) => {
    setDeeds((before) => {
      const after = new Map(before)
      for (const id of ids) deed === undefined ? after.delete(id) : after.set(id, deed)
      return after
    })
  }, [])

  const askToKill = useCallback<Actions['askToKill']>(
    (target, { isForce = false } = {}) => {
      mark([target.process.id], 'asking')
      setQuestion({ kind: 'kill', target, isForce })
    },
    [mark],
  )
  const askToKillStale = useCallback<Actions['askToKillStale']>(async (agents) => {
    if (!needsSecondLook(agents)) return setQuestion({ kind: 'kill-stale', agents })
    const looking: Question = { kind: 'looking-again' }
    setQuestion(looking)
    const latest = await lookAgain(agents)
    const isAnyStale = staleTargets(latest).targets.length > 0
    setQuestion((now) => (now !== looking ? now : isAnyStale ? { kind: 'kill-stale', agents: latest } : undefined))
    if (!isAnyStale) showToast((await outcome()).nothingStaleToast)
  }, [])
  const togglePin = useCallback<Actions['togglePin']>(
    async (agent) => {
      mark([agent.id], 'pinning')
      const answer = await setPinned(agent, !agent.pinned)
      mark([agent.id], undefined)
      if (answer.ok) announce(answer.value.message)
      else showToast((await outcome()).failureToast(answer.error))
    },
    [mark],
  )

  const answerKill = async (target: KillTarget, isForce: boolean, isYes: boolean) => {
    setQuestion(undefined)
    const { id } = target.process
    if (!isYes) return mark([id], undefined)
    mark([id], 'ending')
    const report = await kill(target, isForce)
    mark([id], undefined)
    const { killToast, failureToast } = await outcome()
    showToast(
      'outcome' in report
        ? killToast(target, report, () => askToKill(target, { isForce: true }))
        : failureToast(report),
    )
  }

  const answerKillStale = async (chosen: readonly FleetAgentReport[]) => {
    setQuestion(undefined)
    if (chosen.length === 0) return
    const ids = chosen.map(({ id }) => id)
    mark(ids, 'ending')
    const targets = chosen.map(({ pid, start }) => ({ pid, start }))
    const answer = await ask(api.kill.$post({ json: { targets, force: false } }))
    mark(ids, undefined)
    const { manyToast, failureToast } = await outcome()
    showToast(answer.ok ? manyToast(answer.value.reports) : failureToast(answer.error))
  }

  const actions = useMemo<Actions>(
    () => ({ askToKill, askToKillStale, togglePin, deeds, deedOf: (id) => deeds.get(id) }),
    [deeds, askToKill, askToKillStale, togglePin],
  )
  return (
    <ActionsContext.Provider value={actions}>
      {children}
      {question?.kind === 'kill' && (
        <KillDialog
          key={`${question.target.process.id} ${question.isForce}`}
          target={question.target}
          isForce={question.isForce}
          onAnswer={(isYes) => answerKill(question.target, question.isForce, isYes)}
        />
      )}
      {question?.kind === 'looking-again' && <LookingAgainDialog onClose={() => setQuestion(undefined)} />}
      {question?.kind === 'kill-stale' && <KillStaleDialog agents={question.agents} onAnswer={answerKillStale} />}
    </ActionsContext.Provider>
  )
}

/** A refusal carries the report of what was observed, too. */
async function kill({ process }: KillTarget, isForce: boolean): Promise<KillReport | ApiProblem> {
  const { pid, start } = process
  const answer = await ask(
    api.kill[':pid'].$post({
      param: { pid: String(pid) },
      query: { force: isForce ? 'true' : 'false' },
      json: { start },
    }),
  )
  if (answer.ok) return answer.value
  const { report } = (answer.error.body ?? {}) as { readonly report?: KillReport }
  return report ?? answer.error
}

function setPinned({ pid, start }: FleetAgentReport, isPinned: boolean) {
  const asked = { param: { pid: String(pid) }, json: { start } }
  return isPinned ? ask(api.pin[':pid'].$post(asked)) : ask(api.unpin[':pid'].$post(asked))
}
