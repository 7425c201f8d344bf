/** Markers that programs set: what they say was shipped stands among those of the user. Pure. */
import type { CapturedEvent } from '../captured/captured-event.ts'
import { eventProject } from '../captured/event-project.ts'
import { plainText } from '../words/text.ts'
import { longestLabel, type Marker } from './marker.ts'

/** Types of events that are markers. */
export const markerEventTypes = ['deploy.shipped', 'release.published', 'marker'] as const

/** Of the newest so many: older ones say little of what messages take now. */
export const mostEventMarkers = 100

export const markerOfEvent = (
  event: Pick<CapturedEvent, 'id' | 'event_type' | 'message' | 'timestamp' | 'data'>,
): Marker => {
  const { id, event_type, message, timestamp } = event
  const words = plainText(message ?? '').trim()
  const project = eventProject(event)
  return {
    id: `event-${id}`,
    label: (words === '' ? plainText(event_type) : words).slice(0, longestLabel),
    at: new Date(timestamp).toISOString(),
    ...(project !== undefined && { project: plainText(project) }),
    source: 'event',
  }
}

export const isOfEvent = (id: string): boolean => /^event-\d+$/.test(id)
