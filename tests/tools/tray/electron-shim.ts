/**
 * A stand-in for Electron's Tray and Menu that speaks the two D-Bus protocols Electron's Tray speaks on Linux. What runs on it proves
 * the adapter and the menu's way to a panel and back, and nothing about Electron.
 */
import { execFileSync } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { existsSync } from 'node:fs'
import dbus from 'dbus-next'
import type { MenuItemConstructorOptions } from 'electron'

const { Interface } = dbus.interface
const { Variant } = dbus
const readOnly = (signature: string) => ({ signature, access: 'read' as const })

export class Menu extends EventEmitter {
  readonly items: readonly MenuItemConstructorOptions[]
  constructor(items: readonly MenuItemConstructorOptions[]) {
    super()
    this.items = items
  }
  static buildFromTemplate(template: MenuItemConstructorOptions[]): Menu {
    return new Menu(template)
  }
}

export class Tray extends EventEmitter {
  private readonly bus = dbus.sessionBus()
  private readonly icon: Icon
  private readonly menu = new MenuOnBus()
  private readonly ready: Promise<unknown>

  constructor(image: string) {
    super()
    this.icon = new Icon(pixelsOf(image), () => this.emit('click', {}, { x: 0, y: 0, width: 0, height: 0 }))
    this.ready = new Promise((resolve) => this.bus.once('connect', () => resolve(this.register())))
  }

  private async register(): Promise<void> {
    this.bus.export('/StatusNotifierItem', this.icon)
    this.bus.export('/MenuBar', this.menu)
    const watcher = 'org.kde.StatusNotifierWatcher'
    await this.bus.call(
      new dbus.Message({
        destination: watcher,
        path: '/StatusNotifierWatcher',
        interface: watcher,
        member: 'RegisterStatusNotifierItem',
        signature: 's',
        // The name is there once the bus is connected; the types do not know it.
        body: [(this.bus as dbus.MessageBus & { readonly name: string }).name],
      }),
    )
  }

  setImage(image: string): void {
    this.icon.pixels = pixelsOf(image)
    void this.ready.then(() => this.icon.NewIcon())
  }
  setToolTip(text: string): void {
    this.icon.text = text
    void this.ready.then(() => this.icon.NewToolTip())
  }
  setTitle(_title: string): void {}
  setContextMenu(menu: Menu | null): void {
    void this.ready.then(() => menu && this.menu.take(menu))
  }
  popUpContextMenu(): void {}
  destroy(): void {
    this.bus.disconnect()
  }
}

type Pixels = readonly [width: number, height: number, argb: Buffer]

/** The dense variant where there is one, as one size is sent: PNG → ARGB through ImageMagick. */
function pixelsOf(image: string): Pixels {
  const dense = image.replace(/\.png$/, '@2x.png')
  const file = existsSync(dense) ? dense : image
  const [width = 0, height = 0] = execFileSync('identify', ['-format', '%w %h', file]).toString().split(' ').map(Number)
  const rgba = execFileSync('convert', [file, '-depth', '8', 'RGBA:-'])
  const argb = Buffer.alloc(rgba.length)
  for (let i = 0; i < rgba.length; i += 4) {
    argb.set([rgba[i + 3] ?? 0, rgba[i] ?? 0, rgba[i + 1] ?? 0, rgba[i + 2] ?? 0], i)
  }
  return [width, height, argb]
}

class Icon extends Interface {
  pixels: Pixels
  text = ''
  private readonly onActivate: () => void
  constructor(pixels: Pixels, onActivate: () => void) {
    super('org.kde.StatusNotifierItem')
    this.pixels = pixels
    this.onActivate = onActivate
  }
  get Category(): string {
    return 'ApplicationStatus'
  }
  get Id(): string {
    return 'shim_status_icon_1'
  }
  get Title(): string {
    return ''
  }
  get Status(): string {
    return 'Active'
  }
  get ItemIsMenu(): boolean {
    return false
  }
  get Menu(): string {
    return '/MenuBar'
  }
  get IconName(): string {
    return ''
  }
  get IconPixmap(): readonly Pixels[] {
    return [this.pixels]
  }
  get ToolTip(): readonly unknown[] {
    return ['', [], this.text, '']
  }
  Activate(_x: number, _y: number): void {
    this.onActivate()
  }
  SecondaryActivate(_x: number, _y: number): void {}
  ContextMenu(_x: number, _y: number): void {}
  Scroll(_delta: number, _orientation: string): void {}
  NewIcon(): void {}
  NewToolTip(): void {}
}
Icon.configureMembers({
  properties: {
    Category: readOnly('s'),
    Id: readOnly('s'),
    Title: readOnly('s'),
    Status: readOnly('s'),
    ItemIsMenu: readOnly('b'),
    Menu: readOnly('o'),
    IconName: readOnly('s'),
    IconPixmap: readOnly('a(iiay)'),
    ToolTip: readOnly('(sa(iiay)ss)'),
  },
  methods: {
    Activate: { inSignature: 'ii' },
    SecondaryActivate: { inSignature: 'ii' },
    ContextMenu: { inSignature: 'ii' },
    Scroll: { inSignature: 'is' },
  },
  signals: { NewIcon: { signature: '' }, NewToolTip: { signature: '' } },
})

