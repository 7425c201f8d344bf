/** Which files their user has seen as they are. Pure. */

export interface ViewedMark {
  /** Of what was seen, as the list told it. */
  readonly version: string
  /** The blob that was seen, as git calls it; undefined: there was nothing, or nothing that is kept. */
  readonly blob?: string | undefined
}

/** @param blobNow asked only where the version does not tell */
export const isStillViewed = (mark: ViewedMark, version: string, blobNow: () => string | undefined): boolean =>
  mark.version === version || (mark.blob !== undefined && mark.blob === blobNow())
