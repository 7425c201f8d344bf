/** One finding: its money, its arithmetic, what could be done, a picture; its cases behind a button. */
import { useState } from 'preact/hooks'
import type { AdviceFinding } from '../../../core/advice/advice.ts'
import { formatUsd } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import type { AdviceAddress } from './address.ts'
import { CaseTable } from './case-table.tsx'
import { EvidencePicture } from './evidence-picture.tsx'

interface FindingProps {
  readonly finding: AdviceFinding
  readonly address: AdviceAddress
  readonly nowMs: number
  readonly onNotUseful: () => void
  readonly onShowAgain: () => void
}

export function Finding({ finding, address, nowMs, onNotUseful, onShowAgain }: FindingProps) {
  const [isOpen, open] = useState(false)
  const { rule, usd, title, evidence, next, picture, isHidden } = finding
  const id = `advice-${rule}`
  return (
    <li class="adv">
      <div class="adv-money">
        <b>{formatUsd(usd)}</b>
        <span class="origin" title="Counted tokens × list prices; what the other way would have cost is worked out">
          estimate
        </span>
      </div>
      <div class="adv-body">
        <h2>{title}</h2>
        <p>{plainText(evidence)}</p>
        <p class="adv-next">{plainText(next)}</p>
        <div class="adv-do">
          <button
            type="button"
            class="btn small"
            aria-controls={id}
            aria-expanded={isOpen}
            onClick={() => open(!isOpen)}
          >
            {isOpen ? 'Show less' : 'Show me'}
          </button>
          {isHidden ? (
            <button type="button" class="btn small is-quiet" onClick={onShowAgain}>
              Show it again
            </button>
          ) : (
            <button type="button" class="btn small is-quiet" onClick={onNotUseful}>
              Not useful
            </button>
          )}
        </div>
      </div>
      {picture && <EvidencePicture picture={picture} />}
      <div class="adv-slot" id={id} hidden={!isOpen}>
        {isOpen && <CaseTable finding={finding} address={address} nowMs={nowMs} />}
      </div>
    </li>
  )
}