interface Node {
  readonly id: number
  readonly properties: Record<string, dbus.Variant>
  readonly click?: () => void
  readonly children: readonly Node[]
}

class MenuOnBus extends Interface {
  private shown: Menu | undefined
  private revision = 1
  private nodes = new Map<number, Node>()
  private root: Node = { id: 0, properties: {}, children: [] }

  constructor() {
    super('com.canonical.dbusmenu')
  }

  take(menu: Menu): void {
    this.shown = menu
    this.nodes = new Map()
    let last = 0
    const add = (item: MenuItemConstructorOptions): Node => {
      last += 1
      const id = last
      const submenu = Array.isArray(item.submenu) ? item.submenu : []
      const click = item.click as (() => void) | undefined
      const node: Node = {
        id,
        properties: propertiesOf(item, submenu.length > 0),
        ...(click === undefined ? {} : { click }),
        children: submenu.map(add),
      }
      this.nodes.set(id, node)
      return node
    }
    const properties = { 'children-display': new Variant('s', 'submenu') }
    this.root = { id: 0, properties, children: menu.items.map(add) }
    this.nodes.set(0, this.root)
    this.revision += 1
    this.LayoutUpdated()
  }

  private layoutOf({ id, properties, children }: Node, depth: number): unknown[] {
    const below = depth === 0 ? [] : children.map((child) => new Variant('(ia{sv}av)', this.layoutOf(child, depth - 1)))
    return [id, properties, below]
  }
  get Version(): number {
    return 3
  }
  get Status(): string {
    return 'normal'
  }
  get TextDirection(): string {
    return 'ltr'
  }
  get IconThemePath(): readonly string[] {
    return []
  }
  GetLayout(id: number, depth: number, _names: string[]): unknown[] {
    return [this.revision, this.layoutOf(this.nodes.get(id) ?? this.root, depth)]
  }
  GetGroupProperties(ids: number[], _names: string[]): unknown[] {
    const nodes = ids.length > 0 ? ids.flatMap((id) => this.nodes.get(id) ?? []) : [...this.nodes.values()]
    return nodes.map(({ id, properties }) => [id, properties])
  }
  GetProperty(id: number, name: string): dbus.Variant {
    return this.nodes.get(id)?.properties[name] ?? new Variant('s', '')
  }
  Event(id: number, event: string, _data: unknown, _timestamp: number): void {
    if (event === 'clicked') this.nodes.get(id)?.click?.()
    if (id === 0 && event === 'opened') this.shown?.emit('menu-will-show')
    if (id === 0 && event === 'closed') this.shown?.emit('menu-will-close')
  }
  EventGroup(events: [number, string, unknown, number][]): number[] {
    for (const event of events) this.Event(...event)
    return []
  }
  AboutToShow(_id: number): boolean {
    return false
  }
  AboutToShowGroup(_ids: number[]): [number[], number[]] {
    return [[], []]
  }
  LayoutUpdated(): [number, number] {
    return [this.revision, 0]
  }
}
MenuOnBus.configureMembers({
  properties: {
    Version: readOnly('u'),
    Status: readOnly('s'),
    TextDirection: readOnly('s'),
    IconThemePath: readOnly('as'),
  },
  methods: {
    GetLayout: { inSignature: 'iias', outSignature: 'u(ia{sv}av)' },
    GetGroupProperties: { inSignature: 'aias', outSignature: 'a(ia{sv})' },
    GetProperty: { inSignature: 'is', outSignature: 'v' },
    Event: { inSignature: 'isvu' },
    EventGroup: { inSignature: 'a(isvu)', outSignature: 'ai' },
    AboutToShow: { inSignature: 'i', outSignature: 'b' },
    AboutToShowGroup: { inSignature: 'ai', outSignature: 'aiai' },
  },
  signals: { LayoutUpdated: { signature: 'ui' } },
})

/** In a label of Electron `&` marks the mnemonic and `&&` is the character; in dbusmenu it is `_` and `__`. */
const dbusLabel = (label: string): string =>
  label.replaceAll('_', '__').replace(/&(&|.)?/g, (_all, next?: string) => (next === '&' ? '&' : `_${next ?? ''}`))

function propertiesOf(item: MenuItemConstructorOptions, hasChildren: boolean): Record<string, dbus.Variant> {
  if (item.type === 'separator') return { type: new Variant('s', 'separator') }
  return {
    label: new Variant('s', dbusLabel(item.label ?? '')),
    ...(item.enabled === false ? { enabled: new Variant('b', false) } : {}),
    ...(item.type === 'checkbox'
      ? { 'toggle-type': new Variant('s', 'checkmark'), 'toggle-state': new Variant('i', item.checked ? 1 : 0) }
      : {}),
    ...(hasChildren ? { 'children-display': new Variant('s', 'submenu') } : {}),
  }
}
