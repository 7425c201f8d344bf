import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { belongsInPopover, pageOf, pathOn, signInLinkTo } from '../../src/tray/pages.ts'
import type { LockableContents, PopoverMenubar, PopoverParts, PopoverWindow } from '../../src/tray/popover.ts'
import { createPopover, lockContents, popoverPlace, popoverWindow } from '../../src/tray/popover.ts'

const origin = 'http://localhost:5111'

function setUp() {
  const did: string[] = []
  const handlers: { permission?: boolean; check?: boolean; open?: (details: { url: string }) => { action: string } } =
    {}
  const session = Object.assign(new EventEmitter(), {
    setPermissionRequestHandler: (handler: (a: never, b: string, answer: (isGranted: boolean) => void) => void) =>
      handler(undefined as never, 'media', (isGranted) => {
        handlers.permission = isGranted
      }),
    setPermissionCheckHandler: (handler: () => boolean) => {
      handlers.check = handler()
    },
  })
  const contents = Object.assign(new EventEmitter(), {
    session,
    setWindowOpenHandler: (handler: (details: { url: string }) => { action: 'deny' }) => {
      handlers.open = handler
    },
    loadURL: async (url: string) => void did.push(`reload ${url}`),
  })
  const window = {
    webContents: contents as unknown as LockableContents,
    loadURL: async (url: string) => void did.push(`load ${url}`),
    destroy: () => did.push('destroy'),
    focus: () => {},
  } as PopoverWindow
  const parts: PopoverParts = {
    createMenubar: async (options) => {
      did.push(`menubar ${JSON.stringify(options.index)}`)
      const menubar = Object.assign(new EventEmitter(), {
        window,
        setOption: () => {},
        hideWindow: () => did.push('hide'),
        showWindow: async () => {
          did.push('show')
          menubar.emit('after-create-window')
        },
      })
      return menubar as PopoverMenubar
    },
    origin: () => origin,
    linkTo: async (path) => `${origin}${path}#code=1`,
    openPage: async (path) => void did.push(`browser ${path}`),
  }
  const tries = (event: string, url: string) => {
    let isPrevented = false
    contents.emit(event, { preventDefault: () => (isPrevented = true), url }, url)
    return isPrevented
  }
  return { parts, did, contents, session, handlers, tries }
}

describe('the window', () => {
  it('is not made before it is needed, then loads our page by a fresh one-time link', async () => {
    const { parts, did } = setUp()
    const popover = createPopover(parts)
    expect([did, popover.isMade]).toEqual([[], false])
    await popover.open()
    await Promise.resolve()
    expect(did).toEqual(['menubar false', 'show', 'load http://localhost:5111/popover#code=1'])
    await popover.open()
    expect(did.filter((one) => one.startsWith('menubar'))).toHaveLength(1)
  })

  it('is a page without any power', () => {
    expect(popoverWindow).toMatchObject({
      width: 360,
      height: 480,
      webPreferences: { contextIsolation: true, sandbox: true, nodeIntegration: false, webviewTag: false },
    })
    expect(popoverWindow.webPreferences).not.toHaveProperty('preload')
  })

  it.each([
    [
      { x: 1196, y: 16 },
      { x: 920, y: 33 },
    ],
    [
      { x: 600, y: 10 },
      { x: 420, y: 33 },
    ],
    [
      { x: 5, y: 700 },
      { x: 0, y: 240 },
    ],
  ])('stands beside the pointer %o, inside the screen', (pointer, place) => {
    expect(popoverPlace(pointer, { x: 0, y: 33, width: 1280, height: 687 })).toEqual(place)
  })
})

