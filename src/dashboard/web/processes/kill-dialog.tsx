/** Asks once, and shows what goes. The safe answer has the focus, and Esc gives it. */

import { hostSentence } from '../../../core/kill/host-words.ts'
import { joinLabel, labelOf, stateSentence } from '../../../core/process/agent-words.ts'
import { plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { Ask } from '../parts/ask.tsx'
import { CopyButton } from '../parts/copy-button.tsx'
import { formatMoment } from '../parts/time.ts'
import type { KillTarget } from './kill-target.ts'
import { TreeList } from './process-tree.tsx'
import type { ProcessTree } from './tree.ts'
import { treeOf } from './tree.ts'

interface KillDialogProps {
  readonly target: KillTarget
  readonly isForce: boolean
  readonly onAnswer: (isYes: boolean) => void
}

export function KillDialog({ target, isForce, onAnswer }: KillDialogProps) {
  const nowMs = Date.now()
  const tree = treeOfTarget(target, nowMs)
  const resumeCommand = 'resumeCommand' in target.process ? target.process.resumeCommand : undefined
  const what = tree.processCount === 1 ? 'it' : plural(tree.processCount, 'process', 'processes')
  const verb = isForce ? 'Force kill' : 'Kill'
  return (
    <Ask
      title={`${verb} ${joinLabel(labelOf(target.process))}?`}
      yes={`${verb} ${what}`}
      no="Keep it"
      note={
        <>
          <kbd>Esc</kbd> keeps it
        </>
      }
      onAnswer={onAnswer}
    >
      <p>{isForce ? 'It did not end when asked.' : whyCareful(target, nowMs, resumeCommand !== undefined)}</p>
      <div class="well">
        <p class="well-head">
          <span>What goes</span>
          <span>
            {plural(tree.processCount, 'process', 'processes')}, {tree.memory}
          </span>
        </p>
        <TreeList tree={tree} />
      </div>
      {resumeCommand && (
        <p class="copyline">
          <span class="muted">Resume later</span>
          <code>{plainText(resumeCommand)}</code>
          <CopyButton text={resumeCommand} what="resume command" />
        </p>
      )}
      <p class="muted fine">
        {isForce
          ? 'Asks once more, waits up to 5 s, then ends it without asking (SIGKILL): what it has not written yet is lost.'
          : 'Asks each process to end (SIGTERM), waits up to 5 s, then says what really happened. Force is offered only if that fails.'}
      </p>
    </Ask>
  )
}

function whyCareful(target: KillTarget, nowMs: number, isResumable: boolean): string {
  const stays = isResumable ? 'The conversation stays on disk and can be resumed.' : ''
  switch (target.kind) {
    case 'agent':
      return [stateSentence(target.process, nowMs), hostSentence(target.process), stays]
        .filter((sentence) => sentence !== '')
        .join(' ')
    case 'helper':
      if (target.process.carries !== undefined) return hostSentence(target.process)
      return target.process.role === 'supervisor'
        ? 'It serves other sessions: those in the background go on without it, those of Remote Control end with it.'
        : 'Its agent started it for itself, and starts another when it needs one.'
    case 'orphan':
      return `It was left behind: ${plainText(target.process.reason)}.`
    default:
      return target satisfies never
  }
}

function treeOfTarget(target: KillTarget, nowMs: number): ProcessTree {
  const formatTime = (ms: number) => formatMoment(ms, nowMs)
  if (target.kind !== 'orphan') return treeOf(target.process, formatTime)
  const { pid, name, command, cpuPercent, rssBytes } = target.process
  return treeOf({ pid, agent: plainText(name), command, cpuPercent, rssBytes, children: [] }, formatTime)
}
