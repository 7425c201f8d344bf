/** A file that is read from any place in it: one of the disk, by its descriptor, or one that is kept elsewhere. */
import { fstatSync, readSync } from 'node:fs'

export interface KeptFile {
  readonly sizeBytes: number
  /** How many bytes were read: 0 at its end, and where what is kept of it turns out to be damaged. */
  read(into: Buffer, at: number, length: number, position: number): number
  /** Why some of it can't be read, once that showed. */
  readonly problem: string | undefined
}

export type OpenFile = number | KeptFile

export const readAt = (file: OpenFile, into: Buffer, at: number, length: number, position: number): number =>
  typeof file === 'number' ? readSync(file, into, at, length, position) : file.read(into, at, length, position)

export const sizeOfOpen = (file: OpenFile): number => (typeof file === 'number' ? fstatSync(file).size : file.sizeBytes)

/** By which a file is known to be the same one; undefined for one that is kept elsewhere. */
export const inodeOf = (file: OpenFile): number | undefined =>
  typeof file === 'number' ? fstatSync(file).ino : undefined
