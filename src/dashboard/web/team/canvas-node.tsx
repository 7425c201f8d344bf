/** An agent on the canvas: as small as it gets, its text stays readable, or goes. */
import { labelOf } from '../../../core/process/agent-words.ts'
import { nodeSize } from '../../../core/team/graph.ts'
import type { TeamNode } from './team-state.ts'
import { markOf, spokenNode } from './team-words.ts'

/** Hues of the charts; none of them is the blue that means you. */
const hues = [5, 6, 2] as const
export const hueOf = (group: number | undefined): string =>
  group === undefined ? 'g0' : `g${hues[group % hues.length]}`

interface NodeProps {
  readonly node: TeamNode
  readonly scale: number
  readonly isChosen: boolean
  readonly isLinking: boolean
  readonly isStop: boolean
  readonly connectedWith: readonly string[]
  readonly onPress: () => void
}

const [leastPx, usualPx, subPx] = [11, 12, 11]
/** Of its width a letter takes so much of its size. */
const letterWidth = 0.56
/** Of a name that says anything. */
const leastLetters = 9
const textWidth = nodeSize.width - 25 - 8

export function CanvasNode({ node, scale, isChosen, isLinking, isStop, connectedWith, onPress }: NodeProps) {
  const { agent, x, y, group, sessionId } = node
  const { project, name } = labelOf(agent)
  const size = Math.max(usualPx, leastPx / scale)
  const isSmall = size > usualPx
  const shown = isSmall ? fitting(project, size) : `${fitting(project, size)} ${fitting(name, subPx)}`
  const hasText = size * letterWidth * leastLetters < textWidth
  const spoken = spokenNode(agent, connectedWith, hasText ? shown : '')
  const classes = [
    ...['gn', hueOf(group), `is-${markOf(agent)}`],
    ...(isChosen ? ['is-on'] : []),
    ...(isLinking ? ['is-linking'] : []),
  ]
  const mark = hasText ? { x: 9, y: isSmall ? 17 : 9, size: 10 } : { x: 60, y: 10, size: 24 }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a button can't stand in a drawing.
    <g
      class={classes.join(' ')}
      transform={`translate(${x} ${y})`}
      role="button"
      tabindex={isStop ? 0 : -1}
      data-session={sessionId}
      aria-pressed={isChosen}
      aria-label={spoken}
      // Of a pointer the canvas knows whether it dragged.
      onClick={({ detail }) => detail === 0 && onPress()}
    >
      <rect {...nodeSize} rx="6" />
      <use
        href={`#m-${markOf(agent)}`}
        class={`mark is-${markOf(agent)}`}
        x={mark.x}
        y={mark.y}
        width={mark.size}
        height={mark.size}
      />
      {hasText && (
        <text class="gt" x="25" y={isSmall ? 22 + size / 3 : 18} font-size={size}>
          {fitting(project, size)}
        </text>
      )}{' '}
      {!isSmall && (
        <text class="gs" x="25" y="34" font-size={subPx}>
          {fitting(name, subPx)}
        </text>
      )}
      <title>{spoken}</title>
    </g>
  )
}

function fitting(text: string, size: number): string {
  const [most, characters] = [Math.floor(textWidth / (size * letterWidth)), [...text]]
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : text
}
