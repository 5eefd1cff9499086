import { writeLines } from '/work/main/lib/demo/write'
const seed = Number(process.argv[2]); const toMs = Date.parse('2026-11-20T12:00:00Z')
writeLines(`/tmp/me/seeds/${seed}.log`, { fromMs: toMs - 7*86_400_000, toMs, seed, incidents: [] })
