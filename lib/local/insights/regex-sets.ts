/** Sets of characters by the names that Java and RE2 give them, written as items of an RE2 class. */

export interface CharacterSet {
  /** What stands between `[` and `]`. */
  items: string
  /** The same of all other characters. */
  others: string
  /** About how many instructions of RE2 it takes. */
  cost: number
}

// Sets of Unicode are hundreds of ranges.
const unicodeCost = 1_000
const rangesCost = 60

const ascii: Readonly<Record<string, CharacterSet>> = Object.fromEntries(
  'lower upper ascii alpha digit alnum punct graph print blank cntrl xdigit space word'
    .split(' ')
    .map((name) => [name, { items: `[:${name}:]`, others: `[:^${name}:]`, cost: rangesCost }]),
)

/** `[:alpha:]`, in a class. */
export const posixSet = (name: string): CharacterSet | undefined =>
  Object.hasOwn(ascii, name) ? ascii[name] : undefined

const shorthand = (letter: string): CharacterSet => ({
  items: `\\${letter}`,
  others: `\\${letter.toUpperCase()}`,
  cost: rangesCost,
})

const horizontal: CharacterSet = {
  items: '\\t \\x{a0}\\x{1680}\\x{180e}\\x{2000}-\\x{200a}\\x{202f}\\x{205f}\\x{3000}',
  others:
    '\\x{0}-\\x{8}\\x{a}-\\x{1f}\\x{21}-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{180d}\\x{180f}-\\x{1fff}\\x{200b}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{10ffff}',
  cost: 2 * rangesCost,
}
const vertical: CharacterSet = {
  items: '\\x{a}-\\x{d}\\x{85}\\x{2028}\\x{2029}',
  others: '\\x{0}-\\x{9}\\x{e}-\\x{84}\\x{86}-\\x{2027}\\x{202a}-\\x{10ffff}',
  cost: 2 * rangesCost,
}

/** The set of `\d`, `\w`, `\s`, `\h` and `\v`. */
export const letterSets: Readonly<Record<string, CharacterSet>> = {
  d: shorthand('d'),
  w: shorthand('w'),
  s: shorthand('s'),
  h: horizontal,
  v: vertical,
}

/** A line break; `\r\n` is one. */
export const lineBreak = `(?:\\r\\n|[${vertical.items}])`
/** The end of the text, or before the line break that ends it. */
export const lastEnd = '(?:(?:\\r\\n|[\\n\\r\\x{85}\\x{2028}\\x{2029}])?\\z)'

const categories = new Set(
  'C Cc Cf Co Cs L Ll Lm Lo Lt Lu M Mc Me Mn N Nd Nl No P Pc Pd Pe Pf Pi Po Ps S Sc Sk Sm So Z Zl Zp Zs'.split(
    ' ',
  ),
)
const scripts = new Map(
  `Adlam Ahom Anatolian_Hieroglyphs Arabic Armenian Avestan Balinese Bamum Bassa_Vah Batak Bengali
  Bhaiksuki Bopomofo Brahmi Braille Buginese Buhid Canadian_Aboriginal Carian Caucasian_Albanian Chakma
  Cham Cherokee Chorasmian Common Coptic Cuneiform Cypriot Cypro_Minoan Cyrillic Deseret Devanagari
  Dives_Akuru Dogra Duployan Egyptian_Hieroglyphs Elbasan Elymaic Ethiopic Georgian Glagolitic Gothic
  Grantha Greek Gujarati Gunjala_Gondi Gurmukhi Han Hangul Hanifi_Rohingya Hanunoo Hatran Hebrew
  Hiragana Imperial_Aramaic Inherited Inscriptional_Pahlavi Inscriptional_Parthian Javanese Kaithi
  Kannada Katakana Kawi Kayah_Li Kharoshthi Khitan_Small_Script Khmer Khojki Khudawadi Lao Latin Lepcha
  Limbu Linear_A Linear_B Lisu Lycian Lydian Mahajani Makasar Malayalam Mandaic Manichaean Marchen
  Masaram_Gondi Medefaidrin Meetei_Mayek Mende_Kikakui Meroitic_Cursive Meroitic_Hieroglyphs Miao Modi
  Mongolian Mro Multani Myanmar Nabataean Nag_Mundari Nandinagari New_Tai_Lue Newa Nko Nushu
  Nyiakeng_Puachue_Hmong Ogham Ol_Chiki Old_Hungarian Old_Italic Old_North_Arabian Old_Permic
  Old_Persian Old_Sogdian Old_South_Arabian Old_Turkic Old_Uyghur Oriya Osage Osmanya Pahawh_Hmong
  Palmyrene Pau_Cin_Hau Phags_Pa Phoenician Psalter_Pahlavi Rejang Runic Samaritan Saurashtra Sharada
  Shavian Siddham SignWriting Sinhala Sogdian Sora_Sompeng Soyombo Sundanese Syloti_Nagri Syriac
  Tagalog Tagbanwa Tai_Le Tai_Tham Tai_Viet Takri Tamil Tangsa Tangut Telugu Thaana Thai Tibetan
  Tifinagh Tirhuta Toto Ugaritic Vai Vithkuqi Wancho Warang_Citi Yezidi Yi Zanabazar_Square`
    .split(/\s+/)
    .map((name) => [name.toLowerCase(), name] as const),
)

const unicode = (name: string): CharacterSet => ({
  items: `\\p{${name}}`,
  others: `\\P{${name}}`,
  cost: unicodeCost,
})
const category = (name: string) => (categories.has(name) ? unicode(name) : undefined)
function script(name: string): CharacterSet | undefined {
  const known = scripts.get(name.toLowerCase())
  return known === undefined ? undefined : unicode(known)
}

const byName: Readonly<Record<string, CharacterSet>> = {
  Any: unicode('Any'),
  all: unicode('Any'),
  L1: { items: '\\x{0}-\\x{ff}', others: '\\x{100}-\\x{10ffff}', cost: rangesCost },
}
/** Properties that are general categories by another name. */
const properties: Readonly<Record<string, string>> = {
  letter: 'L',
  digit: 'Nd',
  punctuation: 'P',
  control: 'Cc',
  titlecase: 'Lt',
}
// Java writes these as \p{Alpha}; `word` is RE2's alone.
const ofJava = new Map(
  'Lower Upper ASCII Alpha Digit Alnum Punct Graph Print Blank Cntrl XDigit Space'
    .split(' ')
    .map((name) => [name, posixSet(name.toLowerCase())]),
)

/** The set of `\p{name}`: POSIX classes, general categories, scripts; undefined when RE2 has none that is equal. */
export function propertySet(name: string): CharacterSet | undefined {
  if (Object.hasOwn(byName, name)) return byName[name]
  const [key = '', value] = name.split('=')
  if (value !== undefined) {
    const of = key.toLowerCase()
    if (of === 'script' || of === 'sc') return script(value)
    return of === 'general_category' || of === 'gc' ? category(value) : undefined
  }
  if (!name.startsWith('Is')) return ofJava.get(name) ?? category(name) ?? script(name)
  const plain = name.slice(2)
  const other = properties[plain.toLowerCase()]
  return category(other ?? plain) ?? script(plain)
}
