import { join } from 'node:path'

/** How limits were used: nobody tells it again. */
export const limitsPath = (dataDir: string): string => join(dataDir, 'limits.sqlite')

/** What status lines leave, and find: `<pid>.json` from Claude Code, `<pid>.line` for it. */
export const statusLineDir = (dataDir: string): string => join(dataDir, 'statusline')
