/** What screens share and the first picture does without (vite.config.ts puts it all into one file): its styles. */
import '../styles/soon.css'

export const isShared = true
