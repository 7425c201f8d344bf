/** org.freedesktop.Notifications, owned by a test: keeps what it is asked to show, and clicks on it. */
import dbus from 'dbus-next'

export interface ShownNotice {
  readonly id: number
  readonly app: string
  readonly title: string
  readonly body: string
  readonly actions: readonly string[]
}

class NotificationService extends dbus.interface.Interface {
  readonly shown: ShownNotice[] = []
  readonly takenBack: number[] = []
  constructor() {
    super('org.freedesktop.Notifications')
  }
  GetCapabilities(): string[] {
    return ['body', 'actions', 'body-markup']
  }
  GetServerInformation(): string[] {
    return ['test', 'tce', '1', '1.2']
  }
  Notify(
    app: string,
    _replaces: number,
    _icon: string,
    title: string,
    body: string,
    actions: string[],
    _hints: unknown,
    _timeout: number,
  ): number {
    const id = this.shown.length + 1
    this.shown.push({ id, app, title, body, actions })
    return id
  }
  CloseNotification(id: number): void {
    this.takenBack.push(id)
  }
  NotificationClosed(id: number, reason: number): [number, number] {
    return [id, reason]
  }
  ActionInvoked(id: number, action: string): [number, string] {
    return [id, action]
  }
}
NotificationService.configureMembers({
  methods: {
    GetCapabilities: { inSignature: '', outSignature: 'as' },
    GetServerInformation: { inSignature: '', outSignature: 'ssss' },
    Notify: { inSignature: 'susssasa{sv}i', outSignature: 'u' },
    CloseNotification: { inSignature: 'u', outSignature: '' },
  },
  signals: { NotificationClosed: { signature: 'uu' }, ActionInvoked: { signature: 'us' } },
})

export async function startNotificationService(bus: dbus.MessageBus) {
  const service = new NotificationService()
  bus.export('/org/freedesktop/Notifications', service)
  await bus.requestName('org.freedesktop.Notifications', 0)
  const dismissed = 2
  return {
    shown: service.shown as readonly ShownNotice[],
    /** Ids of those that whoever showed them closed. */
    takenBack: service.takenBack as readonly number[],
    click({ id }: ShownNotice, action = 'default'): void {
      service.ActionInvoked(id, action)
      service.NotificationClosed(id, dismissed)
    },
    close: ({ id }: ShownNotice): void => void service.NotificationClosed(id, dismissed),
  }
}
