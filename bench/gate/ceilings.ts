/** What may not be more, however slowly it came to be so: tightened to what was reached, with room for a busy machine. Pure. */
import { medianOf } from './compare.ts'

export interface GateFound {
  /** Of each run: CPU time as a multiple of a bare Node.js's in the same turn. */
  cpuOf(run: string): readonly number[]
  /** By gzip, of what a browser is sent before the page's first table. */
  readonly pageBytes: number
  /**
   * Of each turn: what the page's thread took of the processor until its first table from a warm server, as a multiple of what a bare page
   * with a table took in the same turn. Empty without a browser.
   */
  readonly pageTimes: readonly number[]
}

export interface Ceiling {
  readonly what: string
  readonly most: number
  /** NaN where it was not measured. */
  found(of: GateFound): number
}

const medianIn = (figures: readonly number[]): number => (figures.length === 0 ? Number.NaN : medianOf(figures))

export const ceilings: readonly Ceiling[] = [
  {
    what: 'tce status --json, in bare Node.js',
    most: 2.8,
    found: ({ cpuOf }) => medianIn(cpuOf('tce status --json')),
  },
  {
    what: 'tce statusline, in bare Node.js',
    most: 1.8,
    found: ({ cpuOf }) => medianIn(cpuOf('tce statusline')),
  },
  {
    what: 'tce usage --json, warm, in bare Node.js',
    most: 3.9,
    found: ({ cpuOf }) => medianIn(cpuOf('tce usage --json, warm')),
  },
  {
    what: 'tce usage --json, cold ÷ warm',
    most: 2.7,
    found: ({ cpuOf }) => medianIn(cpuOf('tce usage --json, cold')) / medianIn(cpuOf('tce usage --json, warm')),
  },
  {
    what: 'tce usage --json of six others, cold ÷ Claude Code’s, cold',
    most: 1.1,
    found: ({ cpuOf }) =>
      medianIn(cpuOf('tce usage --json of six others, cold')) / medianIn(cpuOf('tce usage --json, cold')),
  },
  {
    what: 'page: KB gz before its first table, without the agents',
    most: 53.5,
    found: ({ pageBytes }) => pageBytes / 1000,
  },
  {
    what: 'page: first table from a warm server, CPU, in a bare page’s with a table',
    most: 2.6,
    // The least disturbed turn: what comes behind the table counts where the machine is busy.
    found: ({ pageTimes }) => (pageTimes.length === 0 ? Number.NaN : Math.min(...pageTimes)),
  },
]

export const isOver = ({ most, found }: Ceiling, of: GateFound): boolean => found(of) > most
