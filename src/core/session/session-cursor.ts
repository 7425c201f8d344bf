/** Where the next page of sessions begins: after a session, near a place. New sessions may move the place meanwhile. Pure. */
export interface SessionCursor {
  /** How many sessions were shown before. */
  readonly offset: number
  /** The last of them. */
  readonly afterId: string
}

export const writeCursor = ({ offset, afterId }: SessionCursor): string => `${offset}~${afterId}`

/** Undefined for anything `writeCursor` did not write. */
export function readCursor(text: string): SessionCursor | undefined {
  const match = /^(\d{1,9})~(.{1,200})$/.exec(text)
  return match?.[1] === undefined || match[2] === undefined
    ? undefined
    : { offset: Number(match[1]), afterId: match[2] }
}
