/**
 * What a panel asks of a tray icon: StatusNotifierItem and com.canonical.dbusmenu, in raw messages. Chromium (and with it Electron)
 * exports no introspection, so proxies of dbus-next would not work.
 */
import dbus from 'dbus-next'

export interface TrayItem {
  readonly name: string
  readonly path: string
}

export interface MenuEntry {
  readonly id: number
  /** Without the mark of its mnemonic. */
  readonly label: string
  readonly type?: string
  readonly isEnabled: boolean
  readonly isChecked?: boolean
  readonly children: readonly MenuEntry[]
}

const itemInterface = 'org.kde.StatusNotifierItem'
const menuInterface = 'com.canonical.dbusmenu'

async function call(
  bus: dbus.MessageBus,
  [destination, path, iface, member]: readonly [string, string, string, string],
  signature = '',
  body: unknown[] = [],
): Promise<readonly unknown[]> {
  const message = { destination, path, interface: iface, member, ...(signature === '' ? {} : { signature, body }) }
  const reply = await bus.call(new dbus.Message(message))
  return reply?.body ?? []
}

async function propertyOf(bus: dbus.MessageBus, { name, path }: TrayItem, iface: string, property: string) {
  const [value] = await call(bus, [name, path, 'org.freedesktop.DBus.Properties', 'Get'], 'ss', [iface, property])
  return plain(value)
}

/** Variants unpacked, all the way down. */
export function plain(value: unknown): unknown {
  if (value instanceof dbus.Variant) return plain(value.value)
  if (Array.isArray(value)) return value.map(plain)
  if (Buffer.isBuffer(value) || typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]))
}

export function trayItem(registered: string): TrayItem {
  const slash = registered.indexOf('/')
  return { name: registered.slice(0, slash), path: registered.slice(slash) }
}

/** ToolTip is (icon name, pixmaps, title, text): the title is what panels show. */
export async function tooltipOf(bus: dbus.MessageBus, item: TrayItem): Promise<string> {
  const tooltip = await propertyOf(bus, item, itemInterface, 'ToolTip')
  return Array.isArray(tooltip) ? String(tooltip[2]) : ''
}

export interface IconPixels {
  readonly width: number
  readonly height: number
  /** ARGB, four bytes per pixel. */
  readonly argb: Buffer
}

export async function iconOf(bus: dbus.MessageBus, item: TrayItem): Promise<IconPixels> {
  const pixmaps = (await propertyOf(bus, item, itemInterface, 'IconPixmap')) as [number, number, Buffer][]
  const [first] = pixmaps
  if (first === undefined) throw new Error('The icon has no pixels.')
  const [width, height, argb] = first
  return { width, height, argb: Buffer.from(argb) }
}

const menuOf = async (bus: dbus.MessageBus, item: TrayItem): Promise<readonly [string, string]> => [
  item.name,
  String(await propertyOf(bus, item, itemInterface, 'Menu')),
]

export async function readMenu(bus: dbus.MessageBus, item: TrayItem): Promise<readonly MenuEntry[]> {
  const [name, path] = await menuOf(bus, item)
  const [, root] = await call(bus, [name, path, menuInterface, 'GetLayout'], 'iias', [0, -1, []])
  return entryOf(root).children
}

function entryOf(node: unknown): MenuEntry {
  const [id, properties, children] = plain(node) as [number, Record<string, unknown>, unknown[]]
  const toggle = properties['toggle-state']
  return {
    id,
    label: String(properties['label'] ?? '').replace(/_(.)/g, '$1'),
    ...(properties['type'] === undefined ? {} : { type: String(properties['type']) }),
    isEnabled: properties['enabled'] !== false,
    ...(toggle === undefined ? {} : { isChecked: toggle === 1 }),
    children: children.map(entryOf),
  }
}

/** As `> submenu > entry` below the first label that begins so. */
export function findEntry(menu: readonly MenuEntry[], ...labels: readonly string[]): MenuEntry | undefined {
  const [first, ...rest] = labels
  const found = menu.find(({ label }) => first !== undefined && label.startsWith(first))
  return found === undefined || rest.length === 0 ? found : findEntry(found.children, ...rest)
}

export const printMenu = (menu: readonly MenuEntry[], depth = 0): string =>
  menu
    .map(({ label, type, children }) => {
      const line = `${'  '.repeat(depth)}${type === 'separator' ? '---' : label}`
      return children.length === 0 ? line : `${line}\n${printMenu(children, depth + 1)}`
    })
    .join('\n')

async function sendMenuEvent(bus: dbus.MessageBus, item: TrayItem, id: number, event: string): Promise<void> {
  const [name, path] = await menuOf(bus, item)
  const nothing = new dbus.Variant('s', '')
  await call(bus, [name, path, menuInterface, 'Event'], 'isvu', [id, event, nothing, Math.floor(Date.now() / 1000)])
}

export const clickEntry = (bus: dbus.MessageBus, item: TrayItem, { id }: Pick<MenuEntry, 'id'>): Promise<void> =>
  sendMenuEvent(bus, item, id, 'clicked')

/** As a panel reports that it shows the menu, and that it does no more. */
export const openMenu = (bus: dbus.MessageBus, item: TrayItem): Promise<void> => sendMenuEvent(bus, item, 0, 'opened')
export const closeMenu = (bus: dbus.MessageBus, item: TrayItem): Promise<void> => sendMenuEvent(bus, item, 0, 'closed')

export const activate = (bus: dbus.MessageBus, { name, path }: TrayItem) =>
  call(bus, [name, path, itemInterface, 'Activate'], 'ii', [0, 0])
