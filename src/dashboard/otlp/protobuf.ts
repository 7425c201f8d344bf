/** Protobuf on the wire: requests become what their JSON form would be, answers become bytes. Field by field, by otlp-messages.ts. */
import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import type { Result } from '../../core/result.ts'
import { err, ok } from '../../core/result.ts'
import type { Field, Message, Scalar } from './otlp-messages.ts'

type Fields = Readonly<Record<string, unknown>>

/** Deeper than any value that people send. */
const deepest = 100
/** Two bytes make a message: what a body unpacks to must stay within bounds. */
const mostMessages = 1_000_000

class Unreadable extends Error {}

/** In words why it can't be read. */
export function decodeProtobuf(bytes: Uint8Array, message: Message): Result<Fields, string> {
  try {
    return ok(
      readMessage({ reader: new BinaryReader(bytes), messagesLeft: mostMessages }, message, bytes.byteLength, deepest),
    )
  } catch (cause) {
    if (cause instanceof Unreadable) return err(cause.message)
    // What the reader says of bytes that end early, of wrong tags and of texts that are no UTF-8.
    if (cause instanceof Error) return err(`This is no protobuf of OTLP: ${cause.message}`)
    throw cause
  }
}

interface Reading {
  readonly reader: BinaryReader
  messagesLeft: number
}

function readMessage(reading: Reading, message: Message, end: number, levelsLeft: number): Fields {
  const { reader } = reading
  if (levelsLeft === 0) throw new Unreadable('It is nested too deep.')
  if (--reading.messagesLeft < 0) throw new Unreadable('It has too many parts.')
  const fields: Record<string, unknown> = {}
  while (reader.pos < end) {
    const [number, wireType] = reader.tag()
    const field = message[number]
    if (field === undefined) {
      reader.skip(wireType, number)
      continue
    }
    const value = readField(reading, field, wireType, levelsLeft)
    if (field.isMany === true) listIn(fields, field.name).push(value)
    else fields[field.name] = value
  }
  if (reader.pos > end) throw new Unreadable('A part of it is longer than what it is in.')
  return fields
}

function listIn(fields: Record<string, unknown>, name: string): unknown[] {
  const list = (fields[name] ?? []) as unknown[]
  fields[name] = list
  return list
}

function readField(reading: Reading, { name, type }: Field, wireType: WireType, levelsLeft: number): unknown {
  const expected = typeof type === 'string' ? scalars[type].wireType : WireType.LengthDelimited
  if (wireType !== expected) throw new Unreadable(`"${name}" is not of its type.`)
  const { reader } = reading
  if (typeof type === 'string') return scalars[type].read(reader)
  const end = reader.uint32() + reader.pos
  if (end > reader.len) throw new Unreadable('It ends early.')
  return readMessage(reading, type(), end, levelsLeft - 1)
}

interface ScalarRule {
  readonly wireType: WireType
  readonly read: (reader: BinaryReader) => unknown
}

const scalars: Readonly<Record<Scalar, ScalarRule>> = {
  string: { wireType: WireType.LengthDelimited, read: (reader) => reader.string() },
  bytes: { wireType: WireType.LengthDelimited, read: (reader) => Buffer.from(reader.bytes()).toString('base64') },
  hex: { wireType: WireType.LengthDelimited, read: (reader) => Buffer.from(reader.bytes()).toString('hex') },
  bool: { wireType: WireType.Varint, read: (reader) => reader.bool() },
  int32: { wireType: WireType.Varint, read: (reader) => reader.int32() },
  uint32: { wireType: WireType.Varint, read: (reader) => reader.uint32() },
  int64: { wireType: WireType.Varint, read: (reader) => String(reader.int64()) },
  fixed32: { wireType: WireType.Bit32, read: (reader) => reader.fixed32() },
  fixed64: { wireType: WireType.Bit64, read: (reader) => String(reader.fixed64()) },
  sfixed64: { wireType: WireType.Bit64, read: (reader) => String(reader.sfixed64()) },
  double: { wireType: WireType.Bit64, read: (reader) => reader.double() },
}

/** `ExportLogsServiceResponse` and its sisters: `partial_success` with how many were rejected, and why. */
export function encodeAnswer({
  rejected,
  reason,
}: {
  readonly rejected: number
  readonly reason?: string | undefined
}) {
  const writer = new BinaryWriter()
  if (rejected === 0) return writer.finish()
  writer.tag(1, WireType.LengthDelimited).fork().tag(1, WireType.Varint).int64(rejected)
  if (reason !== undefined) writer.tag(2, WireType.LengthDelimited).string(reason)
  return writer.join().finish()
}

/** `google.rpc.Status`, as every refusal has it. */
export const encodeStatus = (code: number, message: string) =>
  new BinaryWriter().tag(1, WireType.Varint).int32(code).tag(2, WireType.LengthDelimited).string(message).finish()
