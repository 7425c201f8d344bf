import { EventEmitter } from 'node:events'
import type { MenuItemConstructorOptions, Rectangle } from 'electron'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createTrayAdapter } from '../../src/tray/adapter.ts'
import type { TrayCommand, TrayModel } from '../../src/tray/model.ts'
import './electron-types.ts'

/** Electron's Tray and Menu as far as the adapter knows them; electron-types.ts compares that with electron.d.ts. */
function fakeElectron() {
  const calls: string[] = []
  const menus: FakeMenu[] = []
  const trays: FakeTray[] = []
  class FakeMenu extends EventEmitter {
    readonly template: MenuItemConstructorOptions[]
    constructor(template: MenuItemConstructorOptions[]) {
      super()
      this.template = template
    }
    click(label: string): void {
      const item = this.template.find((one) => one.label === label)
      ;(item?.click as (() => void) | undefined)?.()
    }
  }
  class FakeTray extends EventEmitter {
    readonly menus: unknown[] = []
    constructor(image: string) {
      super()
      trays.push(this)
      calls.push(`new ${image}`)
    }
    setImage = (image: string) => void calls.push(`image ${image}`)
    setToolTip = (text: string) => void calls.push(`tooltip ${text}`)
    setTitle = (text: string) => void calls.push(`title ${text}`)
    setContextMenu = (menu: unknown) => {
      calls.push('menu')
      this.menus.push(menu)
    }
    popUpContextMenu = () => void calls.push('popup')
    destroy = () => void calls.push('destroy')
  }
  const Menu = {
    buildFromTemplate: (template: MenuItemConstructorOptions[]) => {
      const menu = new FakeMenu(template)
      menus.push(menu)
      return menu
    },
  }
  return { electron: { Tray: FakeTray, Menu }, calls, menus, trays, take: () => calls.splice(0) }
}

const model = (more: Partial<TrayModel> = {}, label = 'Quit'): TrayModel => ({
  icon: 'healthy',
  tooltip: '1 agent',
  title: '1 agent',
  menu: [{ kind: 'action', id: 'quit', label, command: { do: 'quit' } }],
  ...more,
})

function setUp(platform: NodeJS.Platform = 'linux', openAtMostMs?: number) {
  const fake = fakeElectron()
  const commands: TrayCommand[] = []
  const clicks: Rectangle[] = []
  const adapter = createTrayAdapter({
    electron: fake.electron,
    iconPath: (icon) => `${icon}.png`,
    platform,
    onCommand: (command) => commands.push(command),
    onClick: (bounds) => clicks.push(bounds),
    ...(openAtMostMs === undefined ? {} : { openAtMostMs }),
  })
  return { ...fake, adapter, commands, clicks }
}

describe('what is drawn', () => {
  it('is everything the first time, and nothing when nothing changed', () => {
    const { adapter, take } = setUp()
    adapter.show(model())
    expect(take()).toEqual(['new healthy.png', 'image healthy.png', 'tooltip 1 agent', 'menu'])
    adapter.show(model())
    expect(take()).toEqual([])
  })

  it('is only what changed', () => {
    const { adapter, take } = setUp()
    adapter.show(model())
    take()
    adapter.show(model({ icon: 'stale' }))
    expect(take()).toEqual(['image stale.png'])
    adapter.show(model({ icon: 'stale', tooltip: '2 agents' }))
    expect(take()).toEqual(['tooltip 2 agents'])
    adapter.show(model({ icon: 'stale', tooltip: '2 agents' }, 'End'))
    expect(take()).toEqual(['menu'])
  })

  it('is a new menu also when only what a click would do changed', () => {
    const { adapter, take, menus, commands } = setUp()
    const killing = (pid: number) =>
      model({
        menu: [{ kind: 'action', id: 'k', label: 'Kill…', command: { do: 'pin', target: { pid, start: '1' } } }],
      })
    adapter.show(killing(1))
    take()
    adapter.show(killing(2))
    expect(take()).toEqual(['menu'])
    menus[0]?.click('Kill…')
    expect(commands, 'a click on the older menu does what that one showed').toMatchObject([{ target: { pid: 1 } }])
  })

  it('has a title and no attached menu on macOS, where a left click is the pop-over', () => {
    const { adapter, take, trays, clicks } = setUp('darwin')
    adapter.show(model())
    expect(take()).toEqual(['new healthy.png', 'image healthy.png', 'tooltip 1 agent', 'title 1 agent'])
    trays[0]?.emit('right-click')
    expect(take()).toEqual(['popup'])
    trays[0]?.emit('click', {}, { x: 1, y: 2, width: 3, height: 4 })
    expect(clicks).toEqual([{ x: 1, y: 2, width: 3, height: 4 }])
  })

  it('turns every kind of entry into a menu item', () => {
    const { adapter, menus } = setUp()
    adapter.show(
      model({
        menu: [
          { kind: 'text', id: 't', label: 'Busy' },
          { kind: 'separator', id: 's' },
          { kind: 'check', id: 'c', label: 'On', isChecked: true, command: { do: 'start-at-login', isOn: false } },
          { kind: 'submenu', id: 'm', label: 'More', entries: [{ kind: 'text', id: 'u', label: 'x' }] },
        ],
      }),
    )
    expect(menus[0]?.template).toMatchObject([
      { id: 't', label: 'Busy', enabled: false },
      { id: 's', type: 'separator' },
      { id: 'c', type: 'checkbox', label: 'On', checked: true },
      { id: 'm', label: 'More', submenu: [{ id: 'u', label: 'x', enabled: false }] },
    ])
  })
})

describe('an open menu', () => {
  it('does not change; icon and tooltip do; the newest menu comes when it closes, once', () => {
    const { adapter, take, menus } = setUp()
    adapter.show(model())
    menus[0]?.emit('menu-will-show')
    take()
    adapter.show(model({ icon: 'zombie' }, 'two'))
    adapter.show(model({ icon: 'zombie' }, 'three'))
    expect(take()).toEqual(['image zombie.png'])
    menus[0]?.emit('menu-will-close')
    expect(take()).toEqual(['menu'])
    expect(menus.at(-1)?.template[0]).toMatchObject({ label: 'three' })
    menus[0]?.emit('menu-will-close')
    expect(take()).toEqual([])
  })

  it('is not built anew when what changed has changed back', () => {
    const { adapter, take, menus } = setUp()
    adapter.show(model())
    menus[0]?.emit('menu-will-show')
    adapter.show(model({}, 'two'))
    adapter.show(model())
    take()
    menus[0]?.emit('menu-will-close')
    expect(take()).toEqual([])
  })

  it('is closed by a click, and counts as closed after a while where nobody says so', () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const { adapter, take, menus, commands } = setUp('linux', 30)
    adapter.show(model())
    menus[0]?.emit('menu-will-show')
    adapter.show(model({}, 'two'))
    take()
    menus[0]?.click('Quit')
    expect([take(), commands]).toEqual([['menu'], [{ do: 'quit' }]])
    menus[1]?.emit('menu-will-show')
    adapter.show(model({}, 'three'))
    vi.advanceTimersByTime(29)
    expect(take()).toEqual([])
    vi.advanceTimersByTime(1)
    expect(take()).toEqual(['menu'])
  })
})

it('draws nothing after its end', () => {
  const { adapter, take, menus } = setUp()
  adapter.show(model())
  menus[0]?.emit('menu-will-show')
  adapter.show(model({}, 'two'))
  take()
  adapter.destroy()
  menus[0]?.emit('menu-will-close')
  expect(take()).toEqual(['destroy'])
})
