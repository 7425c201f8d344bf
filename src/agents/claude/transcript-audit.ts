/** What kinds of records and fields transcripts hold, and which of them this reader does not know yet. Names only, no contents. Pure. */
import { isRecord } from '../json-fields.ts'
import { recordTypeOf } from './session-log.ts'

export interface TranscriptAudit {
  readonly lines: number
  /** Lines that are no JSON object. */
  readonly unreadable: number
  /** The most frequent first. */
  readonly types: readonly AuditedType[]
}

export interface AuditedType {
  /** With its subtype: `system/turn_duration`. */
  readonly type: string
  readonly count: number
  readonly isKnown: boolean
  /** Top-level fields with how many of these records have them. */
  readonly fields: readonly { readonly name: string; readonly count: number; readonly isKnown: boolean }[]
}

const mostTypes = 500
const mostFields = 200

export class TranscriptAuditor {
  #lines = 0
  #unreadable = 0
  readonly #types = new Map<string, { count: number; isKnown: boolean; fields: Map<string, number> }>()

  note(line: string): void {
    if (line.trim() === '') return
    this.#lines++
    const record = parse(line)
    if (!isRecord(record)) {
      this.#unreadable++
      return
    }
    const { type, isKnown } = recordTypeOf(record)
    const known = this.#types.get(type) ?? { count: 0, isKnown, fields: new Map<string, number>() }
    if (this.#types.size < mostTypes) this.#types.set(type, known)
    known.count++
    known.isKnown &&= isKnown
    for (const name of Object.keys(record)) {
      if (known.fields.has(name) || known.fields.size < mostFields) {
        known.fields.set(name, (known.fields.get(name) ?? 0) + 1)
      }
    }
  }

  result(): TranscriptAudit {
    const types = [...this.#types].map(([type, { count, isKnown, fields }]) => ({
      type,
      count,
      isKnown,
      fields: [...fields]
        .map(([name, times]) => ({ name, count: times, isKnown: knownFields.has(name) }))
        .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1)),
    }))
    types.sort((a, b) => b.count - a.count || (a.type < b.type ? -1 : 1))
    return { lines: this.#lines, unreadable: this.#unreadable, types }
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

/** Seen in transcripts of 1.0.128 to 2.1.329; most need not be read. */
const knownFields = new Set(
  `agentId agentName aiTitle apiBlockIndex apiErrorStatus apiRefusalCategory apiRefusalExplanation atis attachment
  attributionAgent attributionMcpServer attributionMcpTool attributionPlugin attributionSkill backup base bridgeSessionId
  cacheControl cause classifierMetaLines commandRun compactMetadata content costUSD customTitle cwd data direction durationMs
  effort entrypoint error errorDetails failedHookErrorIndexes fallbackModel forkedFrom frameUrl gitBranch hasOutput
  hasUnknownModelCost hash hookAdditionalContext hookCount hookErrors hookInfos id imagePasteIds input interruptedByShutdown
  interruptedMessageId isAbortedMidStream isApiErrorMessage isCompactSummary isMeta isSidechain isSnapshotUpdate
  isVisibleInTranscriptOnly keep key lastPrompt lastSequenceNum leafUuid level logicalParentUuid madeBy maxRetries mcpMeta
  message messageCount messageId mode modelUsage name operation origin originalModel output ownerAccountUuid
  ownerOrganizationUuid params parentToolUseID parentUuid path pendingBackgroundAgentCount perTurnEffort permissionDecision
  permissionMode prNumber prRepository prUrl preventedContinuation project promptCacheRequested promptId promptSource
  querySource queueSkipAttachments refusedUserMessageUuid relocatedCwd rendered renderedBesideToolResult renderedRole
  repeatsCompactSummary requestDigest requestId requestRef requestSessionId requestedModel result retractedMessageUuids
  retryAttempt retryInMs sandboxed scope serverClassifierRequest sessionId sessionKind session_id shape shapeHash slug
  snapshot snapshotMessageId source sourceToolAssistantUUID sourceToolUseID startTime stopReason subtype summary
  supersedesUuids tail thinkingDisplay thinkingDurationMs thinkingMetadata timestamp title todos toolDenialBeforeRun
  toolDenialKind toolEndsTurn toolInputStreamMs toolUseID toolUseResult tools totalAPIDuration
  totalAPIDurationWithoutRetries totalCostUSD totalDuration totalLinesAdded totalLinesRemoved totalToolDuration trackingPath
  trigger turnCompanion turnOrigin turnPosition type userType uuid version worktreeSession`.split(/\s+/),
)
