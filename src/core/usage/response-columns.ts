/** Responses as columns of numbers beside lists of text: how they go from a scanner to a thread and on to the store, without an object each. */

/**
 * Numbers of each response: moment in ms (NaN where no line has one), input, output, cache read, cache write, those of it that live an hour, web
 * searches, flags (1 its own, 2 fast, 4 in the US), rank and place of its origin, number of its model (-1 for none), of its source, reported
 * cost in US$ (NaN where none is told).
 */
export const responseColumns = 13

export interface ResponseColumns<Source> {
  readonly count: number
  readonly numbers: Float64Array<ArrayBuffer>
  /** Message id and request id of each, by tabs and line ends. */
  readonly ids: string
  readonly models: readonly string[]
  readonly sources: readonly Source[]
}
