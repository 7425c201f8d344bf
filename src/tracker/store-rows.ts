/** What was read, as rows of the store: the same for who writes them one by one and for who fills a new store. */
import { isResponseId } from '../agents/records.ts'
import type { ResponseVariant } from '../core/usage/response-merge.ts'
import type { Row } from './many-rows.ts'
import type { SourceLabel } from './packed-variants.ts'
import { tierOf } from './prompt-tier.ts'
import { readerVersion } from './record-files.ts'
import type { RecordPiece } from './record-piece.ts'
import type { Contribution } from './rollups.ts'

export type StoredVariant = ResponseVariant<SourceLabel>

export const fileColumns = [
  ...[
    'id',
    'path',
    'device',
    'inode',
    'size',
    'mtime_ms',
    'offset',
    'carry',
    'fingerprint',
    'session_id',
    'project_slug',
  ],
  ...['subagent_id', 'subagent_type', 'agent', 'machine', 'reader_carry', 'reader', 'bad_count'],
]

export interface FileNamed {
  readonly id: number
  readonly machine: string
  /** All that were found in it so far. */
  readonly badCount: number
}

export const fileRow = ({ id, machine, badCount }: FileNamed, piece: RecordPiece): Row => [
  id,
  piece.path,
  piece.state.device,
  piece.state.inode,
  piece.state.sizeBytes,
  piece.state.mtimeMs,
  piece.state.offset,
  piece.state.carryBytes,
  piece.state.fingerprint,
  piece.sessionId,
  piece.place.projectSlug ?? null,
  piece.place.subagentId ?? null,
  piece.subagentType ?? null,
  piece.kind.agent,
  machine,
  piece.state.readerCarry ?? null,
  readerVersion(piece.kind),
  badCount,
]

/** Of all columns of `response`. */
export const responseWidth = 19

export interface ResponsePlace {
  readonly modelId: number
  readonly fileId: number
  readonly sourceId: number
  readonly reader: number
}

export const responseRow = (messageId: string, v: StoredVariant, place: ResponsePlace): Row => [
  messageId,
  v.requestId,
  Number(v.isOwnResponse),
  v.atMs ?? null,
  place.modelId,
  Number(v.isFast),
  Number(v.isUsInference),
  v.input,
  v.output,
  v.cacheRead,
  v.cacheWrite,
  v.cacheWrite1h,
  v.webSearches,
  v.origin.rank,
  v.origin.place,
  place.fileId,
  place.sourceId,
  v.reportedCostUsd ?? null,
  place.reader,
]

export const tierOfPrompt = ({ input, cacheRead, cacheWrite }: StoredVariant): number =>
  tierOf(input + cacheRead + cacheWrite)

/** What one response adds to the sums. */
export function contributionOf(
  messageId: string,
  v: StoredVariant,
  variantId: number,
  { sourceId, sessionNo }: Pick<Contribution, 'sourceId' | 'sessionNo'>,
): Contribution {
  const cacheWrite1h = Math.min(v.cacheWrite1h, v.cacheWrite)
  return {
    atMs: v.atMs,
    variantId,
    sourceId,
    sessionNo,
    input: v.input,
    output: v.output,
    cacheRead: v.cacheRead,
    cacheWrite5m: v.cacheWrite - cacheWrite1h,
    cacheWrite1h,
    webSearches: v.webSearches,
    reportedUsd: v.reportedCostUsd,
    responses: isResponseId(messageId) ? 1 : 0,
  }
}
