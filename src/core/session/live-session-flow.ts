/** The flow of the main chain: USER → THINK → [Bash ‖ Read] → ASST. Equal neighbours become one node with a count. Pure. */
import type { FlowNode, FlowTool, StepStatus } from './live-session.ts'

type Writable<T> = { -readonly [K in keyof T]: T[K] }
type SimpleKind = Exclude<FlowNode['kind'], 'tools'>
type SimpleNode = { kind: SimpleKind; count: number }
type ToolsNode = { kind: 'tools'; tools: Writable<FlowTool>[] }

const mostNodes = 48

export class SessionFlow {
  #nodes: (SimpleNode | ToolsNode)[] = []
  /** Calls without a result, by id. */
  readonly #open = new Map<string, Writable<FlowTool>>()

  add(kind: SimpleKind): void {
    const last = this.#nodes.at(-1)
    if (last !== undefined && last.kind === kind) last.count++
    else this.#push({ kind, count: 1 })
  }

  call(toolId: string, tool: string, isParallel: boolean): void {
    const last = this.#nodes.at(-1)
    const node = last?.kind === 'tools' && (isParallel || isRepeated(last, tool)) ? last : undefined
    const target = node ?? this.#push({ kind: 'tools', tools: [] })
    const known = target.tools.find((one) => one.tool === tool)
    const entry = known ?? { tool, status: 'pending', count: 0 }
    if (known === undefined) target.tools.push(entry)
    entry.count++
    if (entry.status === 'done') entry.status = 'pending'
    this.#open.set(toolId, entry)
  }

  end(toolId: string, status: StepStatus): void {
    const entry = this.#open.get(toolId)
    if (entry === undefined) return
    this.#open.delete(toolId)
    const isStillOpen = [...this.#open.values()].includes(entry)
    if (status !== 'done') entry.status = status
    else if (!isStillOpen && entry.status === 'pending') entry.status = 'done'
  }

  nodes(pendingAs: StepStatus): readonly FlowNode[] {
    const shown = (tool: FlowTool): FlowTool => ({
      ...tool,
      status: tool.status === 'pending' ? pendingAs : tool.status,
    })
    return this.#nodes.map((node) =>
      node.kind === 'tools' ? { kind: node.kind, tools: node.tools.map(shown) } : { ...node },
    )
  }

  #push<N extends SimpleNode | ToolsNode>(node: N): N {
    this.#nodes.push(node)
    if (this.#nodes.length > mostNodes * 2) this.#nodes = this.#nodes.slice(-mostNodes)
    return node
  }
}

/** The same tool again, alone: Edit → Edit → Edit is Edit ×3. A failed one keeps its own node. */
const isRepeated = ({ tools }: ToolsNode, tool: string): boolean =>
  tools.length === 1 && tools[0]?.tool === tool && tools[0].status !== 'failed' && tools[0].status !== 'interrupted'
