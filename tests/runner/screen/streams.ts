/** What programs may write to a terminal, made up. */
import fc from 'fast-check'

/** Pieces of what programs write, whole and broken. */
const piece = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b', ' ', 'é', '请', '⚠️', '👩‍👩‍👧', 'e\u0301', 'Z') }),
  fc.constantFrom('\r\n', '\n', '\r', '\b', '\t', '\u000e', '\u000f', '\u001b(0', '\u001b(B'),
  fc
    .constantFrom(
      ...[
        '[?1049h',
        '[?1049l',
        '7',
        '8',
        '[s',
        '[u',
        '[2J',
        '[K',
        '[1K',
        '[2;5r',
        '[r',
        '[?6h',
        '[?6l',
        '[4h',
        '[4l',
        'M',
        'D',
      ],
      ...[
        '[?25l',
        '[?25h',
        '[3 q',
        '[0 q',
        '[?7l',
        '[?7h',
        '[5X',
        '[3P',
        '[2@',
        '[2L',
        '[M',
        '[2S',
        '[T',
        '[3b',
        '[!p',
      ],
      ...['[?2004h', '[?1h', '[?1002h', '[?1006h', '[?1003l', '[?1004h', '[>1u', '[<u', '[?2026h', '[?2026l', '[3J'],
      ...[']8;;https://example.com/a\u001b\\', ']8;;\u0007', ']2;a title\u0007', 'P$qm\u001b\\', ']11;?\u0007'],
    )
    .map((text) => `\u001b${text}`),
  fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 44 })).map(([y, x]) => `\u001b[${y};${x}H`),
  fc
    .array(
      fc.constantFrom(
        '0',
        '1',
        '2',
        '3',
        '4',
        '4:3',
        '5',
        '7',
        '9',
        '22',
        '24',
        '31',
        '42',
        '95',
        '38;5;200',
        '48;2;1;2;3',
        '58;5;3',
        '53',
      ),
      { maxLength: 4 },
    )
    .map((numbers) => `\u001b[${numbers.join(';')}m`),
)
export const stream = fc.array(piece, { minLength: 1, maxLength: 60 }).map((pieces) => Buffer.from(pieces.join('')))
