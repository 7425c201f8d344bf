/** Proof by the compiler that a schema describes a type of ours and nothing else. */
import type { z } from '../http.ts'

/** Core types are readonly, schemas' are not; that is the one difference that may be. */
type Mutable<T> = T extends readonly (infer Item)[]
  ? Mutable<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Mutable<T[Key]> }
    : T

type IsSame<A, B> = (<T>() => T extends Mutable<A> ? 1 : 2) extends <T>() => T extends Mutable<B> ? 1 : 2 ? true : false

/** `exactly<FleetReport>()(z.object({…}))` is the schema; it does not compile when the two differ. */
export const exactly =
  <T>() =>
  <S extends z.ZodType>(
    schema: S,
    ..._proof: IsSame<z.output<S>, T> extends true ? [] : ['schema and type differ']
  ): S =>
    schema
