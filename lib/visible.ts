const hidden = /[\p{Cc}\p{Cs}\u061c\u200b-\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]/gu

/** Untrusted text in one line: control, bidirectional and invisible characters become tokens such as ⟨U+000A⟩. */
export const visible = (text: string): string =>
  text.replace(
    hidden,
    (sign) => `⟨U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`,
  )
