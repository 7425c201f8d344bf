import { isLive } from '../../live/live-store.ts'
import { Icon } from '../../parts/mark.tsx'
import { changeMarks } from './change-marks.ts'

interface StarButtonProps {
  readonly id: string
  readonly isStarred: boolean
  readonly onChange: () => void
}

export const StarButton = ({ id, isStarred, onChange }: StarButtonProps) => (
  <button
    type="button"
    class={`icon-btn star${isStarred ? ' is-on' : ''}`}
    aria-pressed={isStarred}
    aria-label="Star"
    title={isStarred ? 'Take the star away' : 'Star this session'}
    disabled={!isLive.value}
    onClick={() => void changeMarks(id, { isStarred: !isStarred }, onChange)}
  >
    <Icon name="star" size={16} />
  </button>
)
