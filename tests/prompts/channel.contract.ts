/** What every way to a session keeps to, whatever happens on the other side. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Channel, Delivery, Errand } from '../../src/prompts/channels/channel.ts'

export interface ChannelWorld {
  readonly channel: Channel
  /** To a session that would take it. */
  errand(text: string): Errand
  /** Whatever has to happen for a prompt to be taken: a turn ends. Called before each look. */
  invite(): Promise<void> | void
  /** All that was taken as a prompt, in order. */
  taken(): readonly string[]
  /** Nobody takes anything any more. */
  leave(): Promise<void> | void
  close(): Promise<void> | void
}

export interface Told {
  readonly steps: readonly string[]
  readonly delivery: Delivery
}

/** With every step that was told before its bytes. */
export async function deliver(
  { channel, taken }: Pick<ChannelWorld, 'channel' | 'taken'>,
  errand: Errand,
  onStep: (step: string) => Promise<void> | void = () => {},
): Promise<Told> {
  const steps: string[] = []
  const before = taken().length
  const tell = (step: string) => async () => {
    // Nothing of it was taken before that is on disk.
    expect(taken()).toHaveLength(before)
    steps.push(step)
    await onStep(step)
  }
  return { delivery: await channel.deliver(errand, { begin: tell('begin'), enter: tell('enter') }), steps }
}

/** `isBmpOnly`: its screen shows no character beyond two bytes, and the channel refuses them. */
export function testChannel(name: string, open: () => Promise<ChannelWorld>, { isBmpOnly = false } = {}): void {
  describe(`the way ${name}`, () => {
    let world: ChannelWorld
    beforeEach(async () => {
      world = await open()
    })
    afterEach(() => world.close())

    const texts = [
      ['a word', 'hello'],
      ['several lines with indentation', 'one\n  two\n\nthree\tfour'],
      [
        'more than fits into one piece',
        Array.from({ length: 30 }, (_, n) => `line ${n} of a longer prompt`).join('\n'),
      ],
      ['Chinese and emoji', `请解释这个函数${isBmpOnly ? '' : ' 👩‍💻'}, then naïve ⌘`],
      ['what a shell or tmux would read', '$(rm -rf x); #{pane_id} \'"`\\ %7 ;'],
    ] as const

    it.each(texts)('delivers %s once, and tells each step before it', async (_, text) => {
      await world.invite()
      expect(await world.channel.look(world.errand(text))).toMatchObject({ kind: 'ready', through: expect.any(String) })
      const { delivery, steps } = await deliver(world, world.errand(text))
      expect(delivery).toEqual({ kind: 'sent' })
      expect(steps).toEqual(['begin', 'enter'])
      await expect.poll(world.taken, { timeout: 30_000 }).toHaveLength(1)
      expect(world.taken()[0]).toContain(text)
    })

    it('lets nothing out where it can’t be written down', async () => {
      await world.invite()
      const full = () => Promise.reject(new Error('the disk is full'))
      const delivering = world.channel.deliver(world.errand('hello'), { begin: full, enter: full })
      await expect(delivering).rejects.toThrow('full')
      expect(world.taken()).toEqual([])
    })

    it('says that nothing left where nobody takes it', async () => {
      await world.leave()
      expect((await world.channel.look(world.errand('hello'))).kind).not.toBe('ready')
      const { delivery, steps } = await deliver(world, world.errand('hello'))
      expect([delivery.kind, steps]).toEqual(['nothing', []])
      expect(world.taken()).toEqual([])
    })
  })
}
