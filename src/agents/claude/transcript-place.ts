/** What the place of a transcript under `projects/` tells of it. Pure. */
import type { RecordPlace } from '../records.ts'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** `<session>.sync-conflict-20261103-101500-ABCDEFG`, `<session> (conflicted copy)`, `<session> 2`: what sync tools and people leave. */
const copyOfSession = /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})[^0-9a-z]/i

/** The session that a file of this name, without its ending, is the transcript of, or a copy of it. */
export const sessionOfStem = (stem: string): string => copyOfSession.exec(stem)?.[1] ?? stem

/**
 * `parts` is the path under `projects/`, split:
 *   <slug>/<session>.jsonl                                       main chain
 *   <slug>/agent-<id>.jsonl                                      subagent, up to 2.0
 *   <slug>/<session>/subagents/agent-<id>.jsonl                  subagent
 *   <slug>/<session>/subagents/workflows/<id>/agent-<id>.jsonl   subagent of a workflow
 */
export function transcriptPlace(parts: readonly string[]): RecordPlace {
  const stem = (parts.at(-1) ?? '').replace(/\.jsonl$/, '')
  const folders = parts.slice(0, -1)
  const subagentId = stem.startsWith('agent-') ? stem.slice('agent-'.length) : undefined
  const sessionFolder = folders.slice(1).find((folder) => uuid.test(folder))
  const named = subagentId === undefined ? sessionOfStem(stem) : ''
  const sessionId = uuid.test(named) ? named : sessionFolder
  return { projectSlug: folders[0], sessionId, subagentId }
}
