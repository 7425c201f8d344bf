/** Pin and kill as buttons with words. */
import type { FleetAgentReport } from '../../../core/process/report.ts'
import { Icon } from '../parts/mark.tsx'
import type { Actions } from './actions.tsx'

interface ActionButtonsProps {
  readonly agent: FleetAgentReport
  readonly isOff: boolean
  readonly actions: Pick<Actions, 'askToKill' | 'togglePin'>
  /** Whom they mean, for readers, where many agents have such buttons. */
  readonly label?: string
  /** @default true */
  readonly hasIcon?: boolean
}

export function ActionButtons({ agent, isOff, actions, label, hasIcon = true }: ActionButtonsProps) {
  const pin = agent.pinned ? 'Unpin' : 'Pin'
  return (
    <>
      <button
        type="button"
        class="btn"
        disabled={isOff}
        aria-label={label && `${pin} ${label}`}
        onClick={() => actions.togglePin(agent)}
      >
        {hasIcon && <Icon name="pin" size={14} />}
        {pin}
      </button>
      <button
        type="button"
        class="btn is-danger"
        disabled={isOff}
        aria-label={label && `Kill ${label}…`}
        onClick={() => actions.askToKill({ kind: 'agent', process: agent })}
      >
        Kill…
      </button>
    </>
  )
}
