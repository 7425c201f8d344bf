/** USER → THINK → [Read ‖ Grep] → ASST: the newest links of the chain that fit, oldest first. Pure. */

import type { FlowNode, FlowTool, LiveSessionState } from '../../core/session/live-session.ts'
import { plainText } from '../../core/words/text.ts'
import type { Line, Span } from '../../terminal/roles.ts'
import { span } from '../../terminal/roles.ts'
import { lineWidth } from '../../terminal/table.ts'
import type { Frame } from './layout.ts'

/** Lines of the pane, each with its blank before. What came before is an ellipsis. */
export function flowLines(state: LiveSessionState, most: number, room: number, frame: Frame): readonly Line[] {
  const nodes = state.flow.map((node, index) => nodeSpans(node, state, index === state.flow.length - 1, frame))
  for (let from = startOf(nodes); from < nodes.length; from += 1) {
    const lines = flowFrom(nodes.slice(from), from > 0, room, frame)
    if (lines.length <= most) return lines.map((spans) => [span(' '), ...spans])
  }
  return []
}

/** More than this never fits. */
const mostNodes = 24
const startOf = (nodes: readonly Line[]): number => Math.max(0, nodes.length - mostNodes)

function flowFrom(nodes: readonly Line[], isCut: boolean, room: number, { glyphs, marks }: Frame): readonly Line[] {
  const lines: Span[][] = [isCut ? [span(glyphs.ellipsis, 'dim')] : []]
  nodes.forEach((node, index) => {
    const arrow = index === 0 ? '' : `${marks.arrow} `
    const last = lines.at(-1) ?? []
    const gap = last.length === 0 || index === 0 ? '' : ' '
    if (lineWidth(last) + gap.length + arrow.length + lineWidth(node) <= room || last.length === 0)
      last.push(span(`${gap}${arrow}`), ...node)
    else lines.push([span(arrow), ...node])
  })
  return lines
}

function nodeSpans(node: FlowNode, state: LiveSessionState, isLast: boolean, frame: Frame): Line {
  if (node.kind !== 'tools') return [span(`${nodeWords[node.kind]}${times(node.count)}`)]
  const tools = node.tools.map((tool) => toolSpans(tool, isLast && state.status === 'waiting', frame))
  const [only] = tools
  if (tools.length === 1 && only !== undefined) return only
  return [
    span('['),
    ...tools.flatMap((one, index) => (index === 0 ? one : [span(` ${frame.marks.parallel} `), ...one])),
    span(']'),
  ]
}

const nodeWords = {
  user: 'USER',
  thinking: 'THINK',
  text: 'ASST',
  compaction: 'COMP',
  interrupt: 'STOP',
} as const

function toolSpans({ tool, status, count }: FlowTool, isWaiting: boolean, { glyphs, columns }: Frame): Line {
  const name = `${plainText(tool)}${times(count)}`
  if (status === 'failed') return [span(name), span(glyphs.failed, 'bad')]
  if (status === 'interrupted') return [span(name), span(glyphs.failed, 'warn')]
  if (status === 'done') return [span(name)]
  if (!isWaiting) return [span(name, 'busy')]
  return [span(columns >= 110 ? `${glyphs.waiting} ${name}` : glyphs.waiting, 'you')]
}

const times = (count: number): string => (count > 1 ? ` ×${count}` : '')
