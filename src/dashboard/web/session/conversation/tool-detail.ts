/** What stands below a tool's line when it is open: its input, its diff, its output. Pure. */
import { plainLines } from '../../../../core/words/text.ts'
import type { ToolRow } from './rows.ts'

/** One field of a tool's input. A long or several-line value has a block of its own. */
export interface InputField {
  readonly name: string
  readonly value: string
  readonly isBlock: boolean
}

/** Told by the diff or by the line above already. */
const toldElsewhere: Readonly<Record<string, readonly string[]>> = {
  Edit: ['old_string', 'new_string', 'file_path'],
  MultiEdit: ['edits', 'file_path'],
  Write: ['file_path'],
  Read: ['file_path'],
  NotebookEdit: ['new_source', 'notebook_path'],
}

export function inputFields({ call, result, summary }: ToolRow): readonly InputField[] {
  if (call === undefined) return []
  const input = parsed(call.input)
  // A text that was cut is no JSON any more.
  if (input === undefined)
    return call.input === '' ? [] : [{ name: 'input', value: plainLines(call.input), isBlock: true }]
  const told = result?.diff !== undefined || result?.changed !== undefined ? (toldElsewhere[call.tool] ?? []) : []
  return (
    Object.entries(input)
      .filter(([name]) => !told.includes(name))
      .map(([name, value]) => {
        const text = plainLines(typeof value === 'string' ? value : JSON.stringify(value, null, 2))
        return { name: plainLines(name), value: text, isBlock: text.includes('\n') || text.length > 120 }
      })
      // The line above says it already.
      .filter(({ value }) => value !== summary)
  )
}

function parsed(input: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(input)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

const fewDiffLines = 24

/** Failures and small edits are what one came to see; the rest is one click away. */
export function isOpenAtFirst({ status, result }: ToolRow): boolean {
  if (status === 'failed') return true
  const lines = result?.diff?.reduce((sum, hunk) => sum + hunk.lines.length, 0) ?? 0
  return lines > 0 && lines <= fewDiffLines
}
