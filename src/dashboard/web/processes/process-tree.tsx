import type { ProcessTree } from './tree.ts'

/** What goes with an agent, indented below it. */
export function TreeList({ tree }: { readonly tree: ProcessTree }) {
  return (
    <ul class="tree">
      {tree.lines.map(({ pid, depth, name, what, command, cpu, memory }) => (
        <li key={pid} class={depth === 0 ? 'd0 is-root' : `d${depth}`} title={command}>
          <span class="t-name">{name}</span>
          <span class="t-what">{what}</span>
          <span class="t-num">{cpu}</span>
          <span class="t-num">{memory}</span>
        </li>
      ))}
    </ul>
  )
}
