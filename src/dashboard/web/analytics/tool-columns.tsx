/** Which tool it was and how often it was called, beside the one that was called most. */
import { formatCount } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import type { Column } from '../parts/table.tsx'
import { ShareBar } from './share-bar.tsx'

interface CalledTool {
  readonly name: string
  readonly calls: number
}

/** Most called first. */
export function callColumns<Tool extends CalledTool>(tools: readonly Tool[]): readonly Column<Tool>[] {
  const mostCalls = tools[0]?.calls || 1
  return [
    { id: 'tool', head: 'Tool', class: 'clip', isName: true, cell: ({ name }) => <code>{plainText(name)}</code> },
    {
      id: 'bar',
      head: <span class="sr">Share</span>,
      class: 'bar-cell',
      cell: ({ calls }) => <ShareBar share={calls / mostCalls} />,
    },
    { id: 'calls', head: 'Calls', class: 'num', cell: ({ calls }) => formatCount(calls) },
  ]
}
