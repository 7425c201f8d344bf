/** A line of somebody's file: its indentation stays. Pure. */
import { plainText } from '../../../core/words/text.ts'

export const plainLine = (line: string): string => `${/^[ \t]*/.exec(line)?.[0] ?? ''}${plainText(line.trim())}`
