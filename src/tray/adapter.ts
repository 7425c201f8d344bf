/**
 * Draws a model with Electron's Tray and Menu. The icon is set when it changed, the menu when an entry changed, and the menu
 * never while it is open: what changed meanwhile comes when it closes. Electron's objects are parameters (`import type` only).
 */
import type { MenuItemConstructorOptions, Rectangle } from 'electron'
import { minutes } from '../core/time/duration.ts'
import { printable } from '../core/words/text.ts'
import type { TrayCommand, TrayEntry, TrayIcon, TrayModel } from './model.ts'

/** What of Electron is used here, in its own words: tests/tray/electron-types.ts lets the compiler compare it with electron.d.ts. */
export interface ElectronTray {
  readonly Tray: new (image: string) => TrayObject
  readonly Menu: { buildFromTemplate(template: MenuItemConstructorOptions[]): MenuObject }
}

export interface TrayObject {
  setImage(image: string): void
  setToolTip(toolTip: string): void
  setTitle(title: string): void
  setContextMenu(menu: MenuObject | null): void
  popUpContextMenu(menu?: MenuObject): void
  destroy(): void
  on(event: 'click' | 'right-click', listener: (event: unknown, bounds: Rectangle) => void): unknown
}

export interface MenuObject {
  on(event: 'menu-will-show' | 'menu-will-close', listener: () => void): unknown
}

export interface AdapterOptions {
  readonly electron: ElectronTray
  readonly iconPath: (icon: TrayIcon) => string
  readonly platform: NodeJS.Platform
  readonly onCommand: (command: TrayCommand) => void
  /** The icon itself was clicked, where the platform tells that instead of opening the menu. */
  readonly onClick: (bounds: Rectangle) => void
  /** A menu that is said to be open for longer was closed without a word. */
  readonly openAtMostMs?: number
}

export interface TrayAdapter {
  show(model: TrayModel): void
  readonly tray: TrayObject | undefined
  destroy(): void
}

export function createTrayAdapter(options: AdapterOptions): TrayAdapter {
  const { electron, iconPath, platform, onCommand, onClick, openAtMostMs = minutes(2) } = options
  let tray: TrayObject | undefined
  let shown: TrayModel | undefined
  let latest: TrayModel | undefined
  let menu: MenuObject | undefined
  let openTimer: NodeJS.Timeout | undefined

  return {
    show(model) {
      latest = model
      tray ??= createTray(model)
      if (shown?.icon !== model.icon) tray.setImage(iconPath(model.icon))
      if (shown?.tooltip !== model.tooltip) tray.setToolTip(printable(model.tooltip))
      if (platform === 'darwin' && shown?.title !== model.title) tray.setTitle(printable(model.title))
      const isMenuNew = shown === undefined || !hasSameEntries(shown.menu, model.menu)
      const isHeld = openTimer !== undefined && isMenuNew
      shown = { ...model, menu: isHeld && shown ? shown.menu : model.menu }
      if (isMenuNew && !isHeld) setMenu(tray, model.menu)
    },
    get tray() {
      return tray
    },
    destroy() {
      clearTimeout(openTimer)
      tray?.destroy()
      tray = undefined
    },
  }

  function createTray(model: TrayModel): TrayObject {
    const created = new electron.Tray(iconPath(model.icon))
    created.on('click', (_event, bounds) => onClick(bounds))
    // On macOS a menu that is attached takes the left click too, and with it the pop-over.
    if (platform === 'darwin') created.on('right-click', () => created.popUpContextMenu(menu))
    return created
  }

  /** Attached anew at every change: on Linux a menu that was handed over does not change any more. */
  function setMenu(target: TrayObject, entries: readonly TrayEntry[]): void {
    menu = electron.Menu.buildFromTemplate(toTemplate(entries, choose))
    menu.on('menu-will-show', () => {
      clearTimeout(openTimer)
      openTimer = setTimeout(closed, openAtMostMs)
      openTimer.unref()
    })
    menu.on('menu-will-close', closed)
    if (platform !== 'darwin') target.setContextMenu(menu)
  }

  /** A click closes the menu, whether or not the platform says so. */
  function choose(command: TrayCommand): void {
    closed()
    onCommand(command)
  }

  function closed(): void {
    clearTimeout(openTimer)
    openTimer = undefined
    if (tray === undefined || shown === undefined || latest === undefined) return
    if (hasSameEntries(shown.menu, latest.menu)) return
    shown = { ...shown, menu: latest.menu }
    setMenu(tray, latest.menu)
  }
}

const hasSameEntries = (a: readonly TrayEntry[], b: readonly TrayEntry[]): boolean =>
  JSON.stringify(a) === JSON.stringify(b)

/** What a click does is what the menu showed: the command comes from the entry that was drawn, not from a later model. */
export function toTemplate(
  entries: readonly TrayEntry[],
  onCommand: (command: TrayCommand) => void,
): MenuItemConstructorOptions[] {
  return entries.map((entry): MenuItemConstructorOptions => {
    if (entry.kind === 'separator') return { id: entry.id, type: 'separator' }
    const label = printable(entry.label)
    switch (entry.kind) {
      case 'text':
        return { id: entry.id, label, enabled: false }
      case 'action':
        return { id: entry.id, label, click: () => onCommand(entry.command) }
      case 'check':
        return {
          id: entry.id,
          type: 'checkbox',
          label,
          checked: entry.isChecked,
          click: () => onCommand(entry.command),
        }
      case 'submenu':
        return { id: entry.id, label, submenu: toTemplate(entry.entries, onCommand) }
      default:
        return entry satisfies never
    }
  })
}
