/** The files and lines of the ledger's session, as they are at this moment. Pure. */
import type { LiveSessionState } from '../../../../core/session/live-session.ts'
import type { SessionDetail } from '../../../../core/session/session.ts'

/** The ledger reads a transcript some seconds later than the stream tells it. */
export function withLiveWork(session: SessionDetail, state: LiveSessionState | undefined): SessionDetail {
  if (state === undefined || !state.isComplete || state.files.length === 0) return session
  return {
    ...session,
    files: state.files.map(({ path, isRead, isEdited, isWritten, linesAdded, linesRemoved }) => ({
      path,
      isRead,
      isEdited: isEdited || isWritten,
      linesAdded,
      linesRemoved,
    })),
  }
}

/** What is known of a session that the ledger has not read yet: its figures come from its events alone. */
export function detailOf(state: LiveSessionState): SessionDetail {
  const { sessionId, context, model, startedAt, lastActiveAt } = state
  const durationMs = Date.parse(lastActiveAt ?? '') - Date.parse(startedAt ?? '')
  return {
    id: sessionId,
    agent: state.agent,
    title: state.title,
    project: state.project,
    cwd: state.cwd,
    branch: state.branch,
    version: state.version,
    resumeCommand: state.resumeCommand,
    startedAt,
    lastActiveAt,
    durationMs: Number.isNaN(durationMs) ? undefined : durationMs,
    prompts: state.turns,
    responses: state.responses,
    model,
    totalTokens: state.totalTokens,
    costUsd: state.costUsd,
    unpricedModels: state.unpricedModels,
    compactions: context.compactionCount,
    contextTokens: context.tokens,
    contextWindowTokens: context.windowTokens,
    tokens: state.tokens,
    models: [],
    tools: [],
    files: [],
    subagents: [],
  }
}