describe('what a window may do', () => {
  it('is to stay on the pop-over: our other pages open in the browser, foreign ones nowhere', () => {
    const { parts, contents, tries, did } = setUp()
    lockContents(contents as unknown as LockableContents, parts)
    expect(tries('will-navigate', `${origin}/popover?x=1`)).toBe(false)
    expect(tries('will-navigate', `${origin}/usage`)).toBe(true)
    expect(tries('will-redirect', 'https://example.com/')).toBe(true)
    expect(tries('will-navigate', 'http://localhost:5111.example.com/popover')).toBe(true)
    expect(tries('will-navigate', 'http://127.0.0.1:5111/popover')).toBe(true)
    expect(tries('will-navigate', 'file:///etc/passwd')).toBe(true)
    expect(tries('will-navigate', 'javascript:alert(1)')).toBe(true)
    expect(tries('will-navigate', `${origin}/api/processes`)).toBe(true)
    expect(did).toEqual(['browser /usage'])
  })

  it('opens no window: ours go to the browser, others nowhere', () => {
    const { parts, contents, handlers, did } = setUp()
    lockContents(contents as unknown as LockableContents, parts)
    expect(handlers.open?.({ url: `${origin}/sessions/1` })).toEqual({ action: 'deny' })
    expect(handlers.open?.({ url: 'https://example.com' })).toEqual({ action: 'deny' })
    expect(did).toEqual(['browser /sessions/1'])
  })

  it('takes a page that went elsewhere by itself to the browser, and comes back', async () => {
    const { parts, contents, did } = setUp()
    lockContents(contents as unknown as LockableContents, parts)
    contents.emit('did-navigate-in-page', {}, `${origin}/popover?open=1`)
    contents.emit('did-navigate-in-page', {}, `${origin}/?open=1%3A2`)
    await Promise.resolve()
    await Promise.resolve()
    expect(did).toEqual(['browser /?open=1%3A2', 'reload http://localhost:5111/popover#code=1'])
  })

  it('is granted nothing, downloads nothing, holds no webview', () => {
    const { parts, contents, session, handlers } = setUp()
    lockContents(contents as unknown as LockableContents, parts)
    let prevented = 0
    const event = { preventDefault: () => (prevented += 1) }
    session.emit('will-download', event)
    contents.emit('will-attach-webview', event)
    expect([handlers.permission, handlers.check, prevented]).toEqual([false, false, 2])
  })

  it('goes nowhere at all without a server', () => {
    const { parts, contents, tries } = setUp()
    lockContents(contents as unknown as LockableContents, { ...parts, origin: () => undefined })
    expect(tries('will-navigate', `${origin}/popover`)).toBe(true)
  })
})

describe('pages', () => {
  it('are found for a notice: who needs you among the processes, what ended as a session', () => {
    const about = { agentId: '1:2', sessionId: 's/1' }
    expect(pageOf({ kind: 'waits', ...about })).toBe('/waiting?item=1%3A2')
    expect(pageOf({ kind: 'waits', ...about, agentIds: ['1:2', '3:4'] })).toBe('/waiting')
    expect(pageOf({ kind: 'stuck', ...about })).toBe('/?open=1%3A2')
    expect(pageOf({ kind: 'ended', ...about })).toBe('/sessions/s%2F1')
    expect(pageOf({ kind: 'ended', agentId: '1:2' })).toBe('/')
    expect(pageOf({ kind: 'spend' })).toBe('/usage')
    expect(pageOf({ kind: 'summary' })).toBe('/')
  })

  it('keep the one-time code in the fragment', () => {
    expect(signInLinkTo('/popover', `${origin}/#code=abc`)).toBe(`${origin}/popover#code=abc`)
    expect(signInLinkTo('//elsewhere/x?y=1', `${origin}/#code=abc`)).toBe(`${origin}//elsewhere/x?y=1#code=abc`)
  })

  it('are ours only on our origin', () => {
    expect(pathOn(origin, `${origin}/a?b=c#d`)).toBe('/a?b=c')
    expect(pathOn(origin, 'not an address')).toBeUndefined()
    expect([belongsInPopover('/popover'), belongsInPopover('/popovers'), belongsInPopover('/signin?x')]).toEqual([
      true,
      false,
      true,
    ])
  })
})
