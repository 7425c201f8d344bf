/** Whose something is: two letters in a frame, never a colour, never a logo. Drawn letter by letter, so that a new kind needs none. */
import { kindOf } from '../../../agents/kinds.ts'

/** At the left, tall. */
const firstLetters: Readonly<Record<string, string>> = {
  a: 'M4.200 10.100 6.500 3.900l2.300 6.200M5 8.100h3',
  c: 'M8.700 4.900A2.700 3.100 0 1 0 8.700 9.100',
  g: 'M8.700 4.900A2.700 3.100 0 1 0 9.100 8.700V7.300H7.100',
  k: 'M4.700 3.900v6.200M8.700 3.900 4.800 7.400M6.200 6.300l2.700 3.800',
  o: 'M6.700 3.900a2.700 3.100 0 1 0 0 6.200 2.700 3.100 0 1 0 0-6.200z',
  p: 'M4.700 10.100V3.900h2.200a1.900 1.800 0 0 1 0 3.600H4.700',
  q: 'M6.700 3.900a2.700 3.100 0 1 0 0 6.200 2.700 3.100 0 1 0 0-6.200zM7.300 8.400l2 2',
}
/** At the right, small. */
const secondLetters: Readonly<Record<string, string>> = {
  c: 'M15 6.900a2 2.100 0 1 0 0 2.400',
  e: 'M11.300 8.200h3.900a2 2.100 0 1 0-.5 1.300',
  i: 'M13 6.200v3.900M13 4v.010',
  l: 'M12.200 3.600V8.900a1.200 1.200 0 0 0 1.200 1.200h.4',
  p: 'M11.500 6.200v5.600M11.500 8.100a1.850 1.950 0 1 0 3.700 0 1.850 1.950 0 1 0-3.700 0z',
  u: 'M11.400 6.200v2.300a1.700 1.600 0 0 0 3.400 0V6.200M14.800 8.400v1.700',
  w: 'M10.900 6.200l1.100 3.900 1.300-3.500 1.300 3.500 1.100-3.900',
  x: 'M11.300 6.100l3.700 4M15 6.100l-3.700 4',
}

interface KindMarkProps {
  readonly agent: string
  /** Its name stands beside it: it is not said twice. */
  readonly isBeside?: boolean
}

export function KindMark({ agent, isBeside = false }: KindMarkProps) {
  const { mark, displayName } = kindOf(agent)
  const [first, second] = [firstLetters[mark[0] ?? ''], secondLetters[mark[1] ?? '']]
  return (
    <svg
      class="kind"
      width="20"
      height="14"
      viewBox="0 0 20 14"
      {...(isBeside ? { 'aria-hidden': true } : { role: 'img', 'aria-label': displayName })}
    >
      <title>{displayName}</title>
      <rect class="k-frame" x=".5" y=".5" width="19" height="13" rx="3.5" />
      {first !== undefined && second !== undefined ? (
        <path d={`${first}${second}`} />
      ) : (
        <text x="10" y="10" text-anchor="middle">
          {mark}
        </text>
      )}
    </svg>
  )
}
