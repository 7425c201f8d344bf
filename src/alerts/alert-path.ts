import { join } from 'node:path'

export const alertsPath = (dataDir: string): string => join(dataDir, 'alerts.sqlite')
