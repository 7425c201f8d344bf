/** Where the icons lie: `<name>.png` with `<name>@2x.png` beside it, which Electron takes on dense screens by itself. */
import { join } from 'node:path'
import type { TrayIcon } from './model.ts'

/** Black on clear for the menu bar of macOS, which inverts them: it tells them by "Template" at the end of the name. */
export const iconFile = (iconsDir: string, icon: TrayIcon, platform: NodeJS.Platform): string =>
  platform === 'darwin'
    ? join(iconsDir, 'tray', 'template', `${icon}Template.png`)
    : join(iconsDir, 'tray', `${icon}.png`)
