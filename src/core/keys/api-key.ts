/** Keys that programs send events with: shown once, kept as their hash. Pure; control/api-keys.ts makes and keeps them. */

export interface ApiKey {
  readonly id: string
  readonly label: string
  /** To tell one from another; the key itself is nowhere. */
  readonly last4: string
  /** Undefined: any source but TCE's own. */
  readonly source?: string | undefined
  /** Reads events too. */
  readonly mayRead: boolean
  readonly createdAt: string
  /** To the minute. */
  readonly lastUsedAt?: string | undefined
}

export interface NewApiKey {
  readonly label: string
  readonly source?: string | undefined
  readonly mayRead: boolean
}

/** By which events tell with which key they were sent: also of one that was revoked since. */
export const keyName = ({ label, last4 }: Pick<ApiKey, 'label' | 'last4'>): string => `${label} …${last4}`

/** So that it is known for one wherever it turns up, also by those who look for leaked secrets. */
export const keyPrefix = 'tce_'
/** Of the one secret that agents' hooks carry. */
export const hookSecretPrefix = 'tcehook_'
const labelCharacters = 80

/** Why a key can't be made so, in a sentence. */
export function whyNoKey({ label, source }: NewApiKey, existing: readonly ApiKey[]): string | undefined {
  if (label.trim() === '' || label.length > labelCharacters || /\p{Cc}/u.test(label)) {
    return `A key has a label of 1 to ${labelCharacters} characters: what will use it.`
  }
  if (existing.some((key) => key.label === label)) {
    return `There is a key “${label}” already. Next: another label, or tce keys revoke "${label}".`
  }
  if (source !== undefined && (source.trim() === '' || source.length > 200)) return 'A source has 1 to 200 characters.'
  return undefined
}
