/** What a route answers, in JSON. */
export const answer = <S>(description: string, schema: S) => ({
  description,
  content: { 'application/json': { schema } },
})
