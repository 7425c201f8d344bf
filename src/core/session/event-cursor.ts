/** What everybody may know of a cursor: its lane, and how several are one place between events. The rest is its reader's. Pure. */
import type { EventCursor } from './session-event.ts'

/** Undefined for what is no cursor of any reader. */
export const laneOfCursor = (cursor: EventCursor): string | undefined =>
  /^([\w-]{1,128})@[\w.:-]{1,120}$/.exec(cursor)?.[1]

/** Where a page ends: a cursor, or several, one for each lane, the nearest first. */
export const isPageEdge = (text: string): boolean => text.split('~').every((part) => laneOfCursor(part) !== undefined)
export const cursorsOfEdge = (edge: string): readonly EventCursor[] => edge.split('~')
export const writePageEdge = (cursors: readonly EventCursor[]): string => cursors.join('~')
