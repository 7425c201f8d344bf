/** Lines added and removed by an edit. Pure. */
import { isRecord } from '../json-fields.ts'

export interface PatchCount {
  readonly added: number
  readonly removed: number
}

/** Source: toolUseResult.structuredPatch [{"oldStart":1,"oldLines":4,…,"lines":[" kept","-old","+new"]}] */
export function countPatchLines(patch: unknown): PatchCount {
  if (!Array.isArray(patch)) return { added: 0, removed: 0 }
  let added = 0
  let removed = 0
  for (const hunk of patch) {
    const lines = isRecord(hunk) && Array.isArray(hunk['lines']) ? hunk['lines'] : []
    for (const line of lines) {
      if (typeof line !== 'string') continue
      if (line.startsWith('+')) added++
      else if (line.startsWith('-')) removed++
    }
  }
  return { added, removed }
}

/** Lines of a text; the last one may lack its line end. */
export function countContentLines(content: unknown): number {
  if (typeof content !== 'string' || content === '') return 0
  let lines = 0
  for (let at = content.indexOf('\n'); at !== -1; at = content.indexOf('\n', at + 1)) lines++
  return content.endsWith('\n') ? lines : lines + 1
}
