/**
 * One language for everything that can be asked of events, texts and prompts:
 * `level:warn,error -source:ci data.run:>3 "exact words" word OR other since:24h`.
 * Terms side by side must all hold, `OR` separates alternatives, times bound the whole. What the keys are is said by who asks.
 */

/** How one value is compared: the whole of it, its beginning (`key:pre*`), or as a number. */
export type Match =
  | { readonly kind: 'whole'; readonly text: string }
  | { readonly kind: 'beginning'; readonly text: string }
  | { readonly kind: 'number'; readonly op: Comparison; readonly value: number }

export type Comparison = '>' | '>=' | '<' | '<='

/** A term holds when any of its matches does, or with `not`, when none does. */
export type Term =
  | { readonly kind: 'key'; readonly key: string; readonly not: boolean; readonly matches: readonly Match[] }
  | {
      readonly kind: 'path'
      readonly path: readonly string[]
      readonly not: boolean
      readonly matches: readonly Match[]
    }
  | { readonly kind: 'text'; readonly text: string; readonly exact: boolean; readonly not: boolean }

export interface Query {
  /** Alternatives, of which one must hold; each is a list of terms that must all hold. Empty: everything. */
  readonly any: readonly (readonly Term[])[]
  /** From this instant on, in epoch milliseconds. */
  readonly fromMs?: number
  /** Before this instant. */
  readonly beforeMs?: number
}

/** What a key takes. `tree` is a key with paths below it: `data.run.id:7`. */
export type QueryKey =
  | { readonly takes: 'text' }
  | { readonly takes: 'number' }
  | { readonly takes: 'tree' }
  | { readonly takes: 'one of'; readonly values: readonly string[] }

export type QueryKeys = Readonly<Record<string, QueryKey>>

/** Why a query can't be read: where, by character (0 is the first), and one sentence. */
export interface QuerySyntaxProblem {
  readonly atCharacter: number
  readonly characters: number
  readonly message: string
}

/** What `since:24h` and `after:2026-11-20` are counted from. */
export interface QueryClock {
  readonly nowMs: number
  /** Where the local day begins that `YYYY-MM-DD` names; undefined for what is no day. */
  startOfDay(day: string): number | undefined
}
