#!/bin/sh
# Ends with 0 when the server on this machine answers.
here=$(dirname "$(readlink -f "$0")")
node=$here/../node/bin/node
[ -x "$node" ] || node=node
exec "$node" -e '
  const { PORT, HOST, TLS_CERT } = process.env
  // The certificate is not for this name, and nobody is between.
  if (TLS_CERT) process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0"
  const host = !HOST || /^(0\.0\.0\.0|::)$/.test(HOST) ? "127.0.0.1" : HOST
  const name = host.includes(":") ? `[${host}]` : host
  fetch(`${TLS_CERT ? "https" : "http"}://${name}:${PORT || 3000}/api/health/live`).then(
    ({ status }) => process.exit(status < 500 ? 0 : 1),
    () => process.exit(1),
  )'
