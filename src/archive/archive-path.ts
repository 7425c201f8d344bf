import { join } from 'node:path'

/** All of it: the rows in archive.sqlite, what they tell of in pieces/. It exists nowhere else. */
export const archiveDir = (dataDir: string): string => join(dataDir, 'archive')
export const archivePath = (dataDir: string): string => join(archiveDir(dataDir), 'archive.sqlite')
