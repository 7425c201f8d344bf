/** What shows notifications, whatever the system. */
export interface Notice {
  readonly title: string
  readonly body: string
}

export interface Notifier {
  /** Resolves when it was clicked (true), or closed without (false). Nothing is thrown: a notice that can't be shown is lost. */
  show(notice: Notice): Promise<boolean>
  /** Ends the programs that wait for a click. */
  close(): void
}
