/**
 * HMAC-SHA-256, for the one proof that each command beside a server asks for. `node:crypto` does the same, and takes 6 ms to load, more than the
 * question and its answer; the tests hold it against that.
 */
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/** As 64 hexadecimal digits. Both texts as UTF-8. */
export const hmacSha256 = (key: string, text: string): string =>
  bytesToHex(hmac(sha256, utf8ToBytes(key), utf8ToBytes(text)))
