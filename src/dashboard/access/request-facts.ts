/** A request as access sees it. */
import type { PeerSocket } from './peer.ts'

export interface RequestFacts {
  readonly method: string
  /** What stands in the request line; undefined where there is none. */
  readonly target: string | undefined
  /** As sent, names and values in turn; undefined where nobody can tell. */
  readonly rawHeaders: readonly string[] | undefined
  readonly socket: PeerSocket | undefined
  header(name: string): string | undefined
  cookie(name: string): string | undefined
}
