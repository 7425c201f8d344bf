import { join } from 'node:path'

export const eventsPath = (dataDir: string): string => join(dataDir, 'events.sqlite')
