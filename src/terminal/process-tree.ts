/** The processes that go with an agent, as a tree with what each one is. Pure. */
import { childPurpose } from '../core/process/child-words.ts'
import type { ChildReport } from '../core/process/report.ts'
import { formatBytes } from '../core/words/format.ts'
import { plainText } from '../core/words/text.ts'
import type { Line, Look, Span } from './roles.ts'
import { span } from './roles.ts'
import { lineWidth } from './table.ts'
import type { Target } from './target.ts'
import { textWidth, truncateText } from './text-width.ts'

/** Columns of the tree in cells from the left edge: notes begin, sizes end. */
const indent = 2
const noteStart = 16
const sizeEnd = 51
/** Below this many lines everything is shown; a longer tree tells how much more there is. */
const mostLines = 16

export function treeLines(target: Target, look: Look): readonly Line[] {
  const root = treeLine(target.processName, String(target.pid), target.rssBytes, look)
  const branches = branchLines(target, '', target.children, look)
  const shown = branches.length > mostLines ? branches.slice(0, mostLines - 1) : branches
  const more = branches.length - shown.length
  return [root, ...shown, ...(more === 0 ? [] : [[span(`${' '.repeat(indent)}and ${more} more`, 'dim')]])]
}

function branchLines(
  parent: Pick<ChildReport, 'pid'>,
  stem: string,
  family: readonly ChildReport[],
  look: Look,
): readonly Line[] {
  const { glyphs } = look
  const here = childrenOf(parent.pid, family, stem === '')
  return here.flatMap((child, index) => {
    const isLast = index === here.length - 1
    const name = `${stem}${isLast ? glyphs.lastBranch : glyphs.branch}${plainText(child.name)}`
    const below = `${stem}${isLast ? '   ' : glyphs.trunk}`
    return [treeLine(name, noteOf(child, family), child.rssBytes, look), ...branchLines(child, below, family, look)]
  })
}

/** A child whose parent is gone still belongs to the tree: it hangs at the root. */
function childrenOf(ppid: number, family: readonly ChildReport[], isRoot: boolean): readonly ChildReport[] {
  const isStray = (child: ChildReport) => child.ppid !== ppid && !family.some(({ pid }) => pid === child.ppid)
  return family.filter((child) => child.ppid === ppid || (isRoot && isStray(child)))
}

function treeLine(name: string, note: string, rssBytes: number | undefined, { columns, glyphs }: Look): Line {
  const size = rssBytes === undefined ? glyphs.unknown : formatBytes(rssBytes)
  const left: Span[] = [span(' '.repeat(indent)), span(truncateText(name, 40, glyphs.ellipsis))]
  left.push(span(' '.repeat(Math.max(2, noteStart - lineWidth(left)))))
  const right = Math.min(columns, sizeEnd)
  const noteRoom = Math.max(0, right - lineWidth(left) - textWidth(size) - 2)
  left.push(span(truncateText(note, noteRoom, glyphs.ellipsis), 'dim'))
  return [...left, span(' '.repeat(Math.max(2, right - lineWidth(left) - textWidth(size)))), span(size)]
}

function noteOf(child: ChildReport, family: readonly ChildReport[]): string {
  return childPurpose(child) ?? startOf(child, family)
}

function startOf(child: ChildReport, family: readonly ChildReport[]): string {
  const time = localTime(child.startedAt)
  if (time === undefined) return ''
  const parent = family.find(({ pid }) => pid === child.ppid)
  return parent?.kind === 'tool-shell' ? `by Bash, ${time}` : `started ${time}`
}

/** `14:11` in the time zone of this machine. */
export function localTime(at: string): string | undefined {
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) return undefined
  return `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`
}
