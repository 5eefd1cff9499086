#!/bin/sh
# Ends with 0 when the server on this machine answers.
here=$(dirname "$(readlink -f "$0")")
node=$here/../node/bin/node
[ -x "$node" ] || node=node
exec "$node" -e '
  const { PORT, HOST, TLS_CERT, PUBLIC_URL, BASE_PATH } = process.env
  // The certificate is not for this name, and nobody is between.
  if (TLS_CERT) process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0"
  const host = !HOST || /^(0\.0\.0\.0|::)$/.test(HOST) ? "127.0.0.1" : HOST
  const name = host.includes(":") ? `[${host}]` : host
  const base = (BASE_PATH || (PUBLIC_URL ? new URL(PUBLIC_URL).pathname : "")).replace(/\/+$/, "")
  fetch(`${TLS_CERT ? "https" : "http"}://${name}:${PORT || 3000}${base}/api/health/live`).then(
    ({ status }) => process.exit(status < 500 ? 0 : 1),
    () => process.exit(1),
  )'
