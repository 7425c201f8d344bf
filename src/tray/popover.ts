/**
 * The small window below the icon: the page /popover of our own server, in menubar's window. Made at the first click, not before.
 * It can go nowhere else: pages of ours open in the browser, everything else is refused. Electron and menubar are parameters.
 */
import type { BrowserWindowConstructorOptions, Rectangle, WebContents } from 'electron'
import type { menubar } from 'menubar'
import { belongsInPopover, pathOn } from './pages.ts'

export const popoverSize = { width: 360, height: 480 } as const

export const popoverWindow = {
  ...popoverSize,
  show: false,
  frame: false,
  resizable: false,
  fullscreenable: false,
  skipTaskbar: true,
  webPreferences: {
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    webviewTag: false,
    spellcheck: false,
    // In memory only: the sign-in ends with the program.
    partition: 'tce-popover',
  },
} as const satisfies BrowserWindowConstructorOptions

type Options = NonNullable<Parameters<typeof menubar>[0]>

export interface PopoverWindow {
  readonly webContents: LockableContents
  loadURL(url: string): Promise<void>
  destroy(): void
  focus(): void
}

export interface PopoverMenubar {
  readonly window: PopoverWindow | undefined
  on(event: 'ready' | 'show' | 'after-create-window', listener: () => void): unknown
  setOption(key: 'browserWindow', value: BrowserWindowConstructorOptions): void
  showWindow(bounds?: Rectangle): Promise<void>
  hideWindow(): void
}

export interface PopoverParts {
  /** menubar's function, loaded when it is first needed, with the tray already in its options. */
  readonly createMenubar: (options: Options) => Promise<PopoverMenubar>
  readonly origin: () => string | undefined
  /** A new one-time link to this path. */
  readonly linkTo: (path: string) => Promise<string>
  /** In the browser, signed in. */
  readonly openPage: (path: string) => Promise<void>
  /** Where the icon's place can't be told (Linux): the pointer and the screen it is on. */
  readonly pointer?: () => { readonly x: number; readonly y: number; readonly workArea: Rectangle }
}

export interface Popover {
  /** First: makes the window. After that menubar itself listens to the icon. */
  open(bounds?: Rectangle): Promise<void>
  readonly isMade: boolean
  /** The server is another one now: the next click makes a new window. */
  forget(): void
}

export function createPopover(parts: PopoverParts): Popover {
  let made: PopoverMenubar | undefined
  let making: Promise<PopoverMenubar> | undefined

  return {
    async open(bounds) {
      making ??= make()
      await (await making).showWindow(bounds)
    },
    get isMade() {
      return making !== undefined
    },
    forget() {
      made?.hideWindow()
      made?.window?.destroy()
    },
  }

  async function make(): Promise<PopoverMenubar> {
    const created = await parts.createMenubar({
      browserWindow: { ...popoverWindow },
      // We load the page ourselves: the link to it is good for one use within a minute.
      index: false,
      showDockIcon: false,
      activateWithApp: false,
      preloadWindow: false,
    })
    made = created
    created.on('after-create-window', () => void load(created))
    created.on('show', () => place(created))
    return created
  }

  async function load({ window }: PopoverMenubar): Promise<void> {
    if (window === undefined) return
    lockContents(window.webContents, parts)
    await window.loadURL(await parts.linkTo('/popover')).catch(() => {
      // The window was closed meanwhile, or the server is gone: the next click tries again.
      window.destroy()
    })
  }

  function place(menubar: PopoverMenubar): void {
    const pointer = parts.pointer?.()
    if (pointer === undefined) return
    menubar.setOption('browserWindow', { ...popoverWindow, ...popoverPlace(pointer, pointer.workArea) })
  }
}

/** Beside the pointer, inside what panels leave free: below a panel at the top, above one at the bottom. */
export function popoverPlace(
  pointer: { readonly x: number; readonly y: number },
  area: Rectangle,
): { readonly x: number; readonly y: number } {
  const isUpperHalf = pointer.y < area.y + area.height / 2
  const right = area.x + area.width - popoverSize.width
  return {
    x: Math.round(Math.max(area.x, Math.min(right, pointer.x - popoverSize.width / 2))),
    y: isUpperHalf ? area.y : Math.round(Math.max(area.y, area.y + area.height - popoverSize.height)),
  }
}

/** The events and the session of `webContents` that are used here. */
export interface LockableContents {
  on(event: 'will-navigate' | 'will-redirect', listener: (event: NavigationEvent, url: string) => void): unknown
  on(event: 'will-attach-webview', listener: (event: { preventDefault(): void }) => void): unknown
  on(event: 'did-navigate-in-page', listener: (event: unknown, url: string) => void): unknown
  setWindowOpenHandler(handler: (details: { url: string }) => { action: 'deny' }): void
  loadURL(url: string): Promise<void>
  readonly session: LockableSession
}

export interface NavigationEvent {
  preventDefault(): void
  readonly url: string
}

export interface LockableSession {
  setPermissionRequestHandler(
    handler: ((contents: WebContents, permission: string, answer: (isGranted: boolean) => void) => void) | null,
  ): void
  setPermissionCheckHandler(handler: (() => boolean) | null): void
  on(event: 'will-download', listener: (event: { preventDefault(): void }) => void): unknown
}

/** What a window of ours may do: show our pop-over. Nothing is downloaded, granted or opened inside it. */
export function lockContents(contents: LockableContents, { origin, openPage, linkTo }: PopoverParts): void {
  const ownPath = (url: string): string | undefined => {
    const base = origin()
    return base === undefined ? undefined : pathOn(base, url)
  }
  const openIfOurs = (url: string) => {
    const path = ownPath(url)
    if (path !== undefined && !path.startsWith('/api/')) void openPage(path)
  }
  const guard = (event: NavigationEvent, url: string) => {
    const path = ownPath(url)
    if (path !== undefined && belongsInPopover(path)) return
    event.preventDefault()
    openIfOurs(url)
  }
  contents.on('will-navigate', guard)
  contents.on('will-redirect', guard)
  // The page itself went elsewhere without a load: that place is the browser's, and the pop-over is shown again.
  contents.on('did-navigate-in-page', (_event, url) => {
    const path = ownPath(url)
    if (path === undefined || belongsInPopover(path)) return
    openIfOurs(url)
    void linkTo('/popover').then((link) => contents.loadURL(link))
  })
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    openIfOurs(url)
    return { action: 'deny' }
  })
  contents.session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  contents.session.setPermissionCheckHandler(() => false)
  contents.session.on('will-download', (event) => event.preventDefault())
}
