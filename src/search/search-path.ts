import { join } from 'node:path'

/** It can be made again at any time. */
export const searchPath = (dataDir: string): string => join(dataDir, 'search.sqlite')
