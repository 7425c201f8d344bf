/** The flow of the main chain: USER → THINK → [Bash ‖ Read] → ASST. Equal neighbours become one node with a count. Pure. */
import type { FlowNode, FlowTool, StepStatus } from './live-session.ts'

type Writable<T> = { -readonly [K in keyof T]: T[K] }
type SimpleKind = Exclude<FlowNode['kind'], 'tools'>
type SimpleNode = { kind: SimpleKind; count: number } & Shown
type ToolsNode = { kind: 'tools'; tools: Writable<FlowTool>[] } & Shown
/** As it was shown last: the same object while nothing changes, so that readers need not look at it again. */
interface Shown {
  shown?: { readonly pendingAs: StepStatus; readonly node: FlowNode } | undefined
}

const mostNodes = 48

export class SessionFlow {
  #nodes: (SimpleNode | ToolsNode)[] = []
  /** Calls without a result, by id, and the node in which each stands. */
  readonly #open = new Map<string, { readonly entry: Writable<FlowTool>; readonly node: ToolsNode }>()

  add(kind: SimpleKind): void {
    const last = this.#nodes.at(-1)
    if (last === undefined || last.kind !== kind) {
      this.#push({ kind, count: 1 })
      return
    }
    last.count++
    last.shown = undefined
  }

  call(toolId: string, tool: string, isParallel: boolean): void {
    const last = this.#nodes.at(-1)
    const node = last?.kind === 'tools' && (isParallel || isRepeated(last, tool)) ? last : undefined
    const target = node ?? this.#push<ToolsNode>({ kind: 'tools', tools: [] })
    const known = target.tools.find((one) => one.tool === tool)
    const entry = known ?? { tool, status: 'pending', count: 0 }
    if (known === undefined) target.tools.push(entry)
    entry.count++
    target.shown = undefined
    if (entry.status === 'done') entry.status = 'pending'
    this.#open.set(toolId, { entry, node: target })
  }

  end(toolId: string, status: StepStatus): void {
    const open = this.#open.get(toolId)
    if (open === undefined) return
    const { entry, node } = open
    this.#open.delete(toolId)
    node.shown = undefined
    const isStillOpen = [...this.#open.values()].some((other) => other.entry === entry)
    if (status !== 'done') entry.status = status
    else if (!isStillOpen && entry.status === 'pending') entry.status = 'done'
  }

  nodes(pendingAs: StepStatus): readonly FlowNode[] {
    return this.#nodes.map((node) => {
      if (node.shown?.pendingAs !== pendingAs) node.shown = { pendingAs, node: toFlowNode(node, pendingAs) }
      return node.shown.node
    })
  }

  #push<N extends SimpleNode | ToolsNode>(node: N): N {
    this.#nodes.push(node)
    if (this.#nodes.length > mostNodes * 2) this.#nodes = this.#nodes.slice(-mostNodes)
    return node
  }
}

function toFlowNode(node: SimpleNode | ToolsNode, pendingAs: StepStatus): FlowNode {
  if (node.kind !== 'tools') return { kind: node.kind, count: node.count }
  const tools = node.tools.map((tool) => ({ ...tool, status: tool.status === 'pending' ? pendingAs : tool.status }))
  return { kind: node.kind, tools }
}

/** The same tool again, alone: Edit → Edit → Edit is Edit ×3. A failed one keeps its own node. */
const isRepeated = ({ tools }: ToolsNode, tool: string): boolean =>
  tools.length === 1 && tools[0]?.tool === tool && tools[0].status !== 'failed' && tools[0].status !== 'interrupted'
