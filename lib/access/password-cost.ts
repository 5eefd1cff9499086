/** What a guess costs: 32 MB and about a fifth of a second (OWASP's second choice for scrypt). */
export const cost = { N: 2 ** 15, r: 8, p: 3 }
