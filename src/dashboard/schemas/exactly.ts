/** Proof by the compiler that a schema describes a type of ours and nothing else. */
import type { z } from '../http.ts'

/** Schemas are not readonly, core types are; that is the one difference that may be. */
type Mutable<T> = T extends readonly (infer Item)[]
  ? Mutable<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Mutable<T[Key]> }
    : T

type IsSame<A, B> = (<T>() => T extends Mutable<A> ? 1 : 2) extends <T>() => T extends Mutable<B> ? 1 : 2 ? true : false

type Proof<S extends z.ZodType, T> = IsSame<z.output<S>, T> extends true ? [] : ['schema and type differ']

/**
 * For what is answered: `exactly<FleetReport>()(z.object({…}))` is a schema of `FleetReport`, so that nobody who is answered has to
 * cast; it does not compile when the two differ.
 */
export const exactly =
  <T>() =>
  <S extends z.ZodType>(schema: S, ..._proof: Proof<S, T>): z.ZodType<T, z.input<S>> =>
    schema as unknown as z.ZodType<T, z.input<S>>

/** The same for what is asked, which stays the kind of schema that it is. */
export const exactlyAsked =
  <T>() =>
  <S extends z.ZodType>(schema: S, ..._proof: Proof<S, T>): S =>
    schema
