/** What the tray needs of the program's parts: the services, its own or those of a server that runs already. serve-or-attach.ts makes it. */
import type { Result } from '../core/result.ts'
import type { Services } from '../services/services.ts'

export interface Connection {
  readonly services: Services
  /** `http://localhost:5111` */
  readonly origin: string
  /** A one-time link that signs a browser in. */
  signInUrl(): Promise<string>
  /** Resolves when a server that is not ours went away; for our own it never does. */
  readonly gone: Promise<void>
  /** Ends what we started; a server that is not ours goes on. */
  close(): Promise<void>
}

/** Why there is none, in a sentence for the user. */
export type Connect = () => Promise<Result<Connection, { readonly message: string }>>
