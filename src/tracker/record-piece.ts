/** What a reading of records is given, and what comes of it: pieces that can be stored one by one. */
import type { RecordPlace } from '../agents/records.ts'
import type { SerializedFacts } from '../core/session/file-facts.ts'
import type { AccountAt } from '../core/usage/account.ts'
import type { LinePosition } from '../storage/line-reader.ts'
import type { RecordKind } from './found-files.ts'
import type { PackedVariants } from './packed-variants.ts'

/** What a file was when it was last read, and how far. */
export interface FileState extends LinePosition {
  readonly device: number
  readonly inode: number
  readonly sizeBytes: number
  readonly mtimeMs: number
  /** Of what was read: to know a file that was rewritten in place, or cut back and grown again. */
  readonly fingerprint: string
  /** What the reader of its lines carries over, where it carries anything. */
  readonly readerCarry: string | undefined
}

export interface RecordTask {
  readonly path: string
  readonly kind: RecordKind
  readonly place: RecordPlace
  /** Undefined for a new file. */
  readonly state: FileState | undefined
  /** As stored with the state. */
  readonly facts: SerializedFacts | undefined
}

export interface RecordPiece {
  readonly path: string
  readonly kind: RecordKind
  readonly place: RecordPlace
  /** How far the file was read before this piece; undefined: it was new, or is read anew. */
  readonly baseOffset: number | undefined
  readonly state: FileState
  readonly sessionId: string
  /** Empty where its description names none. */
  readonly subagentType: string | undefined
  readonly facts: SerializedFacts
  readonly variants: PackedVariants
  /** What it tells of the agent's account, the newest of each limit. */
  readonly accounts: readonly AccountAt[]
  readonly badLines: readonly { readonly offset: number; readonly reason: string }[]
  readonly badCount: number
  readonly bytesRead: number
}

export interface UnreadableFile {
  readonly path: string
  readonly problem: string
}
