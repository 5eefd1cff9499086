// Loaded before a program whose processor time is measured: says at its end what it used, all threads together.
process.on('exit', () => {
  const { user, system } = process.cpuUsage()
  console.error(
    JSON.stringify({
      seconds: (user + system) / 1e6,
      peakMb: process.resourceUsage().maxRSS / 1024,
    }),
  )
})
