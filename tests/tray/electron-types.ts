/**
 * Lets the compiler hold what the tray uses of Electron and menubar against their own types: a method that does not exist, or is
 * called with something else, does not compile. Types only; nothing of Electron runs.
 */
import type Electron from 'electron'
import type { Menubar } from 'menubar'
import type { ElectronTray } from '../../src/tray/adapter.ts'
import type { LockableContents, PopoverMenubar } from '../../src/tray/popover.ts'

export const electronFits = (electron: Pick<typeof Electron, 'Tray' | 'Menu'>): ElectronTray => electron
export const contentsFit = (contents: Electron.WebContents): LockableContents => contents
export const menubarFits = (menubar: Menubar): PopoverMenubar => menubar
