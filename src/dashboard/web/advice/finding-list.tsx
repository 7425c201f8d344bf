/** The findings, and in the place of one that is of no use the way back. */
import { useState } from 'preact/hooks'
import type { AdviceFinding, AdviceReport, HiddenAdvice } from '../../../core/advice/advice.ts'
import { plainText } from '../../../core/words/text.ts'
import { announce } from '../announcer.tsx'
import { api, ask } from '../api.ts'
import { orSay } from '../parts/or-say.ts'
import type { AdviceAddress } from './address.ts'
import { Finding } from './finding.tsx'

interface FindingListProps {
  readonly report: AdviceReport
  readonly address: AdviceAddress
  readonly nowMs: number
  readonly onChange: () => void
}

const change = async (hidden: HiddenAdvice, isHidden: boolean): Promise<boolean> =>
  orSay(await ask(api.advice.$post({ json: { ...hidden, isHidden } }))) !== undefined

export function FindingList({ report, address, nowMs, onChange }: FindingListProps) {
  /** Just hidden: they stay where they are, as a line with the way back. */
  const [gone, setGone] = useState<readonly HiddenAdvice[]>([])
  const without = (rule: AdviceFinding['rule']) => gone.filter((one) => one.rule !== rule)

  async function hide(finding: AdviceFinding, project?: string) {
    const { rule, title } = finding
    const before = gone.find((one) => one.rule === rule)
    const hidden = { rule, ...(project !== undefined && { project }) }
    if (!(await change(hidden, true))) return
    if (before !== undefined) await change(before, false)
    setGone([...without(rule), hidden])
    announce(`“${title}” is not shown again${project === undefined ? '' : ` in ${project}`}.`)
  }

  async function showAgain({ rule, title }: AdviceFinding) {
    const hidden = [...gone, ...report.hidden].filter((one) => one.rule === rule)
    for (const one of hidden) if (!(await change(one, false))) return
    setGone(without(rule))
    announce(`“${title}” is shown again.`)
    onChange()
  }

  if (report.findings.length === 0) return null
  return (
    <ol class="table-wrap adv-list">
      {report.findings.map((finding) => {
        const hidden = gone.find(({ rule }) => rule === finding.rule)
        return hidden === undefined ? (
          <Finding
            key={finding.rule}
            finding={finding}
            address={address}
            nowMs={nowMs}
            onNotUseful={() => void hide(finding)}
            onShowAgain={() => void showAgain(finding)}
          />
        ) : (
          <Gone
            key={finding.rule}
            finding={finding}
            hidden={hidden}
            onOnlyIn={(project) => void hide(finding, project)}
            onUndo={() => void showAgain(finding)}
          />
        )
      })}
    </ol>
  )
}

interface GoneProps {
  readonly finding: AdviceFinding
  readonly hidden: HiddenAdvice
  readonly onOnlyIn: (project: string) => void
  readonly onUndo: () => void
}

function Gone({ finding: { title, dearest }, hidden, onOnlyIn, onUndo }: GoneProps) {
  const project = dearest[0]?.project
  return (
    <li class="adv is-gone">
      <p>
        <b>{title}</b> is not shown again{hidden.project !== undefined && ` in ${plainText(hidden.project)}`}.
      </p>
      <span class="btns">
        {project !== undefined && hidden.project === undefined && (
          <button type="button" class="link" onClick={() => onOnlyIn(project)}>
            Only hide it in {plainText(project)}
          </button>
        )}
        <button type="button" class="link" onClick={onUndo}>
          Undo
        </button>
      </span>
    </li>
  )
}
