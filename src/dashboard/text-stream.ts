/** A long text that is made as it is read. */

/** It may end with why it is not whole. */
type Texts = AsyncGenerator<string, { readonly message: string } | undefined, undefined>

/** Nothing is read ahead of the socket. What goes wrong on the way breaks the connection: a part is never taken for the whole. */
export function textStream(first: string, pages: Texts): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let next: string | undefined = first
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        // A page without a hit sends nothing: the next is asked for at once.
        while (next === '') {
          const page = await pages.next()
          if (page.done === true && page.value !== undefined) throw new Error(page.value.message)
          next = page.done === true ? undefined : page.value
        }
        if (next === undefined) return controller.close()
        controller.enqueue(encoder.encode(next))
        next = ''
      },
      async cancel() {
        await pages.return(undefined)
      },
    },
    { highWaterMark: 0 },
  )
}
