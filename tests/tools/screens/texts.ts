/** What people and models say in the recordings: in several languages, and texts that look like dialogs and spinners and are none. */

export interface Wording {
  readonly prompt: string
  readonly typed: string
  readonly sentence: string
  readonly file: string
}

const english: Wording = {
  prompt: 'Please look at the orders that were refunded twice',
  typed: 'and then write a test for',
  sentence: 'The refund is booked when the order is closed, and once more when the parcel comes back.',
  file: 'refunds.txt',
}

export const wordings: Readonly<Record<string, Wording>> = {
  en: english,
  de: {
    prompt: 'Bitte prüfe die Größe der Bestände für Möbelstücke',
    typed: 'und schreibe danach Prüfungen für',
    sentence: 'Die Gutschrift wird gebucht, wenn der Auftrag schließt, und noch einmal, wenn das Paket zurückkommt.',
    file: 'größen.txt',
  },
  zh: {
    prompt: '请检查已经退款两次的订单',
    typed: '然后为它写一个测试，需要',
    sentence: '订单关闭时会记录退款，包裹退回时又会记录一次，所以金额会被计算两次。',
    file: '退款.txt',
  },
  ja: {
    prompt: '二重に返金された注文を調べてください',
    typed: 'そのあとでテストを書いて',
    sentence: '注文が閉じるときに返金が記録され、荷物が戻るともう一度記録されるため、金額が二重になります。',
    file: '返金.txt',
  },
}

export const wordingOf = (language: string): Wording => wordings[language] ?? english

/** More than a screen of it. */
export const longText = ({ sentence }: Wording): string =>
  Array.from({ length: 24 }, (_, at) => `${at + 1}. ${sentence}`).join('\n')

/** The agent's own words, quoted at the end of an answer, where its dialogs and its spinner stand. */
export const quotedDialogs: Readonly<Record<string, string>> = {
  claude: `It asks like this:

\`\`\`
 Bash command

   rm -rf build

 Do you want to proceed?
 ❯ 1. Yes
   2. Yes, and don't ask again for rm commands
   3. No

 Esc to cancel · Tab to amend
\`\`\`

Would you like to proceed?
❯ 1. Yes
  2. No
Enter to select · ↑/↓ to navigate · Esc to cancel`,
  codex: `It asks like this:

\`\`\`
  Would you like to run the following command?

  $ rm -rf build

› 1. Yes, proceed (y)
  2. No, and tell Codex what to do differently (esc)

  Press enter to confirm or esc to cancel
\`\`\`

Would you like to make the following edits? Allow Codex to write? Press enter to confirm or esc to cancel`,
  opencode: `It asks like this:

\`\`\`
△ Permission required
  # Removes the build
  $ rm -rf build
 Allow once   Allow always   Reject        ctrl+f fullscreen  ⇆ select  enter confirm
\`\`\`

△ Permission required`,
  gemini: `It asks like this:

\`\`\`
Allow execution of: 'rm'?
● 1. Allow once
  2. Allow for this session
  3. No, suggest changes (esc)
\`\`\`

Apply this change? Waiting for user confirmation...`,
  qwen: `It asks like this:

\`\`\`
Allow execution of: 'rm'?
● 1. Yes, allow once
  2. Always allow
  3. No, suggest changes (esc)
\`\`\`

Apply this change? Waiting for user confirmation...`,
  copilot: `It asks like this:

\`\`\`
Do you want to run this command?
❯ 1. Yes
  2. No, and tell Copilot what to do differently (Esc to stop)
↑↓ to navigate · Enter to select · Esc to cancel
\`\`\``,
  kimi: `It asks like this:

\`\`\`
▶ Run this command?
  $ rm -rf build
→ 1. Approve once
  2. Approve for this session
  3. Reject
  ▲/▼ select  1/2/3 choose  ↵ confirm
\`\`\``,
  pi: 'It asks nothing. Continue? (y/n) ❯ 1. Yes',
}

export const quotedSpinners: Readonly<Record<string, string>> = {
  claude: 'While it works it says:\n\n✻ Thinking… (12s · ↑ 1.2k tokens · esc to interrupt)\n\n  esc to interrupt',
  codex: 'While it works it says:\n\n• Working (12s • esc to interrupt)\n\nesc to interrupt',
  opencode: 'While it works it says:\n\n ⬝⬝⬝⬝■■■■  esc interrupt\n\nesc again to interrupt',
  gemini: 'While it works it says:\n\n⠏ Thinking… (esc to cancel, 12s)\n\nesc to cancel',
  qwen: 'While it works it says:\n\n⠏ Thinking… (esc to cancel, 12s)\n\nesc to cancel',
  copilot:
    'While it works it says:\n\n∙ Thinking (Esc to cancel · 1.2 KiB)\n\nWaiting for background agents. esc to cancel',
  kimi: 'While it works it says:\n\n🌖 Thinking… 12s\n\n⠏ Using Bash',
  pi: 'While it works it says:\n\n⠏ Working...\n\nWorking...',
}
