/** Every channel but the desktop, which whoever shows notices follows by itself. */
import type { ChannelId } from '../../core/alerts/channel-kinds.ts'
import type { Channel } from '../channel.ts'
import { discord, slack, teams, telegram } from './chat.ts'
import { command } from './command.ts'
import { email } from './email.ts'
import { gotify, ntfy, pagerduty, pushover } from './push.ts'
import { webhook } from './webhook.ts'

export const channels: Readonly<Record<Exclude<ChannelId, 'desktop'>, Channel>> = {
  ...{ webhook, slack, discord, teams, telegram, ntfy, gotify, pushover, pagerduty, email: email(), command },
}
