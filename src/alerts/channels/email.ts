/** E-mail by the user's own SMTP server: encrypted, unless it stands in the user's own network. The one file that knows nodemailer. */
import { createTransport } from 'nodemailer'
import { checkedAddress, type Resolve } from '../address-guard.ts'
import { type Channel, inOneText, textOf } from '../channel.ts'

const patienceMs = 10_000

export interface MailOptions {
  readonly resolve?: Resolve | undefined
}

export const email = ({ resolve }: MailOptions = {}): Channel => ({
  async send(message, values) {
    const host = textOf(values, 'host')
    const port = Number(textOf(values, 'port') || 587)
    const place = await checkedAddress(host, true, resolve)
    if (!place.ok) return { ok: false, isFinal: !place.error.includes('not known'), message: place.error }
    const [user, password] = [textOf(values, 'user'), textOf(values, 'password')]
    const transport = createTransport({
      // The checked address, under the name that its certificate has.
      ...{ host: place.value.address, port, secure: port === 465, requireTLS: port !== 465 && !place.value.isNear },
      tls: { servername: /[a-z]/i.test(host) && !host.includes(':') ? host : '' },
      ...(user !== '' && { auth: { user, pass: password } }),
      ...{ connectionTimeout: patienceMs, greetingTimeout: patienceMs, socketTimeout: patienceMs },
      ...{ disableFileAccess: true, disableUrlAccess: true },
    })
    try {
      await transport.sendMail({
        ...{ from: textOf(values, 'from'), to: textOf(values, 'to') },
        subject: `TCE: ${message.title}`.replaceAll(/[\r\n]+/g, ' '),
        text: inOneText(message),
        headers: { 'X-TCE-Id': message.id, 'Auto-Submitted': 'auto-generated' },
      })
      return { ok: true }
    } catch (cause) {
      return refused(cause)
    } finally {
      transport.close()
    }
  },
})

/** 5xx is an answer that stays; 4xx, and no answer, is one for now. */
function refused(cause: unknown): { ok: false; isFinal: boolean; message: string } {
  const { code = '', responseCode = 0 } = cause as { readonly code?: string; readonly responseCode?: number }
  const said = cause instanceof Error ? cause.message : String(cause)
  const words =
    responseCode > 0
      ? `${responseCode}: ${said}`
      : code === 'ESOCKET' && said.includes('ECONNREFUSED')
        ? 'nobody listens there'
        : said
  return { ok: false, isFinal: responseCode >= 500, message: words.replaceAll(/[\p{Cc}\s]+/gu, ' ').slice(0, 160) }
}
