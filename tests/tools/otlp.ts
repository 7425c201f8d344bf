/** What Claude Code sent by OpenTelemetry (recorded as JSON), and the same as protobuf. */
import { readFileSync } from 'node:fs'
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import { type Message, requests, type Scalar } from '../../src/dashboard/otlp/otlp-messages.ts'

export type Signal = keyof typeof requests
type Fields = Readonly<Record<string, unknown>>

export function recorded(signal: 'logs' | 'metrics'): readonly Fields[] {
  const path = new URL(`../fixtures/claude/otel/${signal}.otlp.jsonl`, import.meta.url)
  const lines = readFileSync(path, 'utf8').trim().split('\n')
  return lines.map((text) => (JSON.parse(text) as { b: Fields }).b)
}

export const asProtobuf = (signal: Signal, body: Fields): Uint8Array<ArrayBuffer> =>
  written(new BinaryWriter(), body, requests[signal]).finish()

function written(writer: BinaryWriter, fields: Fields, message: Message): BinaryWriter {
  for (const [number, { name, type }] of Object.entries(message)) {
    const values = [fields[name] ?? []].flat()
    for (const value of values) {
      if (typeof type === 'string') write[type](writer, Number(number), value)
      else {
        writer.tag(Number(number), WireType.LengthDelimited).fork()
        written(writer, value as Fields, type()).join()
      }
    }
  }
  return writer
}

type Write = (writer: BinaryWriter, number: number, value: unknown) => void
const bytes =
  (encoding: 'hex' | 'base64'): Write =>
  (writer, number, value) =>
    writer.tag(number, WireType.LengthDelimited).bytes(Buffer.from(String(value), encoding))
const write: Readonly<Record<Scalar, Write>> = {
  string: (writer, number, value) => writer.tag(number, WireType.LengthDelimited).string(String(value)),
  bytes: bytes('base64'),
  hex: bytes('hex'),
  bool: (writer, number, value) => writer.tag(number, WireType.Varint).bool(value === true),
  int32: (writer, number, value) => writer.tag(number, WireType.Varint).int32(Number(value)),
  uint32: (writer, number, value) => writer.tag(number, WireType.Varint).uint32(Number(value)),
  int64: (writer, number, value) => writer.tag(number, WireType.Varint).int64(String(value)),
  fixed32: (writer, number, value) => writer.tag(number, WireType.Bit32).fixed32(Number(value)),
  fixed64: (writer, number, value) => writer.tag(number, WireType.Bit64).fixed64(String(value)),
  sfixed64: (writer, number, value) => writer.tag(number, WireType.Bit64).sfixed64(String(value)),
  double: (writer, number, value) => writer.tag(number, WireType.Bit64).double(Number(value)),
}
