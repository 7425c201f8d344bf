/** What an action came to, in the words of who observed it. */

import type { KillReport } from '../../../core/kill/kill.ts'
import { joinLabel, labelOf } from '../../../core/process/agent-words.ts'
import { formatBytes, plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import type { ApiProblem } from '../api.ts'
import { CopyButton } from '../parts/copy-button.tsx'
import type { Toast } from '../parts/toast.tsx'
import type { KillTarget } from './kill-target.ts'

/** `onForce` is offered only where asking did not help. */
export function killToast(target: KillTarget, report: KillReport, onForce: () => void): Toast {
  const resumeCommand = 'resumeCommand' in target.process ? target.process.resumeCommand : undefined
  const canForce = report.outcome === 'still-alive' && !report.sent.includes('SIGKILL')
  return {
    isOk: report.ok,
    content: <Sentence report={report} label={joinLabel(labelOf(target.process))} />,
    actions: (
      <>
        {report.outcome === 'ended' && resumeCommand && (
          <CopyButton text={resumeCommand} what="resume command">
            Resume command
          </CopyButton>
        )}
        {canForce && (
          <button type="button" class="btn is-danger" onClick={onForce}>
            Force…
          </button>
        )}
      </>
    ),
  }
}

/** The server's sentence; what ended is named in full and stands out. */
function Sentence({ report, label }: { readonly report: KillReport; readonly label: string }) {
  const message = plainText(report.message)
  const rest = report.outcome === 'ended' ? /^.*? ended ((?:after|at once).*)$/.exec(message)?.[1] : undefined
  const next = report.outcome === 'still-alive' ? undefined : report.next
  return (
    <>
      {rest === undefined ? (
        message
      ) : (
        <>
          <b>{label} ended</b> {rest}
        </>
      )}
      {next && (
        <>
          {' '}
          Next: <code>{plainText(next)}</code>
        </>
      )}
    </>
  )
}

export function manyToast(reports: readonly KillReport[]): Toast {
  const ended = reports.filter(({ outcome }) => outcome === 'ended')
  const others = reports.filter(({ outcome }) => outcome !== 'ended')
  const processes = ended.reduce((sum, { endedProcesses = 0 }) => sum + endedProcesses, 0)
  const freed = ended.reduce((sum, { freedBytes = 0 }) => sum + freedBytes, 0)
  const freedWords = freed > 0 ? `, ${formatBytes(freed)} freed` : ''
  return {
    isOk: reports.every(({ ok }) => ok),
    content: (
      <>
        <b>
          {ended.length} of {plural(reports.length, 'session')} ended.
        </b>{' '}
        {ended.length > 0 && `${plural(processes, 'process', 'processes')} gone${freedWords}.`}
        {others.map(({ id, message }) => (
          <span key={id} class="toast-line">
            {plainText(message)}
          </span>
        ))}
      </>
    ),
  }
}

export const failureToast = ({ message }: Pick<ApiProblem, 'message'>): Toast => ({
  isOk: false,
  content: plainText(message),
})

export const nothingStaleToast: Toast = {
  isOk: true,
  content: (
    <>
      <b>Nothing is stale any more.</b> Nothing was sent.
    </>
  ),
}
