/** Why a small file of an agent tells nothing. `not-json`: empty or half-written, read it again later. `wrong-shape`: not a registry file. */
export interface DecodeError {
  readonly kind: 'not-json' | 'wrong-shape'
  readonly message: string
}
