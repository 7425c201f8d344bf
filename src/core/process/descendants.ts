/** Who descends from whom. Pure. */
interface Node {
  readonly pid: number
  readonly ppid: number
}

/** Parent pid → its children. */
export function childrenByParent<T extends Node>(processes: Iterable<T>): ReadonlyMap<number, readonly T[]> {
  const children = new Map<number, T[]>()
  for (const process of processes) {
    const siblings = children.get(process.ppid)
    if (siblings === undefined) children.set(process.ppid, [process])
    else siblings.push(process)
  }
  return children
}

/** Everything below `pid`, nearest first. A listing is no snapshot, so it may show a circle: nobody is visited twice. */
export function descendantsOf<T extends Node>(pid: number, children: ReadonlyMap<number, readonly T[]>): readonly T[] {
  const found: T[] = []
  const seen = new Set([pid])
  const visit = (parent: number) => {
    for (const child of children.get(parent) ?? []) {
      if (seen.has(child.pid)) continue
      seen.add(child.pid)
      found.push(child)
    }
  }
  visit(pid)
  for (let at = 0; at < found.length; at++) {
    const next = found[at]
    if (next !== undefined) visit(next.pid)
  }
  return found
}
