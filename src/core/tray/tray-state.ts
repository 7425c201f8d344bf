/** How it stands with the tray of a server: what `GET /api/tray` answers, and every face puts into words with tray-words.ts. */
import type { NoTrayReason } from './tray-decision.ts'

export type TrayState =
  /** Electron runs. `isServer`: it serves as well, so what ends it ends both. */
  | { readonly kind: 'shown'; readonly isServer?: boolean | undefined }
  | { readonly kind: 'starting' }
  /** May Electron's program be fetched? Nobody has answered yet. */
  | { readonly kind: 'asking'; readonly host: string }
  | {
      readonly kind: 'fetching'
      readonly host: string
      readonly receivedBytes: number
      /** Undefined until the server has said it. */
      readonly totalBytes?: number | undefined
    }
  | { readonly kind: 'unpacking' }
  /** `file`: the archive that brings it by hand. */
  | { readonly kind: 'failed'; readonly failure: TrayFailure; readonly file: string }
  | { readonly kind: 'off'; readonly reason: NoTrayReason | 'put-off' | 'not-started-here' }

/** `later`: not until TCE starts again. `no`: not until somebody says yes. */
export type TrayAnswer = 'yes' | 'later' | 'no'

/** As `GET /api/tray` and the bus tell it. */
export interface TrayReport {
  readonly state: TrayState
  /** The same in a sentence. */
  readonly message: string
}

/** Why there is no tray although there should be one. */
export type TrayFailure =
  /** No answer: no network, no such host, refused, or silent for too long. */
  | { readonly kind: 'unreachable'; readonly host: string; readonly code: string }
  | { readonly kind: 'forbidden'; readonly host: string; readonly status: number }
  /** It broke off, again and again; what came is kept. */
  | { readonly kind: 'broken-off'; readonly host: string; readonly receivedBytes: number }
  /** Not the archive we know: never unpacked. */
  | { readonly kind: 'wrong-archive'; readonly from: string; readonly sha256: string }
  | { readonly kind: 'disk'; readonly path: string; readonly code: string }
  /** The archive that somebody named. */
  | { readonly kind: 'not-read'; readonly path: string; readonly code: string }
  | { readonly kind: 'not-unpacked'; readonly why: string }
  /** Electron was there and ended at once. */
  | { readonly kind: 'not-started'; readonly why: string; readonly sandboxHelper?: string | undefined }
