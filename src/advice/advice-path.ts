import { join } from 'node:path'

export const advicePath = (dataDir: string): string => join(dataDir, 'advice.sqlite')
