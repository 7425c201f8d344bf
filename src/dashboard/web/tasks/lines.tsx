interface LinesProps {
  readonly lines: { readonly added: number; readonly removed: number } | undefined
  /** Of several tries. */
  readonly isTogether?: boolean
}

/** Nothing where nothing is known to have changed. */
export const Lines = ({ lines, isTogether = false }: LinesProps) =>
  lines === undefined ? null : (
    <span title={isTogether ? 'All tries together' : undefined}>
      <span class="add">+{lines.added}</span> <span class="del">−{lines.removed}</span>
    </span>
  )
