/** Whether a part of an address is a code such as `c66f8c` or `7Kp2qZ`: digits and letters by turns, and no `mp3` or `page2`. */
export const isToken = (text: string): boolean =>
  text.length >= 5 && /^[a-z]*\d+[a-z]+\d[a-z\d]*$/i.test(text)
