import { join } from 'node:path'

/** It can be made again at any time. */
export const analyticsPath = (dataDir: string): string => join(dataDir, 'analytics.sqlite')
