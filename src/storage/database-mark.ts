/** Whether another program's database was written, by the looks of its files. */
import { stampAt } from './look.ts'

export const logOfDatabase = (path: string): string => `${path}-wal`

/** Another one after every write, to the file or to its log. */
export const markOf = (path: string): string => [path, logOfDatabase(path)].map(stampAt).join(' ')
