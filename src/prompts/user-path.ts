import { join } from 'node:path'

/** What a user wrote and nobody can make again. */
export const userPath = (dataDir: string): string => join(dataDir, 'user.sqlite')
