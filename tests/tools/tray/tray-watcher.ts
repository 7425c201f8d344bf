/** The place where tray icons register, owned by the test itself: no panel is needed. */
import dbus from 'dbus-next'

const watcherName = 'org.kde.StatusNotifierWatcher'

class Watcher extends dbus.interface.Interface {
  readonly items: string[] = []
  constructor() {
    super(watcherName)
  }
  RegisterStatusNotifierHost(_service: string): void {}
  get RegisteredStatusNotifierItems(): readonly string[] {
    return this.items
  }
  get IsStatusNotifierHostRegistered(): boolean {
    return true
  }
  get ProtocolVersion(): number {
    return 0
  }
}
Watcher.configureMembers({
  properties: {
    RegisteredStatusNotifierItems: { signature: 'as', access: 'read' },
    IsStatusNotifierHostRegistered: { signature: 'b', access: 'read' },
    ProtocolVersion: { signature: 'i', access: 'read' },
  },
  methods: { RegisterStatusNotifierHost: { inSignature: 's', outSignature: '' } },
})

/** Fills `items` with "<bus name>/<path>" as icons register. */
export async function startTrayWatcher(bus: dbus.MessageBus): Promise<{ readonly items: readonly string[] }> {
  const watcher = new Watcher()
  bus.export('/StatusNotifierWatcher', watcher)
  // Methods of an interface are not told who called; a raw message is.
  bus.addMethodHandler((message: dbus.Message) => {
    if (message.interface !== watcherName || message.member !== 'RegisterStatusNotifierItem') return false
    const [service] = message.body as [string]
    watcher.items.push(service.startsWith('/') ? message.sender + service : `${service}/StatusNotifierItem`)
    bus.send(dbus.Message.newMethodReturn(message, '', []))
    return true
  })
  await bus.requestName(watcherName, 0)
  return watcher
}
